"""A customer who moves: a new main address, the old one stays findable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from customers.models import Address, Customer
from customers.services import state
from klantbeheer import history

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from klantbeheer.staff.models import StaffUser


class AddressChangedError(Exception):
    """Somebody else changed the address in the meantime; `customer` has it as it now is."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(customer.number)
        self.customer = customer


def move_customer(
    *,
    customer: Customer,
    seen: Mapping[str, Any],
    address: Mapping[str, Any],
    moved_on: datetime.date,
    actor: StaffUser,
    reason: str = "",
) -> Customer:
    """Give the customer a new main address from `moved_on`; the old one becomes a former address.

    Args:
        customer: who moves.
        seen: the address that the clerk saw, by field name.
        address: the new one. The same as the present one changes nothing.
        moved_on: the first day at the new address.
        actor: who writes it down.
        reason: free; kept in the history.

    Raises:
        AddressChangedError: the address is not the one that the clerk saw.
        ValidationError: the new address is not valid.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked: Customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        now = {name: getattr(locked, name) for name in state.ADDRESS}
        if not state.differences(now, address):
            return locked
        if state.differences(now, seen):
            raise AddressChangedError(locked)
        state.apply(locked, {name: address[name] for name in state.ADDRESS})
        locked.clean_fields()
        locked.validate_constraints()
        locked.save()
        if now["postcode"] or now["street"] or now["city"]:
            Address.objects.create(
                customer=locked, kind=Address.Kind.FORMER, valid_to=moved_on, **now
            )
    return locked
