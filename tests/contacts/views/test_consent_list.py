"""Everybody with a given permission: who is in it, who never is, and the proof in the file."""

from __future__ import annotations

import io
import logging
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from contacts.models import HeldAddress
from contacts.services.consent import set_level, withdraw
from contacts.services.consent_list import permitted
from contacts.services.held import hold
from customers.models import Category, Customer
from klantbeheer.history import acting
from tests.factories import make_contact, make_customer, make_staff, mark_erased
from tests.nasty import NASTY, encode

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
LIST = "/privacy/consents/"
FILE = "/privacy/consents/export/"
MOBILE = "+31655010147"


@pytest.fixture
def office(client: Client) -> StaffUser:
    """A signed-in colleague who may export."""
    user = make_staff("kantoor")
    client.force_login(user)
    return user


def with_news(actor: StaffUser, address: str, **fields: Any) -> Customer:
    """A customer who gets everything at this address."""
    with acting(actor=actor):
        return make_customer(emails=address, email_permission=2, **fields)


def addresses(purpose: str = "news", channel: str = "email", **more: Any) -> set[str]:
    return {row.address for row in permitted(purpose=purpose, channel=channel, **more)}


def file_of(client: Client, query: str = "") -> list[str]:
    answer: Any = client.get(f"{FILE}?{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


class TestWho:
    """The addresses that have the permission now, and those that are never in it."""

    def test_by_purpose(self, office: StaffUser) -> None:
        with_news(office, "all@b.example")
        for level, address in ((1, "some@b.example"), (0, "none@b.example")):
            with acting(actor=office):
                make_customer(emails=address, email_permission=level)
        assert addresses() == {"all@b.example"}
        assert addresses("notifications") == {"all@b.example", "some@b.example"}

    @pytest.mark.parametrize(
        ("status", "there"),
        [("active", True), ("prospect", True), ("inactive", False), ("erased", False)],
    )
    def test_by_status(self, office: StaffUser, status: str, *, there: bool) -> None:
        customer = with_news(office, "a@b.example")
        if status == "erased":
            mark_erased(customer.number)
        else:
            customer.status = status
            customer.save()
        assert addresses() == ({"a@b.example"} if there else set())

    def test_withdrawn_is_gone_at_once(self, office: StaffUser) -> None:
        customer = with_news(office, "a@b.example; c@b.example")
        withdraw(customer=customer, address="a@b.example", actor=office)
        assert addresses() == {"c@b.example"}

    def test_on_hold_until_it_is_released(self, office: StaffUser) -> None:
        customer = with_news(office, "A@b.example")
        held = hold(address="a@b.example", customer=customer, reason="weg", actor="worker")
        assert addresses() == set()
        HeldAddress.objects.filter(pk=held.pk).update(released_at=held.held_at)
        assert addresses() == {"a@b.example"}

    def test_an_address_that_is_no_longer_in_use(self, office: StaffUser) -> None:
        customer = with_news(office, "old@b.example; Both@b.example")
        with acting(actor=office):
            customer.emails = "Both@b.example; new@b.example"
            customer.save()
        assert addresses() == {"both@b.example", "new@b.example"}

    def test_contact_persons_unless_archived(self, office: StaffUser) -> None:
        customer = with_news(office, "")
        with acting(actor=office):
            for name, archived in (("in", False), ("out", True)):
                make_contact(
                    customer, emails=f"{name}@b.example", email_permission=2, archived=archived
                )
        assert addresses() == {"in@b.example"}

    def test_sms(self, office: StaffUser) -> None:
        with acting(actor=office):
            customer = make_customer(mobile=MOBILE)
        assert addresses("notifications", "sms") == set()  # not asked yet
        said: dict[str, Any] = {
            "wording": "mag",
            "source": "phone",
            "actor": office,
            "channel": "sms",
        }
        set_level(customer=customer, address=MOBILE, level=1, **said)
        assert addresses("notifications", "sms") == {MOBILE}
        customer.mobile = "+31655010148"
        customer.save()
        assert addresses("notifications", "sms") == set()

    def test_of_one_category(self, office: StaffUser) -> None:
        regular = Category.objects.create(name="Vaste klant")
        with_news(office, "a@b.example", category=regular)
        with_news(office, "c@b.example")
        assert addresses(category=regular) == {"a@b.example"}


class TestWhoWroteItDown:
    """As the history says it: a colleague by name, and in words what did it without one."""

    @pytest.mark.parametrize(
        ("actor", "shown"),
        [("seed", "De demowinkel"), ("worker", "De wachtrij"), ("import 12", "Import 12")],
    )
    def test_not_by_its_code(
        self, client: Client, office: StaffUser, actor: str, shown: str
    ) -> None:
        with acting(actor=actor):
            customer = make_customer(emails="a@b.example", email_permission=2)
        page = unescape(client.get(LIST).content.decode())
        assert f'data-th="Door">{shown}</td>' in page
        assert shown in file_of(client)[1]
        url = f"/customers/{customer.number}/consent/"
        assert shown in unescape(client.get(url).content.decode())
        events: Any = client.get(f"{url}export/")
        assert shown in b"".join(events.streaming_content).decode("utf-8-sig")


class TestPage:
    def test_the_first_and_how_many(self, client: Client, office: StaffUser) -> None:
        for number in range(27):
            with_news(office, f"a{number}@b.example")
        page = unescape(client.get(LIST).content.decode())
        assert "27 adressen" in page
        assert "De eerste 25 staan hier." in page
        assert "a24@b.example" in page
        assert "a25@b.example" not in page
        assert office.display_name in page

    def test_as_many_queries_for_many(self, client: Client, office: StaffUser) -> None:
        def count() -> int:
            client.get(LIST)  # the session says once that it is used
            with CaptureQueriesContext(connection) as found:
                assert client.get(LIST).status_code == 200
            return sum("django_session" not in one["sql"] for one in found)

        with_news(office, "a@b.example")
        few = count()
        for number in range(9):
            customer = with_news(make_staff("balie"), f"a{number}@b.example")
            with acting(actor=office):
                make_contact(customer, emails=f"p{number}@b.example", email_permission=2)
        assert count() == few

    def test_no_news_by_sms(self, client: Client, office: StaffUser) -> None:
        assert office.pk
        page = unescape(client.get(f"{LIST}?purpose=news&channel=sms").content.decode())
        assert "Nieuws gaat alleen per e-mail." in page
        assert client.get(f"{FILE}?purpose=news&channel=sms")["Location"].startswith(LIST)

    def test_any_text_in_the_address(self, client: Client, office: StaffUser) -> None:
        assert office.pk
        names = ("purpose", "channel", "category", "format")
        for what, values in NASTY.items():
            query = encode([(each, value) for each in names for value in values]).decode()
            assert client.get(f"{LIST}?{query}").status_code == 200, what
            assert client.get(f"{FILE}?{query}").status_code in {200, 302}, what


class TestFile:
    def test_the_proof_stands_with_each_address(
        self, client: Client, office: StaffUser, caplog: pytest.LogCaptureFixture
    ) -> None:
        customer = with_news(office, "a@b.example")
        said: dict[str, Any] = {"wording": "=Ja; graag", "source": "letter", "actor": office}
        withdraw(customer=customer, address="a@b.example", actor=office)
        set_level(customer=customer, address="a@b.example", level=2, **said)
        with caplog.at_level(logging.INFO, "klantbeheer.security"):
            heading, row = file_of(client)
        assert heading.startswith("Klantnummer;Naam;Contactpersoon;Adres;Toestemming;Sinds;")
        assert row.startswith(f"{customer.number};")
        assert ';"\'=Ja; graag";' in row  # never a formula
        assert "per brief of e-mail" in row
        assert row.endswith(f";{office.display_name}")
        assert caplog.messages[-1] == (
            f"staff {office.pk} exported 1 permissions for news by email"
        )
        assert "b.example" not in caplog.text

    def test_the_last_time_it_was_granted_in_its_own_box(
        self, client: Client, office: StaffUser
    ) -> None:
        customer = with_news(office, "a@b.example")
        with acting(actor=office):
            person = make_contact(customer, emails="a@b.example", email_permission=2)
        said: dict[str, Any] = {"source": "phone", "actor": office, "address": "a@b.example"}
        withdraw(customer=customer, address="a@b.example", actor=office)
        set_level(customer=customer, level=2, wording="van de klant", **said)
        set_level(
            customer=customer, contact_person=person, level=2, wording="van de persoon", **said
        )
        rows = file_of(client)[1:]
        assert sum("van de klant" in row for row in rows) == 1
        assert sum("van de persoon" in row for row in rows) == 1
        assert next("van de persoon" in row for row in rows if person.last_name in row)

    def test_excel(self, client: Client, office: StaffUser) -> None:
        customer = with_news(office, "a@b.example")
        answer: Any = client.get(f"{FILE}?format=xlsx")
        assert "toestemmingen-nieuws-" in answer["Content-Disposition"]
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert sheet is not None
        assert sheet["A2"].value == customer.number

    def test_some_at_a_time(self, client: Client, office: StaffUser) -> None:
        """However many there are, the proof of a thousand comes with one query."""
        for number in range(5):
            with_news(office, f"a{number}@b.example")
        with CaptureQueriesContext(connection) as found:
            assert len(file_of(client)) == 6
        assert sum("contacts_consentevent" in one["sql"] for one in found) == 2


class TestEvents:
    def test_every_event_of_one_customer(self, client: Client, office: StaffUser) -> None:
        customer = with_news(office, "a@b.example")
        withdraw(customer=customer, address="a@b.example", actor=office, wording="nooit meer")
        url = f"/customers/{customer.number}/consent/"
        page = client.get(url).content.decode()
        assert f"{url}export/" in page
        answer: Any = client.get(f"{url}export/")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0] == "Moment;Adres;Van;Wat;Tekst;Hoe afgesproken;Door"
        assert len(lines) == 5
        assert "nooit meer" in lines[1]
        client.force_login(make_staff("balie"))
        assert f"{url}export/" not in client.get(url).content.decode()
