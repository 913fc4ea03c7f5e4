"""Requests to erase, each as far as another, for the pages of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.models import ErasureHold
from customers.privacy.erasure import engine
from tests.factories import make_activity, make_customer, make_moment, make_request, make_staff

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

#: What make_erasures makes: a plan that is held back, and one that awaits the chief.
PAGES = {
    "plan": "/privacy/requests/951/plan/",
    "plan that awaits": "/privacy/requests/952/plan/",
    "approve": "/privacy/requests/952/approve/",
    "approve what is held back": "/privacy/requests/953/approve/",
    "hand back": "/privacy/requests/952/return/",
    "plan of fields": "/privacy/requests/954/plan/",
    "erase fields": "/customers/100000/privacy/fields/",
    "erase contact person": "/customers/100000/people/901/erase/",
    "erased": "/customers/100953/",
}


def make_erasures(customer: Customer, chief: StaffUser) -> None:
    """A request of each standing, a text elsewhere that mentions somebody, and an erased customer."""
    make_request(customer, pk=951)
    neighbour = make_customer(number="100950", last_name="Buurman", infix="")
    text = "De heer J.A. van der Jansen haalt het op, bel 06 55 01 01 47. " * 3
    make_moment(neighbour, kind="note", text=text, author=chief, system="")
    planner = make_staff("kantoor", username="planner", first_name="Fatima")
    for pk, number in ((952, "100951"), (953, "100952")):
        other = make_customer(number=number, last_name="Zwaluwenburg", infix="")
        make_request(other, pk=pk, status="awaiting", planned_by=planner)
    ErasureHold.objects.create(customer=other, reason="Klacht bij de rechter", set_by=planner)
    make_request(
        customer,
        pk=954,
        scope="columns",
        scope_table="customers_customer",
        scope_pk=customer.pk,
        scope_columns=["mobile", "birth_date"],
    )
    gone = make_customer(number="100953", last_name="Verdwenen", infix="")
    make_activity(gone, "order", code="done")
    engine.erase_customer(customer=gone, actor=planner, ground="consent", approved_by=chief)
