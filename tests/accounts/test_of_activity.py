"""Invoices on the page of an activity."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from accounts.models import Invoice
from tests.factories import make_account, make_activity, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.activities.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> Activity:
    customer = make_customer(number="100871")
    make_account(customer)
    return make_activity(customer, code="done", billing="due", amount=Decimal(100), pk=31)


URL = "/customers/100871/activities/31/"


def test_billed_from_its_page(client: Client, done: Activity) -> None:
    client.force_login(make_staff("kantoor"))
    action = next(
        each for each in client.get(URL).context["page"].actions if each.label == "Factureren …"
    )
    client.post(action.url, action.fields)
    invoice = Invoice.objects.get()
    assert invoice.lines.get().activity == done
    page = client.get(URL)
    assert "Factureren …" not in text_of(page)
    assert "Factuur concept" in text_of(page)
    assert f'href="/invoices/{invoice.pk}/"' in page.content.decode()


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("inkijk", {}),
        ("kantoor", {"billing": ""}),
        ("kantoor", {"billing": "invoiced"}),
    ],
)
def test_not_where_it_makes_no_sense(
    client: Client, done: Activity, role: str, fields: dict[str, str]
) -> None:
    for name, value in fields.items():
        setattr(done, name, value)
    done.save()
    client.force_login(make_staff(role))
    assert "Factureren …" not in text_of(client.get(URL))
