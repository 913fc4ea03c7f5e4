"""Activities on the card: 'Openstaand', the newest leads and projects, the count of the tab."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.activities import hooks
from customers.activities.hooks import MoreOpen, OpenRow, OpenRowList
from customers.activities.models import SubscriptionKind
from customers.activities.presentation import activities as shown
from tests.activities.samples import (
    at,
    make_appointment,
    make_repair,
    make_subscription,
    make_treatment,
    one_of_each,
)
from tests.factories import make_activity, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from customers.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
EURO = "€\u00a0"


@pytest.fixture
def jansen() -> Customer:
    return make_customer(number="100871")


@pytest.fixture
def only_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other app says what is open."""
    monkeypatch.setattr(hooks, "_open_rows", {"activities": shown.open_rows})


@pytest.fixture
def invoice(only_own: None) -> Iterator[None]:
    """Another app has an invoice that is late, and three more that it holds back."""
    day = datetime.date(2026, 11, 13)
    row = OpenRow("receipt-text", "Factuur 2026-1183", amount=Decimal("149.95"), order=day)
    more = MoreOpen(3, Decimal(100))
    hooks.register_open_rows(lambda _user, _customer: OpenRowList([row], more), name="test")
    yield
    hooks.unregister_open_rows("test")


def section(customer: Customer, role: str = "balie") -> Any:
    found = shown.open_section(make_staff(role), customer)
    return found and found["open"]


class TestOpen:
    def test_what_stands_there(self, jansen: Customer, only_own: None) -> None:
        today = timezone.localdate()
        late, soon = today - datetime.timedelta(days=9), today + datetime.timedelta(days=5)
        make_activity(jansen, number=1, amount=Decimal("84.50"), due_on=soon, title="2 banden")
        make_activity(jansen, number=2, amount=Decimal("10"), due_on=late)
        make_repair(jansen, number=3, code="ready", amount=Decimal("38"), title="Versnelling")
        make_subscription(jansen, number=4, title="Onderhoud", amount=Decimal("89"))
        make_activity(jansen, number=5, code="done", amount=Decimal("999"))
        found = section(jansen)
        assert [(row.title, row.tag, row.tag_kind, row.amount, row.end) for row in found.rows] == [
            ("Bestelling B-2", "9 dagen te laat", "danger", Decimal(10), ""),
            ("Bestelling B-1", "", "", Decimal("84.50"), ""),
            ("Abonnement A-4", "", "", None, "loopt"),
            ("Reparatie R-3", "klaar", "ok", Decimal(38), ""),
        ]
        assert found.words == f"4 zaken · {EURO}132,50"
        assert found.rows[3].detail == "Versnelling · Gazelle Chamonix · rek 14"
        assert found.rows[2].detail == "Onderhoud · per jaar · verlengt 1 maart 2027"
        assert found.rows[1].detail.startswith("2 banden · besteld · verwacht ")

    def test_a_subscription_called_after_its_kind_says_so_once(
        self, jansen: Customer, only_own: None
    ) -> None:
        kind = SubscriptionKind.objects.create(name="Onderhoud Plus")
        for title in ("Onderhoud Plus", "Wagenpark"):
            activity = make_subscription(jansen, title=title)
            activity.subscription.subscription_kind = kind
            activity.subscription.save()
        assert sorted(row.detail for row in section(jansen).rows) == [
            "Onderhoud Plus · per jaar · verlengt 1 maart 2027",
            "Wagenpark · Onderhoud Plus · per jaar · verlengt 1 maart 2027",
        ]

    def test_an_appointment_that_was(self, jansen: Customer, only_own: None) -> None:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        make_appointment(jansen, at(yesterday, 10), title="Passen")
        make_appointment(jansen, at(timezone.localdate(), 10), title="Passen")
        assert [row.tag for row in section(jansen).rows] == ["voorbij", ""]

    def test_nothing_open(self, jansen: Customer, only_own: None) -> None:
        make_activity(jansen, code="done")
        make_activity(make_customer())
        assert section(jansen) is None

    def test_of_another_app_too(self, jansen: Customer, invoice: None) -> None:
        make_activity(jansen, amount=Decimal("0.05"))
        found = section(jansen)
        assert [row.title.split()[0] for row in found.rows] == ["Factuur", "Bestelling"]
        assert found.words == f"5 zaken · {EURO}250,00"
        assert not found.more

    def test_eight_and_the_way_to_all(self, jansen: Customer, invoice: None) -> None:
        for _each in range(12):
            make_activity(jansen, amount=Decimal(1))
        found = section(jansen)
        assert len(found.rows) == 8
        assert found.words == f"16 zaken · {EURO}261,95"
        assert found.more == "16"

    def test_counting_stops(
        self, jansen: Customer, only_own: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shown, "OPEN_COUNTED", 9)
        for _each in range(12):
            make_activity(jansen, amount=Decimal(1))
        assert section(jansen).words.startswith("9+ zaken · meer dan")

    def test_treatments_are_for_practitioners(self, jansen: Customer, only_own: None) -> None:
        make_treatment(jansen, number=8)
        assert section(jansen) is None
        rows = section(jansen, "behandelaar").rows
        assert [(row.title, row.detail) for row in rows] == [("Behandeling BH-8", "")]


class TestRecent:
    def test_the_five_newest_of_three_kinds(self, jansen: Customer) -> None:
        for n, kind in enumerate(("lead", "request", "project", "lead", "lead", "lead", "order")):
            make_activity(
                jansen, kind, title=f"{kind} {n}", opened_on=datetime.date(2026, 1, 1 + n)
            )
        make_activity(jansen, "lead", code="lapsed", archived=True, title="gearchiveerd")
        found = shown.recent_section(make_staff(), jansen)
        assert found
        titles = [row.title for row in found["rows"]]
        assert titles == ["lead 5", "lead 4", "lead 3", "project 2", "request 1"]

    def test_none(self, jansen: Customer) -> None:
        make_activity(jansen, "order")
        assert shown.recent_section(make_staff(), jansen) is None


@pytest.mark.parametrize(("number", "words"), [(0, ""), (3, "3"), (6, "5+")])
def test_the_count_of_the_tab(
    jansen: Customer, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    monkeypatch.setattr(shown, "TAB_COUNTED", 6)
    for _each in range(number):
        make_activity(jansen)
    make_treatment(jansen)
    make_activity(jansen, code="done", archived=True)
    assert shown.tab_count(jansen) == words


def test_the_card(client: Client, jansen: Customer) -> None:
    client.force_login(make_staff("behandelaar"))
    client.get("/customers/100871/")
    one_of_each(jansen)
    with CaptureQueriesContext(connection) as few:
        page = client.get("/customers/100871/")
    text = text_of(page)
    assert "Openstaand" in text
    assert "Leads, aanvragen en projecten" in text
    for _each in range(4):
        one_of_each(jansen)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/customers/100871/")
    assert len(many) == len(few)
    assert "?state=open" in page.content.decode()
