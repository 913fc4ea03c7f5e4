"""What routing reads of one customer: its contact persons, permissions and bounced addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contacts.models import (
    AddressPermission,
    Channel,
    ContactPerson,
    HeldAddress,
    Predefined,
)
from contacts.values.addresses import addresses_of, plain_address
from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from contacts.services.consent import Key

ROUTED = (
    Predefined.PURCHASING,
    Predefined.ADMINISTRATION,
    Predefined.TECHNICAL,
    Predefined.SMS_ALERT,
    Predefined.INVOICE_ADDRESS,
)


@dataclass(frozen=True)
class Side:
    """One customer as routing knows it; archived contact persons do not exist here."""

    customer: Customer
    types: frozenset[str]
    preferred: dict[str, ContactPerson]
    redirect: ContactPerson | None
    levels: dict[tuple[str, Key], int]
    held: dict[tuple[str, str], datetime]

    def level(self, person: ContactPerson | None, address: str) -> int:
        """What may be mailed to an address of a box; one that nobody ever spoke of gets nothing."""
        key = (person.pk if person else None, plain_address(address))
        return self.levels.get((Channel.EMAIL, key), 0)

    def sms_withdrawn(self, number: str) -> bool:
        """Whether somebody withdrew the permission for SMS at this number."""
        plain = plain_address(number)
        return any(
            level == 0
            for (channel, (_person, address)), level in self.levels.items()
            if channel == Channel.SMS and address == plain
        )

    def held_since(self, channel: Channel, address: str) -> datetime | None:
        """Since when the address is on hold, or None."""
        return self.held.get((channel, address.lower()))


def load_side(customer_id: int) -> Side:
    """Read one customer, with four queries, however many contact persons there are."""
    customer = Customer.objects.get(pk=customer_id)
    persons = ContactPerson.objects.choosable().filter(customer_id=customer_id, type__in=ROUTED)
    found = list(persons.select_related("invoice_customer"))
    permissions = AddressPermission.objects.filter(customer_id=customer_id).values_list(
        "channel", "contact_person_id", "address", "level"
    )
    preferred = {person.type_id: person for person in found if person.preferred}
    return Side(
        customer=customer,
        types=frozenset(person.type_id for person in found),
        preferred=preferred,
        redirect=next((p for p in found if p.invoice_customer_id is not None), None),
        levels={
            (channel, (person, address)): level for channel, person, address, level in permissions
        },
        held=_held(customer, list(preferred.values())),
    )


def main_sides(customers: Sequence[Customer]) -> list[Side]:
    """What routing reads of the main boxes alone of many customers, with two queries.

    For what never goes to a contact person.
    """
    rows = AddressPermission.objects.filter(
        customer__in=[one.pk for one in customers], contact_person=None
    )
    levels: dict[int, dict[tuple[str, Key], int]] = {one.pk: {} for one in customers}
    for pk, channel, address, level in rows.values_list(
        "customer_id", "channel", "address", "level"
    ):
        levels[pk][channel, (None, address)] = level
    held = _held_at(box for one in customers for box in addresses_of(one.emails))
    return [
        Side(
            customer=one,
            types=frozenset(),
            preferred={},
            redirect=None,
            levels=levels[one.pk],
            held=held,
        )
        for one in customers
    ]


def _held(customer: Customer, persons: list[ContactPerson]) -> dict[tuple[str, str], datetime]:
    """The addresses of these boxes that are on hold, by channel and address in small letters."""
    everyone: list[Customer | ContactPerson] = [customer, *persons]
    boxes = [box for one in everyone for box in addresses_of(one.emails)]
    numbers = [one.mobile for one in everyone if one.mobile]
    return _held_at([*boxes, *numbers])


def _held_at(addresses: Iterable[str]) -> dict[tuple[str, str], datetime]:
    rows = HeldAddress.objects.filter(
        released_at=None, address__in={address.lower() for address in addresses}
    )
    return {
        (channel, address): since
        for channel, address, since in rows.values_list("channel", "address", "held_at")
    }
