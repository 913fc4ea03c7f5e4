"""The forms of contact persons, contact moments and messages."""
