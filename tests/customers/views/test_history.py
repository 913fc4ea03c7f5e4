"""The tab Historie: sentences, filters, pages."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import (
    Address,
    Category,
    Customer,
    CustomerRelation,
    CustomField,
    FormerNumber,
    Interest,
    LoyaltyCard,
)
from customers.services.numbers import renumber
from klantbeheer.export import safe_cell
from klantbeheer.history import acting
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
URL = "/customers/100234/history/"


@pytest.fixture
def bram(client: Client) -> StaffUser:
    """A clerk who is signed in."""
    user = make_staff("balie", first_name="Bram", last_name="de Wit")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    """The customer whose history it is."""
    with acting(actor="till"):
        return make_customer(number="100234", mobile="+31655010147")


def sentences(client: Client, **params: str) -> list[str]:
    """The sentences on the page, as read."""
    page = client.get(URL, params).content.decode()
    return [
        " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
        for heading in re.findall(r"<div><h3>(.*?)</h3>", page, re.DOTALL)
    ]


def change(customer: Customer, actor: StaffUser, **values: Any) -> None:
    """Save these values as `actor`."""
    with acting(actor=actor):
        for name, value in values.items():
            setattr(customer, name, value)
        customer.save()


class TestSentences:
    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            (
                {"mobile": "+31655010290"},
                "Bram de Wit wijzigde het mobiele nummer van 06 55 01 01 47 naar 06 55 01 02 90",
            ),
            (
                {"birth_date": date(1968, 3, 17)},
                "Bram de Wit vulde de geboortedatum in: 17 maart 1968, was leeg",
            ),
            ({"initials": ""}, "Bram de Wit maakte de voorletters leeg, was J.A."),
            (
                {"street": "Nobelstraat", "house_number": 131, "postcode": "3512 EN"},
                "Bram de Wit wijzigde het adres van Voorstraat 47, 3512 JE Utrecht"
                " naar Nobelstraat 131, 3512 EN Utrecht",
            ),
            ({"status": "inactive"}, "Bram de Wit zette de klant op inactief"),
            (
                {"status": "prospect"},
                "Bram de Wit zette de klant terug naar potentieel, was actief",
            ),
            ({"attention": "Let op"}, "Bram de Wit zette een attentie op de kaart: Let op"),
            (
                {"email_permission": 2},
                "Bram de Wit wijzigde de toestemming voor e-mail van 1 notificaties naar 2 alles",
            ),
            ({"custom": {"frame": "57"}}, "Bram de Wit vulde ‘Framemaat’ in: 57, was leeg"),
        ],
    )
    def test_of_the_customer(
        self,
        client: Client,
        customer: Customer,
        bram: StaffUser,
        values: dict[str, Any],
        sentence: str,
    ) -> None:
        CustomField.objects.create(key="frame", label="Framemaat")
        change(customer, bram, **values)
        assert sentences(client) == [sentence, "till voegde de klant toe als actief"]

    def test_every_column_has_a_sentence(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        silent = {
            "id",
            "version",
            "number",
            "billing_account",
        }  # the last two have tests of their own
        category = Category.objects.create(name="Vaste klant")
        values: dict[str, Any] = {
            "birth_date": date(1968, 3, 17),
            "attention_until": date(2030, 1, 1),
            "customer_since": date(2014, 5, 12),
            "house_number": 131,
            "email_permission": 2,
            "category": category,
            "employee": bram,
            "assigned_to": bram,
            "attention_by": bram,
            "attention_on": date(2026, 1, 1),
            "custom": {"frame": "57"},
            "kind": "company",
            "status": "prospect",
            "salutation": "mrs",
            "language": "fr",
            "country": "BE",
            "company_name": "De Spaak",
        }
        for field in Customer._meta.concrete_fields:
            if field.name in silent or field.generated:
                continue
            with acting(actor=bram):
                one = make_customer(company_name="Eerst", house_number_addition="A")
                value = values.get(field.name, "Z")
                setattr(one, field.name, value)
                one.save()
            number = one.number
            page = client.get(f"/customers/{number}/history/").content.decode()
            # With an address comes the permission to write to it: an event of its own.
            told = 3 if field.name == "emails" else 2
            assert page.count('class="event"') == told, field.name

    def test_another_number(self, client: Client, customer: Customer) -> None:
        boss = make_staff("beheerder")
        client.force_login(boss)
        renumber(customer=customer, number="200234", actor=boss)
        page = client.get("/customers/200234/history/").content.decode()
        assert "wijzigde het klantnummer van" in page
        assert "bewaarde het vroegere nummer" in page

    def test_assigned(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        kees = make_staff(first_name="Kees", last_name="Mulder")
        change(customer, bram, assigned_to=kees)
        change(customer, bram, assigned_to=bram)
        assert sentences(client)[:2] == [
            "Bram de Wit wees de klant toe aan Bram de Wit, was Kees Mulder",
            "Bram de Wit wees de klant toe aan Kees Mulder",
        ]

    def test_interests(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        interest = Interest.objects.create(name="bakfietsen")
        with acting(actor=bram):
            customer.interests.add(interest)
            customer.interests.remove(interest)
        assert sentences(client)[:2] == [
            "Bram de Wit haalde de interesse bakfietsen weg",
            "Bram de Wit voegde de interesse bakfietsen toe",
        ]

    @pytest.mark.parametrize(
        ("write", "sentence"),
        [
            (
                lambda c: Address.objects.create(
                    customer=c, kind="former", street="Zeedijk", postcode="3513 BR", house_number=9
                ),
                "Bram de Wit bewaarde het vroegere adres: Zeedijk 9, 3513 BR",
            ),
            (
                lambda c: LoyaltyCard.objects.create(customer=c, number="2900123345"),
                "Bram de Wit voegde klantenkaart 2900123345 toe",
            ),
            (
                lambda c: FormerNumber.objects.create(customer=c, number="99001"),
                "Bram de Wit bewaarde het vroegere nummer 99001; het blijft de klant vinden",
            ),
            (
                lambda c: CustomerRelation.objects.create(
                    customer=make_customer(number="100235", last_name="Boer", infix="de"),
                    other=c,
                    kind="household",
                ),
                "Bram de Wit legde 100235 de heer J.A. de Boer vast als huisgenoot",
            ),
        ],
    )
    def test_of_what_hangs_on_it(
        self,
        client: Client,
        customer: Customer,
        bram: StaffUser,
        write: Callable[[Customer], object],
        sentence: str,
    ) -> None:
        with acting(actor=bram):
            write(customer)
        assert sentences(client)[0] == sentence

    def test_blocked_card(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            card = LoyaltyCard.objects.create(customer=customer, number="2900123345")
            card.active = False
            card.save()
        assert sentences(client)[0] == "Bram de Wit blokkeerde klantenkaart 2900123345"

    def test_reason_and_place(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram, reason="klant belde", origin="/customers/100234/edit/"):
            customer.mobile = ""
            customer.save()
        page = client.get(URL).content.decode()
        assert "Reden: klant belde" in page
        assert "klant wijzigen" in page

    def test_the_demo_shop_and_other_commands(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        with acting(actor="seed", origin="manage.py seed"):
            customer.status = "prospect"
            customer.save()
        page = client.get(URL).content.decode()
        assert "<b>De demowinkel</b> zette de klant" in page
        assert "opdracht seed" in page

    def test_others_do_not_show(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        change(make_customer(number="100235"), bram, initials="X.")
        assert sentences(client) == ["till voegde de klant toe als actief"]

    def test_values_are_escaped(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        change(customer, bram, last_name="<script>x{who}")
        page = client.get(URL).content.decode()
        assert "<script>x" not in page
        assert "&lt;script&gt;x{who}" in page


class TestFilters:
    def test_by_field_person_and_period(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        anna = make_staff(first_name="Anna", last_name="Visser")
        change(customer, bram, mobile="+31655010290")
        change(customer, anna, street="Nobelstraat")
        assert len(sentences(client)) == 3
        assert [s.split(" wijzigde")[0] for s in sentences(client, field="phone")] == [
            "Bram de Wit"
        ]
        assert [s.split(" wijzigde")[0] for s in sentences(client, person="Anna Visser")] == [
            "Anna Visser"
        ]
        assert sentences(client, field="phone", person="Anna Visser") == []
        assert len(sentences(client, period="week")) == 3

    def test_offers_only_what_occurs(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        change(customer, bram, mobile="+31655010290")
        page = client.get(URL).content.decode()
        assert '<option value="phone">' in page
        assert '<option value="interests">' not in page

    @pytest.mark.parametrize("params", [{"period": "x"}, {"shown": "x"}, {"shown": "²"}])
    def test_odd_parameters(
        self, client: Client, customer: Customer, bram: StaffUser, params: dict[str, str]
    ) -> None:
        assert len(sentences(client, **params)) == 1


class TestPages:
    def test_older_ones_on_request(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        for number in range(55):
            change(customer, bram, initials=f"J{number}.")
        assert len(sentences(client)) == 50
        assert "Oudere wijzigingen tonen" in client.get(URL).content.decode()
        assert len(sentences(client, shown="100")) == 56

    def test_queries_do_not_grow_with_the_changes(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        def write(times: int) -> None:
            for number in range(times):
                change(customer, bram, initials=f"J{number}.", assigned_to=bram)
                with acting(actor=bram):
                    Address.objects.create(customer=customer, kind="former", city=f"T{number}")
                    LoyaltyCard.objects.create(customer=customer, number=f"29001{number}{times}")

        write(2)
        client.get(URL)
        with CaptureQueriesContext(connection) as few:
            client.get(URL)
        write(9)
        with CaptureQueriesContext(connection) as many:
            client.get(URL)
        assert len(many) == len(few)

    def test_unknown_customer(self, client: Client, bram: StaffUser) -> None:
        assert client.get(URL).status_code == 404

    def test_wrong_method(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        assert client.post(URL).status_code == 405


@pytest.mark.django_db
class TestExport:
    def test_the_filtered_changes_as_a_file(self, client: Client) -> None:
        customer = make_customer()
        user = make_staff("kantoor")
        with acting(actor=user, reason="=1+1"):
            customer.mobile = "+31655010147"
            customer.save()
        client.force_login(user)
        response = client.get(f"/customers/{customer.number}/history/export/?field=phone")
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="historie-{customer.number}.csv"'
        )
        heading, *rows = response.content.decode("utf-8-sig").splitlines()
        assert heading == "Moment;Medewerker;Wijziging;Reden;Werkplek"
        (row,) = [row for row in rows if "06 55 01 01 47" in row]
        assert "Anna Visser" in row
        # A reason that a spreadsheet would run as a formula is made harmless.
        assert ";'=1+1;" in row


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe_cell(f"{start}1") == f"'{start}1"
    assert safe_cell(f"1{start}") == f"1{start}"
    assert safe_cell(None) == ""
