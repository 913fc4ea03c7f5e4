"""The whole matrix: on the card, and as `manage.py routing` prints it."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Document
from contacts.presentation.routing import routing_rows
from contacts.routing import recipients_for, routing_matrix
from contacts.services.consent import withdraw
from customers.models import MessagePreference
from tests.contacts.routing.making import ALSO_HERS, HERS, MAIN, make_company, prefer, redirect
from tests.factories import make_contact

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


class TestMatrix:
    def test_the_same_as_one_by_one(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True)
        redirect(customer, make_company(company_name="Holding", emails="h@h.example"))
        matrix = routing_matrix(customer)
        assert [routing.document for routing in matrix] == list(Document)
        assert matrix == [recipients_for(customer, document) for document in Document]

    @pytest.mark.parametrize("persons", [0, 1, 12])
    def test_a_fixed_number_of_queries(
        self, django_assert_num_queries: DjangoAssertNumQueries, persons: int
    ) -> None:
        customer, holding = make_company(), make_company(company_name="Holding")
        redirect(customer, holding)
        for n in range(persons):
            make_contact(customer, preferred=n == 0, emails=f"a{n}@b.example; b{n}@b.example")
            make_contact(holding, preferred=n == 0, type_id="administration")
        with django_assert_num_queries(10):  # four for each of the two customers, shop, preference
            routing_matrix(customer)

    def test_rows_that_are_the_same_are_joined(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True, emails=f"{HERS}; {ALSO_HERS}", email_permission=2)
        make_contact(
            customer,
            preferred=True,
            type_id="technical",
            emails="",
            initials="",
            last_name="Werkplaats",
        )
        prefer(customer, Document.READY, "none")
        rows = [
            (row.document, row.same or row.recipients, row.reasons)
            for row in routing_rows(customer)
        ]
        both = "S. Jansen is voorkeur voor Inkoop; beide adressen staan bij deze contactpersoon"
        workshop = (
            "Werkplaats (Technische Dienst) heeft geen adres, dus het hoofdadres van de klant"
        )
        nobody = "Er is geen contactpersoon voor Administratie, dus het hoofdadres van de klant"
        messages = "Klantberichten staat op e-mail, in het Nederlands"
        news = f"{MAIN} heeft toestemming 1, een nieuwsbrief vraagt 2"
        assert rows == [
            ("Offerte", [HERS, ALSO_HERS], [both]),
            ("Bestelling, pakbon", "dezelfde twee adressen", ["Inkoop, net als de offerte"]),
            ("Factuur", [MAIN], [nobody]),
            ("RMA, reparatie", [MAIN], [workshop]),
            ("RMA-factuur, kopie", "hetzelfde adres", ["Technische Dienst, net als de RMA"]),
            ("Afhaalbericht", [], ["De klant wil geen afhaalbericht"]),
            ("Uitgestelde levering", [MAIN], [messages]),
            ("Nieuwsbrief", [], [news]),
        ]
        tags = [[goes.tag for goes in row.goes] for row in routing_rows(customer)]
        assert tags == [["ok"], ["ok"], ["ok"], ["ok"], ["ok"], ["warn"], ["ok"], ["warn"]]

    def test_what_is_withheld_for_other_reasons_stands_apart(self) -> None:
        customer = make_company()
        MessagePreference.objects.create(customer=customer, ready_for_pickup="none", delayed="sms")
        rows = [row for row in routing_rows(customer) if not row.recipients]
        ready, delayed = rows[:2]
        assert (ready.document, delayed.document) == ("Afhaalbericht", "Uitgestelde levering")
        assert ready.reasons != delayed.reasons

    def test_one_of_two_addresses_withheld_is_told_in_each_row(self) -> None:
        customer = make_company()
        contact = make_contact(customer, preferred=True, emails=f"{HERS}; {ALSO_HERS}")
        withdraw(customer=customer, contact_person=contact, address=HERS, actor="test")
        quote, order = routing_rows(customer)[:2]
        assert quote.recipients == order.recipients == [ALSO_HERS]
        assert not order.same
        assert any(HERS in reason for reason in order.reasons)

    def test_what_is_withheld_is_told_in_each_row(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True, email_permission=0)
        rows = routing_rows(customer)
        assert [row.document for row in rows[:2]] == ["Offerte", "Bestelling, pakbon"]
        assert rows[0].reasons == rows[1].reasons
        assert not rows[1].same


class TestCommand:
    def run(self, *args: str) -> str:
        out = StringIO()
        call_command("routing", *args, stdout=out)
        return out.getvalue()

    def test_json(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True)
        answer = json.loads(self.run(customer.number, "--json"))
        assert answer["customer"] == customer.number
        assert [each["document"] for each in answer["documents"]] == Document.values
        assert answer["documents"][0] == {
            "document": "quote",
            "name_on_document": customer.number,
            "recipients": [
                {
                    "address": HERS,
                    "channel": "email",
                    "language": "nl",
                    "customer": customer.number,
                    "contact": "S. Jansen",
                    "reason": "S. Jansen is voorkeur voor Inkoop",
                }
            ],
            "withheld": [],
        }
        assert answer["documents"][-1]["withheld"][0]["address"] == MAIN

    def test_for_a_person(self) -> None:
        customer = make_company()
        text = self.run(customer.number)
        assert "Fietskoeriers Domstad B.V." in text
        assert f"e-mail  {MAIN}" in text

    @pytest.mark.parametrize("number", ["999999", "abc", "", "\x00", "१२३", "9" * 400])
    def test_an_unknown_number(self, number: str) -> None:
        with pytest.raises(CommandError, match="There is no customer"):
            self.run(number)
