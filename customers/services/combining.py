"""Saving a row that somebody else may have changed since its form was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.services import state, threeway

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from customers.models import Customer
    from customers.services.state import Values
    from customers.services.threeway import Author, Combined, Overlap
    from klantbeheer.versioned import Versioned


class OverlapError(Exception):
    """Both changed the same field. Nothing was written.

    `row` is as it stands now and `seen_version` its version; `combined` says what only one of them
    changed; `values` are what the form says now: the clerk's own where both changed a field, else
    the newest.
    """

    def __init__(
        self, row: Any, overlaps: list[Overlap], combined: list[Combined], values: Values
    ) -> None:
        super().__init__(f"{len(overlaps)} overlapping")
        self.row = row
        self.customer: Customer = getattr(row, "customer", None)  # type: ignore[assignment]  # some have none
        self.overlaps = overlaps
        self.combined = combined
        self.values = values
        self.seen_version: int = row.version

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


def at(
    row: Any, version: int, read: Callable[[Any], Values], blank: Values | None = None
) -> tuple[int, Values]:
    """The values as they were at a version, with the version that they belong to.

    Args:
        row: the row.
        version: which one; one that never was counts as the oldest.
        read: the values in a row, or in a row of its history.
        blank: what a form showed before there was a row; then that is the oldest, version 0.
    """
    history = type(row).history.filter(id=row.pk).order_by("history_id")
    found = history.filter(version=version).last()
    if found is None and blank is not None:
        return 0, blank
    found = found or history.first()
    return found.version, read(found)


def combine(
    locked: Versioned,
    *,
    version: int,
    values: Values,
    read: Callable[[Any], Values] | None = None,
    blank: Values | None = None,
) -> Combination:
    """Hold what was typed on `version` beside the row as it stands.

    Args:
        locked: the row, locked; not saved yet when nobody made one.
        version: the one that the form was opened with; one that never was counts as the oldest.
        values: as typed.
        read: the values in a row, or in a row of its history; by the names of columns if left out.
        blank: what the form showed when there was no row yet.

    Raises:
        OverlapError: somebody else changed one of the same fields to something else.
    """
    read = read or (lambda row: values_of(row, tuple(values)))
    now = read(locked)
    if version == locked.version:
        return Combination(state.differences(now, values), ())
    since, base = at(locked, version, read, blank)
    mine, theirs = state.differences(base, values), state.differences(base, now)
    history: Any = type(locked).history  # type: ignore[attr-defined]
    later = history.filter(id=locked.pk, version__gt=since).order_by("history_id")
    authors = threeway.authors_since(base, later.select_related("history_user"), read)
    overlaps = threeway.overlaps_of(base, mine, theirs, now, authors)
    if overlaps:
        combined = threeway.combined_of(base, mine, theirs, overlaps, authors)
        raise OverlapError(locked, overlaps, combined, now | mine)
    others = {author.name: author for author in authors.values()}
    return Combination(state.differences(now, mine), tuple(others.values()))
