"""How a customer wants to be told: saved so that two clerks at once lose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from customers.models import Customer, MessagePreference
from customers.services.change import ErasedError
from customers.services.combining import combine, values_of
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klantbeheer.staff.models import StaffUser

FIELDS = ("language", "ready_for_pickup", "delayed")


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
        OverlapError: somebody else changed the same field to another value; nothing is written.
        ErasedError: the customer was erased in the meantime.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        if locked.status == Customer.Status.ERASED:
            raise ErasedError
        preference = preference_of(locked)
        todo = combine(
            preference,
            version=version,
            values={name: values[name] for name in FIELDS},
            blank=values_of(MessagePreference(), FIELDS),
        ).todo
        for name, value in todo.items():
            setattr(preference, name, value)
        if todo:
            preference.save()
    return bool(todo)
