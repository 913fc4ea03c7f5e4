"""What the readable file is made of, one block after the other: HTML and PDF draw the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Heading:
    """A title: of a chapter (2), of a part of one (3)."""

    level: int
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; line breaks in it stay."""

    text: str


@dataclass(frozen=True)
class Facts:
    """One thing: its columns with what they say."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True)
class TableStart:
    """The heads of a table; its rows follow, then its end. `weights` are how wide the columns are."""

    caption: str
    heads: Sequence[str]
    weights: Sequence[int] = ()


@dataclass(frozen=True)
class Row:
    """The cells of one row of the table."""

    cells: Sequence[str]


@dataclass(frozen=True)
class TableEnd:
    """The table is over."""


Block = Heading | Text | Facts | Points | TableStart | Row | TableEnd


class Writer(Protocol):
    """Draws blocks as they come."""

    def add(self, block: Block) -> None:
        """Draw one block beneath those before it."""
