"""Writes on customers: verb functions, keyword-only, atomic, with the one who did it."""
