"""Changing a customer: two clerks at once lose nothing.

A form carries the version that it was opened with. What the clerk changed since then and what others
changed since then are compared field by field: changes that do not overlap are combined, and for
overlapping ones `ConflictError` says both values, so that the clerk chooses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from customers.models import Customer
from customers.services import relations, rows, state, threeway
from customers.services.combining import Saved
from customers.services.rows import AddressChange
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.services.relations import RelationChange
    from customers.services.threeway import Author, Combined, Overlap
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class Changes:
    """What a clerk's form says: the values as typed, and the version that the form started from."""

    version: int
    values: state.Values
    addresses: tuple[AddressChange, ...] = ()
    relations: tuple[RelationChange, ...] = ()


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


def change_customer(
    *, customer: Customer, changes: Changes, actor: StaffUser, reason: str = ""
) -> Saved[Customer]:
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
        theirs = state.differences(base, now | threeway.emptied(base, now))
        authors = _authors(locked, version) if theirs else {}
        overlaps = threeway.overlaps_of(base, mine, theirs, now, authors)
        address_overlaps, seen = rows.address_overlaps(locked, changes.addresses)
        if overlaps or address_overlaps:
            raise ConflictError(
                customer=locked,
                overlaps=overlaps + address_overlaps,
                combined=threeway.combined_of(base, mine, theirs, overlaps, authors),
                seen=seen,
            )
        changed = _write(locked, now, mine, actor)
        changed += rows.write_addresses(locked, changes.addresses)
        changed += relations.write_relations(locked, changes.relations)
    others = tuple({author.name: author for author in authors.values()}.values())
    return Saved(locked, tuple(changed), others)


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
    values = threeway.resolved(base, shown, changes.values, choices)
    addresses = rows.resolve_addresses(changes.addresses, seen_addresses, choices)
    return replace(changes, version=seen, values=values, addresses=addresses)


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
    _base_version, before = state.state_at(customer, version)
    later = Customer.history.filter(id=customer.pk, version__gt=version)
    return threeway.authors_since(
        before,
        later.select_related("history_user").order_by("history_id"),
        lambda row: state.state_at(customer, row.version)[1],
    )
