"""A Factuuradres: invoices that go on to another customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from tests.contacts.views.persons.screens import CHOOSE, NUMBER, post
from tests.factories import make_contact, make_customer
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestRedirect:
    @pytest.fixture
    def holding(self) -> Customer:
        return make_customer(kind="company", company_name="Holding Domstad N.V.", last_name="")

    def test_by_number_and_without_a_name(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        post(client, type="invoice_address", invoice_customer=f" {holding.number} ")
        assert domstad.contacts.get().invoice_customer == holding

    def test_a_name_offers_who_it_may_be(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        """As without JavaScript: the list stands under the field, each customer is a button."""
        typed = {"type": "invoice_address", "invoice_customer": "holding", "note": "Belt"}
        response = post(client, **typed)
        assert "Kies een klant uit de lijst, of typ het klantnummer." in text_of(response)
        assert f'name="choose" value="{holding.number}"' in response.content.decode()
        chosen = post(client, **typed, choose=holding.number)
        form = chosen.context["form"]
        assert [form[name].value() for name in typed] == ["invoice_address", holding.number, "Belt"]
        assert not form.errors
        assert f"{holding.number} Holding Domstad N.V." in text_of(chosen)
        assert not domstad.contacts.exists()

    def test_who_it_cannot_be_is_refused_with_the_reason(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_contact(
            holding, type_id="invoice_address", invoice_customer=domstad, last_name="", emails=""
        )
        old = make_customer(status="inactive", last_name="Oud")
        gone = make_customer(status="erased", last_name="Weg")
        for number, reason in (
            (NUMBER, "Dit is de klant zelf."),
            (holding.number, "rond blijven gaan"),
            (old.number, "is inactief"),
            (gone.number, "is gewist"),
            ("999999999999", "Kies een klant uit de lijst"),
        ):
            response = post(client, type="invoice_address", invoice_customer=number)
            assert list(response.context["form"].errors) == ["invoice_customer"]
            assert reason in " ".join(response.context["form"].errors["invoice_customer"])

    def test_a_second_one_is_refused_at_the_field(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_contact(
            domstad, type_id="invoice_address", invoice_customer=holding, last_name="", emails=""
        )
        other = make_customer()
        response = post(client, type="invoice_address", invoice_customer=other.number)
        assert list(response.context["form"].errors) == ["invoice_customer"]

    def test_choosing_while_typing(
        self, client: Client, domstad: Customer, holding: Customer
    ) -> None:
        make_customer(kind="company", company_name="Holding Oud B.V.", status="inactive")
        with CaptureQueriesContext(connection) as queries:
            response = client.get(CHOOSE, {"invoice_customer": "holding"})
        text = text_of(response)
        assert f"{holding.number} Holding Domstad N.V. 3512 JE 47 Utrecht" in text
        assert "is inactief" in text
        assert response.content.count(b"<button") == 1
        assert len(queries) < 15
        assert "Geen klant past hierbij" in text_of(
            client.get(CHOOSE, {"invoice_customer": "qqqqq"})
        )
        assert text_of(client.get(CHOOSE)) == ""

    @pytest.mark.parametrize("typed", ["\0", "\ud800", "9" * 4000, "' OR 1=1", "%", "?" * 300])
    def test_any_text_is_answered(self, client: Client, domstad: Customer, typed: str) -> None:
        query = {"invoice_customer": typed.encode("utf-8", "surrogatepass")}
        assert client.get(CHOOSE, query).status_code == 200
        fields = {
            "type": "invoice_address",
            "invoice_customer": typed.encode("utf-8", "replace").decode(),
        }
        assert post(client, **fields).status_code == 200
