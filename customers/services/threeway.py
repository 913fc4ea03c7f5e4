"""Combining what two people changed in one row, field by field.

What the clerk changed since the form was opened and what others changed since then are held side by
side: changes that do not overlap are combined; of the others both values are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.services import state

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Author:
    """Who made the other change, when, and why."""

    name: str
    moment: datetime.datetime
    reason: str


@dataclass(frozen=True)
class Overlap:
    """A field (or group) that both changed, to different values. Values are by field name."""

    key: str
    was: state.Values
    mine: state.Values
    theirs: state.Values
    author: Author


@dataclass(frozen=True)
class Combined:
    """A field that only one of them changed. `author` is None when it was the clerk's own."""

    name: str
    was: Any
    becomes: Any
    author: Author | None


def author_of(row: Any) -> Author:
    """Who wrote a history row, when and why."""
    user = row.history_user
    return Author(
        name=user.display_name if user else row.history_actor,
        moment=row.history_date,
        reason=row.history_change_reason or "",
    )


def authors_since(
    before: state.Values, later: Iterable[Any], state_of: Callable[[Any], state.Values]
) -> dict[str, Author]:
    """Who last changed each field.

    Args:
        before: the values from which to count.
        later: the history rows since then, the oldest first.
        state_of: the values in a history row.
    """
    authors: dict[str, Author] = {}
    for row in later:
        after, author = state_of(row), author_of(row)
        for name in state.differences(before, after | emptied(before, after)):
            authors[name] = author
        before = after
    return authors


def emptied(base: state.Values, now: state.Values) -> state.Values:
    """Extra fields that had a value and are gone."""
    return {name: None for name in base if name not in now}


def overlaps_of(
    base: state.Values,
    mine: state.Values,
    theirs: state.Values,
    now: state.Values,
    authors: Mapping[str, Author],
) -> list[Overlap]:
    """What both changed to something else; an address counts as one.

    Args:
        base: the values that the form was opened with.
        mine: what the clerk changed of them.
        theirs: what others changed of them.
        now: the values as they stand.
        authors: who last changed each field.
    """
    found: dict[str, Overlap] = {}
    for name in mine:
        group = state.group_of(name)
        names = [other for other in theirs if state.group_of(other) == group]
        if group in found or not names:
            continue
        fields = state.ADDRESS if group == "address" else (name,)
        wanted = {f: mine.get(f, base.get(f)) for f in fields}
        theirs_now = {f: now.get(f) for f in fields}
        if state.differences(wanted, theirs_now):
            found[group] = Overlap(
                key=group,
                was={f: base.get(f) for f in fields},
                mine=wanted,
                theirs=theirs_now,
                author=authors[names[0]],
            )
    return list(found.values())


def combined_of(
    base: state.Values,
    mine: state.Values,
    theirs: state.Values,
    overlaps: Iterable[Overlap],
    authors: Mapping[str, Author],
) -> list[Combined]:
    """What one of them changed, the clerk's own first."""
    overlapping = {overlap.key for overlap in overlaps}
    own = [
        Combined(name=name, was=base.get(name), becomes=value, author=None)
        for name, value in mine.items()
        if state.group_of(name) not in overlapping and name not in theirs
    ]
    others = [
        Combined(name=name, was=base.get(name), becomes=value, author=authors[name])
        for name, value in theirs.items()
        if state.group_of(name) not in overlapping
    ]
    return own + others


def resolved(
    base: state.Values,
    shown: state.Values,
    typed: Mapping[str, Any],
    choices: Mapping[str, str],
) -> state.Values:
    """The values after the conflict screen, to be saved on the version that it showed.

    Args:
        base: the values that the form was opened with.
        shown: the values that the conflict screen showed as the others'.
        typed: what the clerk's form says.
        choices: 'mine' or 'theirs' per field or group; a missing choice is the clerk's own value.
    """
    mine = state.differences(base, typed)
    theirs = state.differences(base, shown)
    both = {state.group_of(name) for name in theirs}
    kept = {
        group
        for group in map(state.group_of, mine)
        if not (group in both and choices.get(group) == THEIRS)
    }
    return {
        name: value if state.group_of(name) in kept else shown.get(name)
        for name, value in typed.items()
    }
