"""Saving a row that somebody else may have changed since its form was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from customers.services import state, threeway

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from customers.models import Customer
    from customers.services.state import Values
    from customers.services.threeway import Author, Combined, Overlap
    from klantbeheer.versioned import Versioned

Row = TypeVar("Row")


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


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """What a save did: the row, the fields that changed, and who had changed others before."""

    row: Row
    changed: tuple[str, ...]
    combined_with: tuple[Author, ...] = ()

    @classmethod
    def of(cls, row: Row, combination: Combination) -> Saved[Row]:
        """The row, once the combination is written."""
        return cls(row, tuple(combination.todo), combination.others)


def values_of(row: Any, names: Sequence[str], links: Sequence[str] = ()) -> Values:
    """The values of a row, or of a row of its history; `links` as keys."""
    values = {name: getattr(row, name) for name in names}
    return values | {name: getattr(row, f"{name}_id") for name in links}


def apply(
    row: Any, values: Mapping[str, Any], names: Collection[str], links: Collection[str] = ()
) -> None:
    """Put values on a row, as `values_of` reads them; unsaved. Raises ValueError for another name."""
    for name, value in values.items():
        if name not in names and name not in links:
            raise ValueError(f"Not a value of {type(row).__name__}: {name}")
        setattr(row, f"{name}_id" if name in links else name, value)


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


def resolve(
    row: Any,
    *,
    version: int,
    values: Values,
    seen_version: int,
    choices: Mapping[str, str],
    read: Callable[[Any], Values],
) -> tuple[int, Values]:
    """What to save after the conflict screen: the version that it showed, and the chosen values.

    Args:
        row: the row.
        version: the one that the form was opened with.
        values: as typed.
        seen_version: the one that the conflict screen showed.
        choices: 'mine' or 'theirs' per field or group; a missing choice is the clerk's own value.
        read: the values in a row, or in a row of its history.
    """
    _base_version, base = at(row, version, read)
    seen, shown = at(row, seen_version, read)
    return seen, threeway.resolved(base, shown, values, choices)
