"""Values of a person, looked for however they are written: any case, without accents, digits alone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Shorter values say nothing about who is meant.
SHORTEST = 3
SHORTEST_NUMBER = 6
#: A phone number without its prefix of land or trunk.
PHONE_DIGITS = 9
_BETWEEN = b" .-()/+"
_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_BREAK = re.compile(rb"\\+[nrt]")


def fold(content: bytes) -> bytes:
    """The same text in lower case, without accents, escapes of JSON and line breaks within."""
    if b"\\" in content:
        content = _BREAK.sub(b" ", content)
        if b"\\u" in content:
            text = content.decode(errors="replace")
            content = _ESCAPED.sub(_character, text).encode(errors="replace")
    if content.isascii():
        return content.lower()
    text = unicodedata.normalize("NFKD", content.decode(errors="replace")).casefold()
    return "".join(c for c in text if not unicodedata.combining(c)).encode(errors="replace")


def _character(found: re.Match[str]) -> str:
    return chr(int(found.group(1), 16))


def squeeze(folded: bytes) -> bytes:
    """Without what stands between the digits of a number or the halves of a postcode."""
    return folded.translate(None, _BETWEEN)


@dataclass(frozen=True)
class Needle:
    """One value: its place among the given ones, and how it is looked for."""

    value: int
    plain: bytes
    squeezed: bytes = b""

    @property
    def words(self) -> list[bytes]:
        """The words of the value that say something, for where words stand in any order."""
        return [word for word in re.findall(rb"[\w@]+", self.plain) if len(word) >= SHORTEST]


class Needles:
    """All values together. `skipped` are the places of those too short to be looked for."""

    def __init__(self, values: Iterable[str]) -> None:
        self.skipped: list[int] = []
        found: dict[tuple[bytes, bytes], Needle] = {}
        for place, value in enumerate(values, 1):
            needles = [needle for form in _forms(value) if (needle := _needle(place, form))]
            if not needles:
                self.skipped.append(place)
            for needle in needles:
                found.setdefault((needle.plain, needle.squeezed), needle)
        self.needles = list(found.values())

    def __bool__(self) -> bool:
        return bool(self.needles)

    def found_in(self, content: bytes) -> list[Needle]:
        """The values that stand in this content."""
        folded = fold(content)
        squeezed = squeeze(folded)
        return [
            needle
            for needle in self.needles
            if needle.plain in folded or (needle.squeezed and needle.squeezed in squeezed)
        ]

    def found_as_words(self, content: bytes) -> Iterator[Needle]:
        """The values of several words of which every one stands in this content."""
        folded = fold(content)
        for needle in self.needles:
            words = needle.words
            if len(words) > 1 and all(word in folded for word in words):
                yield needle


def _forms(value: str) -> list[str]:
    """The value, and a date as it is written in Dutch."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value.strip())
    return [value, "-".join(reversed(day.groups()))] if day else [value]


def _needle(place: int, value: str) -> Needle | None:
    plain = b" ".join(fold(value.encode(errors="replace")).split())
    if len(plain) < SHORTEST:
        return None
    squeezed = squeeze(plain)
    if b"@" in plain or not any(character in b"0123456789" for character in squeezed):
        return Needle(place, plain)
    if squeezed.isdigit() and len(squeezed) >= PHONE_DIGITS:
        squeezed = squeezed[-PHONE_DIGITS:]
    return Needle(place, plain, squeezed if len(squeezed) >= SHORTEST_NUMBER else b"")
