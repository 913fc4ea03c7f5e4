"""Saving a row that somebody else may have changed since its form was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.services import state, threeway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.services.state import Values
    from customers.services.threeway import Author, Overlap
    from klantbeheer.versioned import Versioned


class OverlapError(Exception):
    """Both changed the same field. Nothing was written.

    `values` are what the form says now: the clerk's own where both changed a field, else the newest;
    `seen_version` is the version that they stand on.
    """

    def __init__(self, row: Versioned, overlaps: list[Overlap], values: Values) -> None:
        super().__init__(f"{len(overlaps)} overlapping")
        self.row = row
        self.overlaps = overlaps
        self.values = values
        self.seen_version = row.version

    @property
    def author(self) -> Author:
        """Who made the last of the other changes."""
        return max((overlap.author for overlap in self.overlaps), key=lambda one: one.moment)


@dataclass(frozen=True)
class Combination:
    """What is to be written, and who changed other fields of the row in the meantime."""

    todo: Values
    others: tuple[Author, ...]


def values_of(row: Any, names: Sequence[str]) -> Values:
    """The values of a row, or of a row of its history."""
    return {name: getattr(row, name) for name in names}


def combine(locked: Versioned, *, version: int, values: Values) -> Combination:
    """Hold what was typed on `version` beside the row as it stands.

    Args:
        locked: the row, locked.
        version: the one that the form was opened with; one that never was counts as the oldest.
        values: as typed, by the names of columns.

    Raises:
        OverlapError: somebody else changed one of the same fields to something else.
    """
    names = tuple(values)
    now = values_of(locked, names)
    if version == locked.version:
        return Combination(state.differences(now, values), ())
    history = type(locked).history.filter(id=locked.pk).order_by("history_id")  # type: ignore[attr-defined]
    row = history.filter(version=version).last() or history.first()
    base = values_of(row, names)
    mine, theirs = state.differences(base, values), state.differences(base, now)
    later = history.filter(version__gt=row.version).select_related("history_user")
    authors = threeway.authors_since(base, later, lambda one: values_of(one, names))
    overlaps = threeway.overlaps_of(base, mine, theirs, now, authors)
    if overlaps:
        raise OverlapError(locked, overlaps, now | mine)
    others = {author.name: author for author in authors.values()}
    return Combination(state.differences(now, mine), tuple(others.values()))
