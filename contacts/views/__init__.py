"""The screens of contact persons, the timeline and messages."""
