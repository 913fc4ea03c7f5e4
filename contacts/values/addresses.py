"""The addresses of an e-mail box, and how two addresses are compared."""

from __future__ import annotations

import string

LONGEST = 254  # characters; what is longer cannot be written to
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def plain_address(text: str) -> str:
    """The address as it is compared and kept with its permission; the same as in `sql/consent.sql`."""
    return text.translate(_SMALL).strip(" \t\n\r")


def addresses_of(emails: str) -> list[str]:
    """The addresses in a box as they were typed, each once."""
    found: dict[str, str] = {}
    for part in emails.split(";"):
        plain = plain_address(part)
        if plain and len(plain) <= LONGEST:
            found.setdefault(plain, part.strip(" \t\n\r"))
    return list(found.values())
