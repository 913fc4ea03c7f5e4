"""A text as it is compared, with the place of each of its signs in the text itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from customers.values.folding import APOSTROPHES, SIGNS, fold_letter
from customers.values.infixes import INFIX_WORDS

# An acute accent that stands for one is one here: decomposed it would become a space.
_APOSTROPHES = f"{APOSTROPHES}´"
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS](?![^{SIGNS}])")
_WORD = re.compile(rf"[^{SIGNS}]+")
#: The index holds no longer ones.
LONGEST_WORD = 60

INFIXES_FOLDED = frozenset(word.strip("'") for word in INFIX_WORDS)


@dataclass(frozen=True)
class Folded:
    """The folded text, and where each of its signs comes from."""

    text: str
    starts: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the original that this slice of the folded text stands for."""
        last = self.starts[end - 1]
        stop = last + 1
        # The accents that hang on the last letter go with it.
        while stop < len(self.original) and unicodedata.combining(self.original[stop]):
            stop += 1
        return self.starts[start], stop


def fold(text: str) -> Folded:
    """Fold `text`: small letters, accents and apostrophes off, everything else as it stands.

    The apostrophe of 'Jansen's' stays, so that the name ends before it.
    """
    kept = {found.start() for found in _POSSESSIVE.finditer(text)}
    folded: list[str] = []
    starts: list[int] = []
    for place, character in enumerate(text):
        if character in _APOSTROPHES:
            plain = "'" if place in kept else ""
        elif character.isascii() or character == "…":
            plain = character.lower()
        else:
            plain = fold_letter(character)
        folded.append(plain)
        starts.extend([place] * len(plain))
    return Folded("".join(folded), tuple(starts), text)


def words_of(text: str) -> list[str]:
    """The folded words of `text`, as the index holds them."""
    without = _POSSESSIVE.sub(" ", text)
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(without).text)]


def key_words(name: str) -> list[str]:
    """The words of a name without its infixes, as long as something remains."""
    words = words_of(name)
    return [word for word in words if word not in INFIXES_FOLDED] or words
