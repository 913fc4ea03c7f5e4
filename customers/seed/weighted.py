"""Drawing from lists in which the common is common, and the files that hold those lists."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

T = TypeVar("T")
DATA = Path(__file__).parent / "data"


class Weighted(Generic[T]):
    """A list to draw from; each item has a weight. Cheap to draw from, a million times."""

    __slots__ = ("_items", "_sums", "_total")

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        items, weights = zip(*pairs, strict=True)
        self._items: tuple[T, ...] = items
        self._sums = list(accumulate(weights))
        self._total = self._sums[-1]

    @classmethod
    def falling(cls, items: Iterable[T], *, power: float = 0.7, flat: float = 2.0) -> Weighted[T]:
        """Items of which the first is the commonest, as with names (Zipf)."""
        return cls((item, (rank + flat) ** -power) for rank, item in enumerate(items))

    def pick(self, random: Random) -> T:
        """One item, drawn by weight."""
        return self._items[bisect(self._sums, random.random() * self._total)]

    def __len__(self) -> int:
        return len(self._items)

    @property
    def items(self) -> tuple[T, ...]:
        """All items, in their order."""
        return self._items


def lines(name: str) -> Iterator[str]:
    """The lines of a data file, without comments and empty lines."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def words(text: str) -> list[str]:
    """The items of a list with commas; an empty item counts ('none of them')."""
    return [word.strip() for word in text.split(",")]
