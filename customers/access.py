"""The one way in which a view gets at a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from customers.models import Customer

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser

LONGEST_NUMBER = 12


def get_customer(user: StaffUser | AnonymousUser, number: str) -> Customer:
    """The customer with this number, or who had it before.

    Args:
        user: who asks; what this user may not see does not exist.
        number: a current or former customer number, as it stands in the address.

    Raises:
        Http404: no such customer, or not for this user.
    """
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise Http404
    customers = Customer.objects.visible_to(user).select_related(
        "category", "assigned_to", "attention_by", "employee"
    )
    customer: Customer | None = customers.filter(number=number).first()
    if customer is None:
        customer = customers.filter(former_numbers__number=number).first()
    if customer is None:
        raise Http404
    return customer


def get_standing(user: StaffUser | AnonymousUser, number: str) -> Customer:
    """The same, unless it was erased: what hung on that one is nobody's to read any more."""
    customer = get_customer(user, number)
    if customer.status == Customer.Status.ERASED:
        raise Http404
    return customer
