"""Overdue is the same everywhere: on the tab, in the lists, at the invoice, among what is open."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import Invoice
from accounts.presentation.invoices import Asked, figures_of, invoice_list
from accounts.presentation.open_rows import open_rows
from accounts.presentation.states import is_overdue, tag_of
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from customers.presentation.terms import SearchTerms
from customers.services.lifecycle import plan_deactivation
from tests.accounts.clerk import line, make_issued, make_payer, make_shop
from tests.factories import make_invoice, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
ONE = datetime.timedelta(days=1)


def overdue_somewhere(client: Client, customer: Customer) -> set[tuple[str, ...]]:
    """The numbers that each place calls overdue."""
    clerk, today = make_staff(), TODAY()
    client.force_login(clerk)
    loaded = Invoice.objects.filter(customer=customer).order_by("pk")
    listed = invoice_list(clerk, customer, Asked(filter="overdue"), SearchTerms())
    late = [row for row in open_rows(clerk, customer) if row.tag_kind == "danger"]
    blocked = [
        item.text
        for blocker in plan_deactivation(customer).blockers
        for item in blocker.items
        if "te laat" in item.note
    ]
    shop = client.get("/invoices/", {"show": "overdue"}).context["page"].rows
    places = [
        [one.number for one in loaded if is_overdue(one, today)],
        [one.number for one in loaded if tag_of(one, today).kind == "danger"],
        [one.number for one in loaded.overdue(today)],
        [row.name for row in listed.rows],
        [row.title.split()[-1] for row in late],
        blocked,
        [row.name for row in shop],
    ]
    assert figures_of(clerk, customer, today).late_count == len(places[0])
    return {tuple(sorted(place)) for place in places}


def test_from_the_day_after_it_was_due(client: Client) -> None:
    customer, today = make_payer(), TODAY()
    long_ago = today - 40 * ONE
    late = make_invoice(customer, issued_on=long_ago, due_on=today - ONE)
    make_invoice(customer, issued_on=long_ago, due_on=today)
    make_invoice(customer, issued_on=long_ago, due_on=today - ONE, status="paid")
    make_invoice(customer)
    assert overdue_somewhere(client, customer) == {(late.number,)}


def test_what_the_shop_pays_back_never_is(client: Client) -> None:
    make_shop()
    customer = make_payer()
    paid, refund = make_issued(customer), make_issued(customer, line(quantity="-1"))
    register_payment(
        invoice=paid, amount=paid.total, received_on=TODAY(), method="pin", actor="test"
    )
    credited = credit(invoice=paid, actor="test", reason="Fout")
    assert credited.status == refund.status == "open"
    tomorrow = TODAY() + ONE
    rows = Invoice.objects.filter(customer=customer)
    assert not [one.number for one in rows if is_overdue(one, tomorrow)]
    assert not rows.overdue(tomorrow).exists()
    far = figures_of(make_staff(), customer, tomorrow + 60 * ONE)
    assert (far.open_count, far.late_count) == (2, 0)
    assert far.late == 0
