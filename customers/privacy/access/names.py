"""What the files in the ZIP are called: safe on every disk, and each name once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from klantbeheer.file_names import clean_name

#: Names that Windows keeps for itself, with or without an extension.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 100


@dataclass
class Names:
    """Names of files that were given out."""

    _given: set[str] = field(default_factory=set)

    def give(self, folder: str, name: str) -> str:
        """A path in the ZIP for a file of this name: no folder of its own, a second one numbered."""
        name = clean_name(name).lstrip(".~ ") or "bestand"
        if _RESERVED.fullmatch(name):
            name = f"_{name}"
        stem, dot, extension = name.rpartition(".")
        if not dot or not stem:
            stem, dot, extension = name, "", ""
        stem = stem[:_LONGEST].rstrip(" .") or "bestand"
        path, number = f"bestanden/{folder}/{stem}{dot}{extension}", 1
        while path.casefold() in self._given:
            number += 1
            path = f"bestanden/{folder}/{stem} ({number}){dot}{extension}"
        self._given.add(path.casefold())
        return path
