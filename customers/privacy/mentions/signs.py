"""What a name or a number looks like in a text, and which words of the index lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from customers.privacy.mentions.fold import Folded

#: Where a word begins and ends; '_' is no letter, for it stands in names of files.
BEGIN, END = r"(?<![^\W_])", r"(?![^\W_])"
DASHES = "‐-―−-"
#: Between the parts of one name.
GAP = rf"[\s._/{DASHES}]"
_ARTICLE = r"(?:de|het|een|mijn|je|jouw|uw|zijn|haar|ons|onze|hun|die|dat|deze|dit|geen|elke|the)"
_ARTICLE_BEFORE = re.compile(rf"{BEGIN}{_ARTICLE}\s+$")
_ARTICLE_FIRST = re.compile(rf"{_ARTICLE}\s")
_INITIAL_BEFORE = re.compile(rf"{BEGIN}[^\W\d_]\.\s?$")
_FAR_ENOUGH = 12


@dataclass(frozen=True)
class Lookup:
    """Words of the index: all of `every`, and one of `any_of` when it has any."""

    every: tuple[str, ...]
    any_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A pattern over folded text; its group 'hit' is what names, or all of it.

    `initials`: it begins with initials, so that an initial before it makes it another name. `alone`:
    a bare name, which may be a word of the language. `capital`: only with a capital. `needs`: only in
    a text that holds this as well. `word`: a part of it that every text has in which it is found, to
    look for first.
    """

    regex: str
    initials: bool = False
    alone: bool = False
    capital: bool = False
    needs: str = ""
    word: str = ""

    # Kept here: `re` remembers a few hundred, and who has many contact persons has more of them.
    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.regex)

    @cached_property
    def _compiled_needs(self) -> re.Pattern[str]:
        return re.compile(self.needs)

    def spans(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """The slices of the original that it finds."""
        if self.word not in folded.text:
            return
        if self.needs and not self._compiled_needs.search(folded.text):
            return
        for match in self._compiled.finditer(folded.text):
            start, end = match.span("hit" if "hit" in match.re.groupindex else 0)
            written = folded.text[start:end]
            if written.startswith("(") and written.count("(") > written.count(")"):
                start += 1  # the bracket is around more than this
            if start < end:
                span = folded.span(start, end)
                before = folded.text[max(0, start - _FAR_ENOUGH) : start]
                if self._holds(folded.original[slice(*span)], before):
                    yield span

    def _holds(self, written: str, before: str) -> bool:
        if self.initials and _INITIAL_BEFORE.search(before):
            return False  # 'A.J. Jansen' is not J. Jansen
        if self.capital and written == written.lower():
            return False
        if self.alone and written == written.lower():
            # 'de bakker', 'mijn fiets': a word, not a name.
            return not (_ARTICLE_BEFORE.search(before) or _ARTICLE_FIRST.match(written))
        return True


def spaced(words: Iterable[str]) -> str:
    """These words with some sign or space between them."""
    return rf"{GAP}{{1,3}}".join(map(re.escape, words))
