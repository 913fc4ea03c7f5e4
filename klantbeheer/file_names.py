"""What a file that came from elsewhere, or goes elsewhere, is called."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120  # characters, so that every disk can keep a downloaded file under it
LONGEST_EXTENSION = 10
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The file's own name: no folders, no invisible or control characters, not too long.

    A very long name keeps its extension. Returns an empty text when nothing is left.
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", last)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    text = re.sub(" {2,}", " ", _FORBIDDEN.sub("_", kept)).strip(" .")
    if len(text) <= LONGEST_NAME:
        return text
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        return text[:LONGEST_NAME].rstrip(" .")
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip(' .')}.{extension}"


def extension_of(name: str) -> str:
    """'pdf' of 'Offerte.PDF'; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""
