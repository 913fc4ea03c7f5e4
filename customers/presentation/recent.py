"""The customers that a clerk opened last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.models import Customer, OpenedCustomer
from customers.presentation.addresses import short_place
from customers.presentation.facts import kind_icon
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 8


@dataclass(frozen=True)
class Opened:
    """A customer that was opened."""

    number: str
    name: str
    place: str
    icon: str
    moment: datetime
    customer: Customer


def recently_opened(user: Any) -> list[Opened]:
    """The last customers that this user opened and may still see, newest first."""
    openings = (
        OpenedCustomer.objects.filter(staff=user, customer__in=Customer.objects.visible_to(user))
        .exclude(customer__status=Customer.Status.ERASED)
        .select_related("customer")
        .order_by("-opened_at")
    )
    return [
        Opened(
            number=opening.customer.number,
            name=full_name(PersonName.of(opening.customer), capital=False),
            place=short_place(opening.customer),
            icon=kind_icon(opening.customer.kind),
            moment=opening.opened_at,
            customer=opening.customer,
        )
        for opening in openings[:SHOWN]
    ]
