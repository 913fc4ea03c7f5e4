"""What a new shop starts with."""
