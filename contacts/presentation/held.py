"""The addresses of a customer that are on hold, for the card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Channel, ContactPerson, HeldAddress
from contacts.presentation.messages import shown_address
from customers.presentation.dates import short_day
from customers.values.emails import SEPARATOR

if TYPE_CHECKING:
    from customers.models import Customer


@dataclass(frozen=True)
class HeldLine:
    """One address on hold, as a sentence."""

    id: int
    sentence: str
    address: str


def held_of(customer: Customer) -> list[HeldAddress]:
    """The addresses on hold of the customer and its contact persons, in two queries."""
    persons = ContactPerson.objects.filter(customer=customer, archived=False)
    emails, numbers = _split(customer.emails), [customer.mobile]
    for box, mobile in persons.values_list("emails", "mobile"):
        emails += _split(box)
        numbers.append(mobile)
    mine = Q(channel=Channel.EMAIL, address__in=emails) | Q(
        channel=Channel.SMS, address__in=[number for number in numbers if number]
    )
    held = HeldAddress.objects.filter(mine, released_at=None)
    return list(held.order_by("held_at", "pk"))


def _split(box: str) -> list[str]:
    return [address.strip().lower() for address in box.split(SEPARATOR.strip()) if address.strip()]


def held_section(user: Any, customer: Customer) -> dict[str, Any] | None:
    """The context of the card's section; None when no address is on hold."""
    if not user.has_perm("contacts.view_heldaddress"):
        return None
    held = held_of(customer)
    if not held:
        return None
    return {
        "lines": [_line(each, customer) for each in held],
        "may_release": user.has_perm("contacts.change_heldaddress"),
    }


def _line(held: HeldAddress, customer: Customer) -> HeldLine:
    address = shown_address(held.address, held.channel, customer)
    sentence = _("%(address)s bounced on %(day)s") % {
        "address": address,
        "day": short_day(timezone.localdate(held.held_at)),
    }
    said = f": {held.reason}" if held.reason else "."
    return HeldLine(id=held.pk, sentence=f"{sentence}{said}", address=address)
