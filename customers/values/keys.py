"""Keys of the database as they stand in an address or a form."""

from __future__ import annotations

#: The largest key that a table can hold.
LARGEST_KEY = 2**63 - 1


def read_key(text: str) -> int:
    """The key that `text` is; 0, which no row has, for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_KEY))):
        return 0
    key = int(text)
    return key if key <= LARGEST_KEY else 0
