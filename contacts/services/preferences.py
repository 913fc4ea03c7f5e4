"""How a customer wants to be told: saved so that two clerks at once lose nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from customers.models import Customer, MessagePreference
from customers.services.change import ErasedError
from customers.services.threeway import authors_since
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.services.threeway import Author
    from klantbeheer.staff.models import StaffUser

FIELDS = ("language", "ready_for_pickup", "delayed")


@dataclass(frozen=True)
class Overlap:
    """A field that both changed, to different values."""

    name: str
    mine: str
    theirs: str
    author: Author


class PreferenceConflictError(Exception):
    """Somebody else changed the same choice. Nothing was written."""

    def __init__(
        self,
        preference: MessagePreference,
        overlaps: tuple[Overlap, ...],
        mine: Mapping[str, str],
    ) -> None:
        super().__init__(f"{len(overlaps)} overlapping")
        self.preference = preference
        self.overlaps = overlaps
        #: What stands there now, with what was chosen here over it.
        self.combined = _values(preference) | dict(mine)


def preference_of(customer: Customer) -> MessagePreference:
    """The customer's choice, or the defaults, not saved, when nobody chose anything yet."""
    found: MessagePreference | None = MessagePreference.objects.filter(customer=customer).first()
    return found or MessagePreference(customer=customer)


def save_preference(
    *, customer: Customer, version: int, values: Mapping[str, str], actor: StaffUser
) -> bool:
    """Save the choice, combined with what others chose in the meantime.

    Args:
        customer: whose choice it is.
        version: the version that the form was opened with; 0 when there was no choice yet.
        values: language, ready_for_pickup and delayed, as the form has them.
        actor: who saves.

    Returns:
        whether anything was changed.

    Raises:
        PreferenceConflictError: somebody else changed the same field to another value.
        ErasedError: the customer was erased in the meantime.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        if locked.status == Customer.Status.ERASED:
            raise ErasedError
        now = preference_of(locked)
        version, base = (version, now) if version == now.version else _at(now, version)
        mine = {name: values[name] for name in FIELDS if values[name] != getattr(base, name)}
        theirs = [
            name for name in mine if getattr(now, name) not in (getattr(base, name), mine[name])
        ]
        if theirs:
            raise _conflict(now, base, version, mine, theirs)
        todo = {name: value for name, value in mine.items() if value != getattr(now, name)}
        if todo:
            for name, value in todo.items():
                setattr(now, name, value)
            now.save()
    return bool(todo)


def _conflict(
    now: MessagePreference,
    base: MessagePreference,
    version: int,
    mine: Mapping[str, str],
    names: list[str],
) -> PreferenceConflictError:
    later = now.history.filter(version__gt=version).select_related("history_user")
    authors = authors_since(_values(base), later.order_by("history_id"), _values)
    overlaps = tuple(Overlap(name, mine[name], getattr(now, name), authors[name]) for name in names)
    return PreferenceConflictError(now, overlaps, mine)


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}


def _at(now: MessagePreference, version: int) -> tuple[int, MessagePreference]:
    """The choice as it was at `version`; an unknown one is the beginning, with the defaults."""
    row = now.history.filter(version=version).first() if now.pk else None
    if row is None:
        return 0, MessagePreference(customer=now.customer)
    return version, MessagePreference(customer=now.customer, **_values(row))
