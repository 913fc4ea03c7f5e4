"""Files that belong to a contact moment: what may come in, how it is kept, how it is shown."""
