"""What accounts, invoices and payments say on the tab Historie, and the link of the customer."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from accounts.models import InvoicePayment
from accounts.presentation import history
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from klantbeheer.history import acting
from tests.factories import make_account, make_customer, make_invoice, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def bram(client: Client) -> StaffUser:
    """A clerk who is signed in."""
    user = make_staff("kantoor", first_name="Bram", last_name="de Wit")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    with acting(actor="till"):
        return make_customer(number="100234")


def read(client: Client, customer: Customer, **params: str) -> list[str]:
    """The sentences of Bram on the page, as read."""
    asked = {"person": "Bram de Wit"} | params
    page = client.get(f"/customers/{customer.number}/history/", asked).content.decode()
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
        for heading in re.findall(r"<div><h3>(.*?)</h3>", page, re.DOTALL)
    ]


def change(row: Any, actor: StaffUser, **values: Any) -> None:
    """Save these values as `actor`."""
    with acting(actor=actor):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


class TestTheLink:
    def test_linked_changed_and_unlinked(
        self, client: Client, bram: StaffUser, customer: Customer
    ) -> None:
        with acting(actor="till"):
            one = make_account(number="500001", name="Domstad")
            other = make_account(number="500002", name="Cargo")
        for account in (one, other, None):
            change(customer, bram, billing_account=account)
        assert read(client, customer) == [
            "Bram de Wit ontkoppelde rekening 500002 Cargo",
            "Bram de Wit koppelde rekening 500002 Cargo, was 500001 Domstad",
            "Bram de Wit koppelde rekening 500001 Domstad",
        ]
        assert len(read(client, customer, field="account")) == 3


class TestAccounts:
    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"active": False}, "sloot rekening 500001"),
            ({"name": "Cargo"}, "wijzigde de naam van rekening 500001 van Domstad naar Cargo"),
            ({"house_number": 9}, "wijzigde het adres van rekening 500001 van Voorstraat 47, 3512 JE Utrecht naar Voorstraat 9, 3512 JE Utrecht"),
            ({"iban": "NL91ABNA0417164300"}, "vulde het IBAN van rekening 500001 in: NL91ABNA0417164300, was leeg"),
            ({"delivery_method": "post"}, "wijzigde de manier van bezorgen van rekening 500001 van per e-mail naar per post"),
        ],
    )  # fmt: skip
    def test_changes(
        self,
        client: Client,
        bram: StaffUser,
        customer: Customer,
        values: dict[str, Any],
        sentence: str,
    ) -> None:
        with acting(actor="till"):
            account = make_account(customer, number="500001", name="Domstad")
        change(account, bram, **values)
        assert read(client, customer) == [f"Bram de Wit {sentence}"]

    def test_not_of_an_account_that_it_does_not_have(
        self, client: Client, bram: StaffUser, customer: Customer
    ) -> None:
        with acting(actor=bram):
            make_account()
        assert read(client, customer) == []


class TestInvoices:
    def test_draft_and_issued(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        with acting(actor="till"):
            make_account(customer)
        with acting(actor=bram):
            make_invoice(customer, subject="Banden", issued=True, issued_on=date(2026, 11, 18))
        assert read(client, customer, field="invoices") == [
            "Bram de Wit gaf factuur 2026-0001 uit",
            "Bram de Wit maakte een conceptfactuur: Banden",
        ]

    def test_a_draft_that_changes_and_goes(
        self, client: Client, bram: StaffUser, customer: Customer
    ) -> None:
        with acting(actor="till"):
            draft = make_invoice(customer, subject="Banden")
        change(draft, bram, subject="Kettingen")
        with acting(actor=bram):
            draft.lines.update(released=True)
        change(draft, bram, status="discarded")
        assert read(client, customer, field="invoices") == [
            "Bram de Wit gooide een conceptfactuur weg: Kettingen",
            "Bram de Wit wijzigde de omschrijving van de conceptfactuur van Banden naar Kettingen",
        ]

    def test_payments(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        with acting(actor="till"):
            invoice = make_invoice(customer, issued=True)
        for amount in ("21.00", "100.00", "-10.00"):
            register_payment(
                invoice=invoice,
                amount=InvoicePayment._meta.get_field("amount").to_python(amount),
                received_on=date(2026, 11, 20),
                method="bank",
                actor=bram,
            )
            invoice.refresh_from_db()
        assert read(client, customer) == [
            "Bram de Wit boekte € 10,00 terug van factuur 2026-0001",
            "Bram de Wit boekte € 100,00 op factuur 2026-0001",
            "Bram de Wit boekte € 21,00 op factuur 2026-0001",
        ]
        assert len(read(client, customer, field="payments")) == 3

    def test_credit(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        with acting(actor="till"):
            invoice = make_invoice(customer, issued=True)
        made = credit(invoice=invoice, actor=bram, reason="Verkeerd")
        found = read(client, customer)
        assert f"Bram de Wit gaf creditfactuur {made.number} uit" in found
        assert "Bram de Wit crediteerde factuur 2026-0001" in found
        assert "Bram de Wit verrekende € 121,00 op factuur 2026-0001" in found
        page = client.get(f"/customers/{customer.number}/history/").content.decode()
        assert "Verkeerd" in page


class TestThePage:
    def test_every_address_has_words(self) -> None:
        _prefix, resolver = get_resolver().namespace_dict["accounts"]
        names = {
            f"accounts:{url.name}" for url in resolver.url_patterns if isinstance(url, URLPattern)
        }
        assert names <= set(history.PLACES)

    def test_queries_do_not_grow(self, client: Client, bram: StaffUser, customer: Customer) -> None:
        url = f"/customers/{customer.number}/history/"
        client.get(url)
        counts = []
        for many in (1, 4):
            for _nth in range(many):
                invoice = make_invoice(customer, issued=True)
                register_payment(
                    invoice=invoice, amount=invoice.total, received_on=date(2026, 11, 20),
                    method="bank", actor=bram,
                )  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        assert counts[0] == counts[1]
