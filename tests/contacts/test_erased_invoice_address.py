"""A Factuuradres that points to a customer who was erased: no name of anybody, and a way on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from contacts.presentation.address_book import Entry, row_of, with_details
from contacts.presentation.address_export import rows_of
from contacts.presentation.persons import row_of as person_row
from contacts.services.address_book import ALL_TYPES, addresses_of
from customers.privacy.erasure.engine import erase_customer
from klantbeheer.personal_data import ERASED_TEXT
from tests.contacts.routing.making import make_company, redirect
from tests.factories import make_activity, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db
HOLDING = "Zwaluwenburg Beheer B.V."
HERS = {"street": "Neude", "house_number": 3, "postcode": "3512 AD", "city": "Utrecht"}


@pytest.fixture
def erased(tmp_path: Path, settings: Any) -> Customer:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    holding = make_company(company_name=HOLDING, number="100990", emails="z@zwaluwenburg.example")
    make_activity(holding, code="done")
    return holding


def erase(customer: Customer) -> None:
    erase_customer(customer=customer, actor="test", ground="not_needed")
    customer.refresh_from_db()


def entry() -> Entry:
    (row,) = with_details(addresses_of(ALL_TYPES, user=make_staff("kantoor")))
    return Entry.of(row)


@pytest.mark.parametrize("own", [{}, HERS], ids=["its address", "an address of its own"])
def test_the_address_book(erased: Customer, own: dict[str, Any]) -> None:
    customer = make_company(number="100234", street="Oudegracht", city="Utrecht")
    redirect(customer, erased, **own)
    assert HOLDING in str(list(rows_of([entry()])))  # until then
    erase(erased)
    found = entry()
    row = row_of(found, home="NL", with_infix=False)
    assert row.name == customer.company_name
    assert "100990" in row.note
    assert "100990" in row.permission
    assert (row.emails, row.street) == ([], "Neude 3" if own else "")
    assert found.has_address is bool(own)  # else it gets no label
    said = [*found.envelope(home="NL"), found.salutation_line(), *map(str, [*rows_of([found])])]
    assert customer.company_name in said[0]
    assert not any(ERASED_TEXT in words or "Zwaluwenburg" in words for words in said)


def test_pages_and_files(erased: Customer, client: Client) -> None:
    customer = make_company(number="100234")
    person = redirect(customer, erased, **HERS)
    erase(erased)
    client.force_login(make_staff("beheerder"))
    for url in (
        reverse("contacts:address_book") + "?type=contacts",
        reverse("contacts:address_export", args=["csv"]) + "?type=contacts",
        reverse("contacts:address_labels") + "?type=contacts",
        reverse("contacts:persons", args=["100234"]),
        reverse("contacts:person_edit", args=["100234", person.pk]),
        reverse("customers:detail", args=["100234"]),
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        content = b"".join(response) if response.streaming else response.content
        assert b"waluwenburg" not in content, url
    out = io.StringIO()
    call_command("routing", "100234", stdout=out)
    assert "waluwenburg" not in out.getvalue()
    assert "100990" in out.getvalue()
    person.refresh_from_db()
    assert "100990" in person_row(person, {}).permission


def test_it_can_be_pointed_elsewhere(erased: Customer) -> None:
    customer, other = make_company(number="100234"), make_company(company_name="Elders B.V.")
    person = redirect(customer, erased)
    erase(erased)
    person.invoice_customer = other
    person.full_clean()
    person.save()
    assert entry().receiver == other
