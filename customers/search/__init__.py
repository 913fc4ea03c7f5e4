"""The search: understanding what was typed, asking the database, saying why something was found."""
