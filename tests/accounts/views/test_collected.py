"""What is still to be invoiced: per order, or collected per week or month."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accounts.models import Invoice
from accounts.services.billing import collected_before
from customers.presentation.dates import full_day, short_day
from tests.accounts.clerk import make_done
from tests.factories import make_account, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.activities.models import Activity
    from customers.models import Customer

pytestmark = pytest.mark.django_db
TAB = "/customers/100871/account/"
PAGE = "/customers/100871/invoices/"
BILL = f"{PAGE}bill/"
METHODS = ["weekly", "monthly"]


def begin(method: str) -> datetime.date:
    account = make_account(invoicing_method=method)
    day = collected_before(account, timezone.localdate())
    assert day is not None
    return day


def make_shopper(client: Client, method: str) -> Customer:
    client.force_login(make_staff())
    customer = make_customer(number="100871")
    make_account(customer, invoicing_method=method)
    return customer


def done(customer: Customer, day: datetime.date) -> Activity:
    return make_done(customer, opened_on=day - datetime.timedelta(days=1), closed_on=day)


@pytest.mark.parametrize(
    ("method", "today", "expected"),
    [
        ("per_order", (2026, 11, 22), None),
        ("weekly", (2026, 11, 22), (2026, 11, 16)),
        ("weekly", (2026, 11, 23), (2026, 11, 23)),
        ("weekly", (2027, 1, 1), (2026, 12, 28)),
        ("monthly", (2026, 11, 22), (2026, 11, 1)),
        ("monthly", (2026, 12, 1), (2026, 12, 1)),
    ],
)
def test_where_the_week_or_month_begins(
    method: str, today: tuple[int, int, int], expected: tuple[int, int, int] | None
) -> None:
    account = make_account(invoicing_method=method)
    found = collected_before(account, datetime.date(*today))
    assert found == (expected and datetime.date(*expected))
    assert collected_before(None, datetime.date(*today)) is None


@pytest.mark.parametrize("method", METHODS)
def test_what_is_over_goes_on_one_draft(client: Client, method: str) -> None:
    customer, start = make_shopper(client, method), begin(method)
    last = start - datetime.timedelta(days=1)
    before = [done(customer, last), done(customer, last - datetime.timedelta(days=40))]
    now = done(customer, start)
    text = text_of(client.get(PAGE))
    assert f"Eén concept tot en met {short_day(last)} (2)" in text
    assert f"één factuur per {'week' if method == 'weekly' else 'maand'}." in text
    assert 'name="collected"' in client.get(TAB).content.decode()
    for _twice in range(2):
        client.post(BILL, {"collected": "1"})
        invoice = Invoice.objects.get()
        assert {line.activity for line in invoice.lines.all()} == set(before)
    # The rest is not of a week or month that is over.
    text = text_of(client.get(PAGE))
    assert "Eén concept tot en met" not in text
    now.refresh_from_db()
    assert now.billing == "due"


@pytest.mark.parametrize("method", METHODS)
def test_what_is_of_now_waits_but_can_be_billed(client: Client, method: str) -> None:
    customer, start = make_shopper(client, method), begin(method)
    done(customer, start)
    later = start + datetime.timedelta(days=7 if method == "weekly" else 31)
    later = later if method == "weekly" else later.replace(day=1)
    assert f"verzameld tot {full_day(later)}." in text_of(client.get(PAGE))
    assert f"verzameld tot {short_day(later)}, maak" in text_of(client.get(TAB))
    client.post(BILL)
    assert Invoice.objects.get().lines.count() == 1


def test_per_order_nothing_is_collected(client: Client) -> None:
    customer = make_shopper(client, "per_order")
    for _n in range(2):
        done(customer, timezone.localdate())
    text = text_of(client.get(PAGE))
    assert "verzameld" not in text
    assert "een factuur per bestelling: maak per rij een concept" in text
