"""Changing a customer: two clerks at once lose nothing.

A form carries the version that it was opened with. What the clerk changed since then and what others
changed since then are compared field by field: changes that do not overlap are combined, and for
overlapping ones `ConflictError` says both values, so that the clerk chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from customers.models import Customer
from customers.services import relations, rows, state
from customers.services.rows import AddressChange
from klantbeheer import history

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from customers.services.relations import RelationChange
    from klantbeheer.staff.models import StaffUser

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Changes:
    """What a clerk's form says: the values as typed, and the version that the form started from."""

    version: int
    values: state.Values
    addresses: tuple[AddressChange, ...] = ()
    relations: tuple[RelationChange, ...] = ()


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


class ConflictError(Exception):
    """Both changed the same field. Nothing was written."""

    def __init__(
        self,
        *,
        customer: Customer,
        overlaps: list[Overlap],
        combined: list[Combined],
        seen: Mapping[int, int],
    ) -> None:
        super().__init__(f"{len(overlaps)} overlapping")
        self.customer = customer
        self.overlaps = overlaps
        self.combined = combined
        self.seen_version = customer.version
        self.seen_addresses = seen


class ErasedError(Exception):
    """The customer was erased: there is nothing left to change."""


@dataclass(frozen=True)
class Saved:
    """What a save did: the customer, the fields that changed, and what others had changed before."""

    customer: Customer
    changed: tuple[str, ...]
    combined_with: tuple[Author, ...] = field(default=())


def change_customer(
    *, customer: Customer, changes: Changes, actor: StaffUser, reason: str = ""
) -> Saved:
    """Save what a clerk changed, combined with what others changed in the meantime.

    A save without a difference writes nothing.

    Raises:
        ConflictError: somebody else changed the same field; nothing is written.
        ErasedError: the customer was erased in the meantime.
        ValidationError: the combination is not a valid customer (say: a company without a name).
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        if locked.status == Customer.Status.ERASED:
            raise ErasedError
        now = state.state_of(locked)
        version, base = (
            (locked.version, now)
            if changes.version == locked.version
            else state.state_at(locked, changes.version)
        )
        mine = state.differences(base, changes.values)
        theirs = state.differences(base, now | _emptied(base, now))
        authors = _authors(locked, version) if theirs else {}
        overlaps = _overlaps(base, mine, theirs, now, authors)
        address_overlaps, seen = rows.address_overlaps(locked, changes.addresses)
        if overlaps or address_overlaps:
            overlapping = {overlap.key for overlap in overlaps}
            raise ConflictError(
                customer=locked,
                overlaps=overlaps + address_overlaps,
                combined=_combined(base, mine, theirs, overlapping, authors),
                seen=seen,
            )
        changed = _write(locked, now, mine, actor)
        changed += rows.write_addresses(locked, changes.addresses)
        changed += relations.write_relations(locked, changes.relations)
    others = tuple({author.name: author for author in authors.values()}.values())
    return Saved(customer=locked, changed=tuple(changed), combined_with=others)


def resolve(
    *,
    customer: Customer,
    changes: Changes,
    seen_version: int,
    seen_addresses: Mapping[int, int],
    choices: Mapping[str, str],
) -> Changes:
    """The changes after the clerk has chosen, now based on the version that was shown beside them.

    Saving them raises ConflictError again when yet another change overlaps.

    Args:
        customer: the customer.
        changes: what the clerk typed, on the version that the form was opened with.
        seen_version: the version that the conflict screen showed.
        seen_addresses: the history row shown of each address row, by the row's key.
        choices: 'mine' or 'theirs' per field or group; a missing choice is the clerk's own value.
    """
    _version, base = state.state_at(customer, changes.version)
    seen, shown = state.state_at(customer, seen_version)
    mine = state.differences(base, changes.values)
    theirs = state.differences(base, shown)
    groups = {state.group_of(name) for name in mine}
    values = {name: shown.get(name) for name in changes.values}
    for name in changes.values:
        group = state.group_of(name)
        if group in groups and not _takes_theirs(group, choices, mine, theirs):
            values[name] = changes.values[name]
    addresses = rows.resolve_addresses(changes.addresses, seen_addresses, choices)
    return replace(changes, version=seen, values=values, addresses=addresses)


def _takes_theirs(
    group: str, choices: Mapping[str, str], mine: state.Values, theirs: state.Values
) -> bool:
    both = any(state.group_of(name) == group for name in theirs)
    return both and choices.get(group) == THEIRS


def _emptied(base: state.Values, now: state.Values) -> state.Values:
    """Extra fields that had a value and are gone."""
    return {name: None for name in base if name not in now}


def _overlaps(
    base: state.Values,
    mine: state.Values,
    theirs: state.Values,
    now: state.Values,
    authors: Mapping[str, Author],
) -> list[Overlap]:
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


def _combined(
    base: state.Values,
    mine: state.Values,
    theirs: state.Values,
    overlapping: set[str],
    authors: Mapping[str, Author],
) -> list[Combined]:
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


def _write(
    customer: Customer, now: state.Values, mine: state.Values, actor: StaffUser
) -> list[str]:
    """Write what really differs from what stands there. Returns the names."""
    todo = state.differences(now, mine)
    if not todo:
        return []
    state.apply(customer, todo)
    if "attention" in todo:
        customer.attention_by = actor if todo["attention"] else None
        customer.attention_on = timezone.localdate() if todo["attention"] else None
    customer.clean_fields()
    customer.validate_constraints()
    if "employee" in todo:
        customer.validate_unique(exclude=["number"])
    if state.INTERESTS in todo:
        state.write_interests(customer, todo[state.INTERESTS])
    customer.save()
    return list(todo)


def _authors(customer: Customer, version: int) -> dict[str, Author]:
    """Who last changed each field after `version`."""
    authors: dict[str, Author] = {}
    _base_version, before = state.state_at(customer, version)
    later = Customer.history.filter(id=customer.pk, version__gt=version)
    for row in later.select_related("history_user").order_by("history_id"):
        _v, after = state.state_at(customer, row.version)
        author = author_of(row)
        for name in state.differences(before, after | _emptied(before, after)):
            authors[name] = author
        before = after
    return authors


def author_of(row: Any) -> Author:
    """Who wrote a history row, when and why."""
    user = row.history_user
    return Author(
        name=user.display_name if user else row.history_actor,
        moment=row.history_date,
        reason=row.history_change_reason or "",
    )
