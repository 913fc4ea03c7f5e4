"""The tab Contactpersonen, and what the card says of contact persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import ContactPerson
from contacts.services.consent import withdraw
from customers.models import Customer
from tests.contacts.views.persons.screens import ADD, NUMBER, TAB, edit_url, names
from tests.factories import make_contact, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestTab:
    def test_says_how_many_there_are_and_who(self, client: Client, domstad: Customer) -> None:
        make_contact(
            domstad,
            preferred=True,
            emails="s.jansen@domstad.example; inkoop@domstad.example",
            email_permission=2,
            mobile="+31655010244",
            job_title="Hoofd inkoop",
        )
        make_contact(domstad, last_name="Houten", infix="van", initials="D.", archived=True)
        make_contact(last_name="Van een ander")
        text = text_of(client.get(TAB))
        for words in (
            "2 contactpersonen ",
            "S. Jansen voorkeur Hoofd inkoop s.jansen@domstad.example; inkoop@domstad.example",
            "2 alles 06 55 01 02 44",
            "ook gearchiveerde (1)",
        ):
            assert words in text
        assert "Van een ander" not in text
        assert "D. van Houten gearchiveerd" in text
        without = text_of(client.get(TAB, {"archived": "0"}))
        assert "1 contactpersoon " in without
        assert "van Houten" not in without

    @pytest.mark.parametrize("sort", ["name", "-name", "type", "changed", "-changed"])
    def test_the_archived_stand_below(self, client: Client, domstad: Customer, sort: str) -> None:
        for name in ("Aalders", "Mulder", "Zwart"):
            make_contact(domstad, last_name=name, initials="", archived=name == "Mulder")
        assert names(client.get(TAB, {"sort": sort}))[2] == "Mulder"
        both: list[Any] = [
            {"archived": ["0", "1"]},
            {"archived": "0"},
        ]  # as a ticked box and one that is not
        assert [len(names(client.get(TAB, asked))) for asked in both] == [3, 2]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("", ["Öztürk", "Boer", "Werkplaats"]),
            ("-type", ["Werkplaats", "Boer", "Öztürk"]),
            ("name", ["Boer", "Öztürk", "Werkplaats"]),
            ("-name", ["Werkplaats", "Öztürk", "Boer"]),
            ("email", ["Boer", "Öztürk", "Werkplaats"]),
            ("permission", ["Werkplaats", "Öztürk", "Boer"]),
            ("phone", ["Werkplaats", "Boer", "Öztürk"]),
            ("changed", ["Öztürk", "Boer", "Werkplaats"]),
            ("-changed", ["Werkplaats", "Boer", "Öztürk"]),
            ("'; DROP", ["Öztürk", "Boer", "Werkplaats"]),
        ],
    )
    def test_every_heading_sorts(
        self, client: Client, domstad: Customer, sort: str, expected: list[str]
    ) -> None:
        for position, (name, type_, email, level, phone) in enumerate(
            (
                ("Öztürk", "purchasing", "b@b.example", 1, "+31655010249"),
                ("Boer", "administration", "a@b.example", 2, "+31655010248"),
                ("Werkplaats", "technical", "", 0, "+31305550212"),
            )
        ):
            make_contact(
                domstad,
                last_name=name,
                initials="",
                type_id=type_,
                emails=email,
                email_permission=level,
                **{"phone" if position == 2 else "mobile": phone},
            )
        response = client.get(TAB, {"sort": sort, "last_name": "domst"})
        assert names(response) == expected
        for heading in response.context["list"].headings:
            assert "last_name=domst" in heading.url

    def test_the_permission_is_that_of_the_addresses(
        self, client: Client, domstad: Customer, clerk: StaffUser
    ) -> None:
        person = make_contact(domstad, emails="a@b.example; c@b.example")
        withdraw(customer=domstad, contact_person=person, address="a@b.example", actor=clerk)
        (row,) = client.get(TAB).context["list"].rows
        assert row.permission == "verschilt per adres"

    def test_is_filtered_by_type(self, client: Client, domstad: Customer) -> None:
        make_contact(domstad)
        make_contact(domstad, last_name="Boer", type_id="sales", initials="")
        response = client.get(TAB, {"type": "sales"})
        assert names(response) == ["Boer"]
        assert response.context["list"].types == [("sales", "Verkoop"), ("purchasing", "Inkoop")]
        assert f'{ADD}?type=sales"' in response.content.decode()
        assert "Niemand past bij dit filter" in text_of(client.get(TAB, {"type": "\0x"}))

    def test_shows_five_and_then_all(self, client: Client, domstad: Customer) -> None:
        for number in range(7):
            make_contact(domstad, last_name=f"Nummer {number}", initials="")
        few = client.get(TAB)
        assert len(names(few)) == 5
        assert "Toon alle 7" in text_of(few)
        assert len(names(client.get(TAB + few.context["list"].more_url))) == 7
        ContactPerson.objects.filter(last_name="Nummer 0").update(archived=True)
        assert len(names(client.get(TAB))) == 5
        assert len(names(client.get(f"{TAB}?archived=0"))) == 6

    def test_says_what_to_do_when_there_is_nobody(self, client: Client, domstad: Customer) -> None:
        assert "Nog niemand. Voeg toe" in text_of(client.get(TAB))
        client.force_login(make_staff("inkijk"))
        text = text_of(client.get(TAB))
        assert "Deze klant heeft geen contactpersonen." in text
        assert ADD not in client.get(TAB).content.decode()

    def test_a_reader_sees_no_way_to_change(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad)
        assert edit_url(person) in client.get(TAB).content.decode()
        client.force_login(make_staff("inkijk"))
        assert edit_url(person) not in client.get(TAB).content.decode()

    def test_a_factuuradres_is_called_by_where_it_goes(
        self, client: Client, domstad: Customer
    ) -> None:
        holding = make_customer(kind="company", company_name="Holding N.V.", last_name="")
        make_contact(
            domstad, type_id="invoice_address", invoice_customer=holding, last_name="", emails=""
        )
        text = text_of(client.get(TAB))
        assert f"{holding.number} {holding.company_name}" in text
        assert f"volgt {holding.number}" in text
        assert "geen adres" not in text

    def test_asks_the_database_as_often_for_many(self, client: Client, domstad: Customer) -> None:
        def asked(url: str) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            return len(queries)

        make_contact(domstad)
        leads_on = make_contact(
            domstad, type_id="invoice_address", invoice_customer=make_customer(), last_name=""
        )
        make_contact(
            make_customer(), type_id="invoice_address", invoice_customer=domstad, last_name=""
        )
        pages = [f"{TAB}?all=1", f"/customers/{NUMBER}/"]
        assert [asked(url) for url in pages]  # what a process remembers is known from here on
        few = [asked(url) for url in pages]
        for number in range(8):
            make_contact(domstad, last_name=f"Nummer {number}", type_id="sales")
            make_contact(
                make_customer(), type_id="invoice_address", invoice_customer=domstad, last_name=""
            )
        leads_on.save()  # among the five that the card shows
        assert [asked(url) for url in pages] == few

    def test_an_invoice_address_shows_where_the_invoices_go(
        self, client: Client, domstad: Customer
    ) -> None:
        holding = make_customer(kind="company", company_name="Holding N.V.", last_name="")
        make_contact(
            holding, type_id="administration", preferred=True, emails="crediteuren@holding.example"
        )
        redirect = {"type_id": "invoice_address", "invoice_customer": holding, "last_name": ""}
        make_contact(domstad, **redirect, emails="oud@domstad.example")
        make_contact(domstad, **redirect, archived=True)
        live, archived = client.get(TAB).context["list"].rows
        assert live.emails == ["crediteuren@holding.example"]
        assert live.permission == archived.permission == f"volgt {holding.number}"
        assert archived.emails == []
        card = text_of(client.get(f"/customers/{NUMBER}/"))
        assert "Factuuradres · crediteuren@holding.example" in card
        assert "oud@domstad.example" not in card
        ContactPerson.objects.filter(customer=holding).update(archived=True, preferred=False)
        assert f"niemand volgt {holding.number}" in text_of(client.get(TAB))


class TestCard:
    def test_the_five_changed_last(self, client: Client, domstad: Customer) -> None:
        for number in range(7):
            make_contact(domstad, last_name=f"Nummer{number}", initials="", archived=number == 6)
        text = text_of(client.get(f"/customers/{NUMBER}/"))
        assert [number for number in range(7) if f"Nummer{number}" in text] == [1, 2, 3, 4, 5]
        assert "Contactpersonen 6" in text

    def test_a_company_without_any_is_told_what_to_do(
        self, client: Client, domstad: Customer
    ) -> None:
        assert f'href="{ADD}"' in client.get(f"/customers/{NUMBER}/").content.decode()
        private = make_customer()
        page = text_of(client.get(f"/customers/{private.number}/"))
        assert "Nog niemand" not in page

    def test_whose_invoices_come_here(self, client: Client, domstad: Customer) -> None:
        redirect = {"type_id": "invoice_address", "invoice_customer": domstad, "last_name": ""}
        shop = make_customer(kind="company", company_name="Winkel Zuid B.V.", last_name="")
        make_contact(shop, **redirect)
        make_contact(make_customer(last_name="Vroeger"), archived=True, **redirect)
        response = client.get(f"/customers/{NUMBER}/")
        assert "Facturen van anderen komen hier" in text_of(response)
        assert f"{shop.number} Winkel Zuid B.V." in text_of(response)
        assert f'href="/customers/{shop.number}/"' in response.content.decode()
        assert "Vroeger" not in text_of(response)
        elsewhere = text_of(client.get(f"/customers/{shop.number}/"))
        assert "Facturen van anderen komen hier" not in elsewhere
