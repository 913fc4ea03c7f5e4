"""The card says on every tab that an approved erasure waits; the page of privacy what is planned."""

from __future__ import annotations

import datetime
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.presentation.dates import full_day
from customers.values.names import PersonName, full_name
from tests.factories import make_customer, make_request, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer, PrivacyRequest

pytestmark = pytest.mark.django_db
TABS = ("", "extra/", "cards/", "history/", "timeline/", "people/", "account/", "privacy/")
WITHDRAWN = "Tot dan kan het verzoek worden ingetrokken."


def waiting(customer: Customer, days: int = 3, **fields: Any) -> PrivacyRequest:
    """An approved erasure that is carried out so many days from now."""
    day = timezone.localdate() + datetime.timedelta(days=days)
    approved: dict[str, Any] = {
        "approved_at": timezone.now(),
        "approved_by": make_staff("beheerder"),
    }
    return make_request(customer, status="waiting", execute_on=day, **approved | fields)


def page_of(client: Client, customer: Customer, tab: str = "") -> str:
    answer = client.get(f"/customers/{customer.number}/{tab}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("tab", TABS)
def test_on_every_tab_with_the_way_to_the_request(client: Client, tab: str) -> None:
    client.force_login(make_staff("kantoor"))
    asked = waiting(make_customer())
    assert asked.customer is not None
    assert asked.execute_on is not None
    page = page_of(client, asked.customer, tab)
    assert f"<b>Wordt gewist op {full_day(asked.execute_on)}.</b> {WITHDRAWN}" in page
    assert f'<a href="/privacy/requests/{asked.pk}/">Naar het verzoek</a>' in page


def test_who_may_not_see_requests_gets_no_link(client: Client) -> None:
    client.force_login(make_staff("inkijk"))
    asked = waiting(make_customer())
    assert asked.customer is not None
    page = page_of(client, asked.customer)
    assert "Wordt gewist op" in page
    assert "/privacy/requests/" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": "row", "scope_table": "contacts_contactperson"}, "Een contactpersoon wordt"),
        ({"scope": "columns", "scope_table": "customers_customer"}, "Losse velden worden"),
        ({"days": -1}, "Het wissen op"),
    ],
)
def test_what_goes(client: Client, fields: dict[str, Any], words: str) -> None:
    client.force_login(make_staff("kantoor"))
    customer = make_customer()
    waiting(customer, **fields)
    assert f"<b>{words} " in page_of(client, customer)


def test_the_whole_customer_comes_first(client: Client) -> None:
    client.force_login(make_staff("kantoor"))
    customer = make_customer()
    waiting(customer, 1, scope="columns", scope_table="customers_customer")
    waiting(customer, 5)
    page = page_of(client, customer)
    assert "Wordt gewist op" in page
    assert "Losse velden" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("open", "Er loopt een verzoek om te wissen."),
        ("awaiting", "wacht op goedkeuring door een collega"),
    ],
)
def test_what_is_only_planned_stands_at_privacy_alone(
    client: Client, status: str, words: str
) -> None:
    client.force_login(make_staff("kantoor"))
    customer = make_customer()
    make_request(customer, status=status)
    assert words in page_of(client, customer, "privacy/")
    card = page_of(client, customer)
    assert "banner--info" not in card
    assert words not in card


@pytest.mark.parametrize("status", ["done", "rejected", "withdrawn"])
def test_nothing_once_it_is_over(client: Client, status: str) -> None:
    client.force_login(make_staff("kantoor"))
    customer = make_customer()
    make_request(customer, status=status)
    for tab in ("", "privacy/"):
        page = page_of(client, customer, tab)
        assert full_name(PersonName.of(customer)) in page
        assert "ordt gewist" not in page
        assert "verzoek om te wissen." not in page


def test_it_costs_no_query(client: Client) -> None:
    client.force_login(make_staff("kantoor"))
    customer = make_customer()
    counts = []
    for ask in (lambda: None, lambda: waiting(customer)):
        ask()
        page_of(client, customer, "extra/")  # what is asked once per session
        with CaptureQueriesContext(connection) as queries:
            page_of(client, customer, "extra/")
        counts.append(len([q for q in queries if "django_session" not in q["sql"]]))
    assert counts[0] == counts[1]
    asked = [q["sql"] for q in queries if "customers_loyaltycard" in q["sql"]]
    assert len([sql for sql in asked if "count(" in sql]) == 1
    assert "customers_privacyrequest" in asked[0]
