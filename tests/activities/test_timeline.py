"""Activities on the customer's timeline."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.timeline import page_of
from customers.activities.timeline import count, fetch
from customers.hooks import TimelineWindow
from tests.activities.samples import at, make_treatment, make_trip, one_of_each
from tests.factories import make_activity, make_customer, make_moment, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 18)
URL = "/customers/100871/timeline/"


@pytest.fixture
def jansen() -> Customer:
    return make_customer(number="100871")


def titles(customer: Customer, role: str = "balie", **window: Any) -> list[str]:
    asked = TimelineWindow(limit=window.pop("limit", 25), **window)
    return [event.title for event in fetch(make_staff(role), customer, asked)]


class TestEvents:
    def test_opened_and_ended(self, jansen: Customer) -> None:
        make_activity(jansen, number=7, opened_on=DAY, code="done", closed_on=DAY)
        make_activity(jansen, "repair", number=8, opened_on=DAY + datetime.timedelta(days=2))
        assert titles(jansen) == [
            "Reparatie R-8 geopend",
            "Bestelling B-7: opgehaald",
            "Bestelling B-7 geopend",
        ]

    def test_what_is_done_at_once_is_one_event(self, jansen: Customer) -> None:
        make_activity(jansen, "purchase", number=7)
        make_trip(jansen, "12", number=8)
        assert sorted(titles(jansen)) == ["Aankoop K-7: gekocht", "Rit T-8: gereden"]
        assert count(jansen, 100) == {"activity": 2}

    @pytest.mark.parametrize("role", ["balie", "behandelaar"])
    def test_never_a_treatment(self, jansen: Customer, role: str) -> None:
        make_treatment(jansen, code="done")
        assert titles(jansen, role) == []
        assert count(jansen, 100) == {"activity": 0}

    def test_only_of_this_customer_and_with_the_permission(self, jansen: Customer) -> None:
        make_activity(make_customer())
        nobody = make_staff()
        nobody.groups.clear()
        make_activity(jansen)
        assert len(titles(jansen)) == 1
        assert fetch(nobody, jansen, TimelineWindow(limit=5)) == []

    @pytest.mark.parametrize(
        ("window", "number"),
        [
            ({}, 2),
            ({"kinds": frozenset({"activity"})}, 2),
            ({"kinds": frozenset({"note"})}, 0),
            ({"only_sent": True}, 0),
            ({"contact_person": 1}, 0),
            ({"text": "fietszitje"}, 2),
            ({"text": "bakfiets"}, 0),
            ({"since": at(DAY, 0)}, 2),
            ({"since": at(DAY, 1)}, 1),
            ({"until": at(DAY, 1)}, 1),
            ({"until": at(DAY, 0)}, 0),
        ],
    )
    def test_window(self, jansen: Customer, window: dict[str, Any], number: int) -> None:
        make_activity(jansen, opened_on=DAY, code="done", closed_on=DAY + datetime.timedelta(1))
        assert len(titles(jansen, **window)) == number

    def test_page_by_page_nothing_twice_and_nothing_left_out(self, jansen: Customer) -> None:
        for n in range(9):
            day = DAY - datetime.timedelta(days=n // 3)
            make_activity(jansen, opened_on=day, code="done", closed_on=day, number=500 + n)
            make_moment(jansen, moment=at(day, 9 * (n % 2)))
        user, after = make_staff(), None
        seen = []
        while True:
            page = page_of(user, jansen, TimelineWindow(limit=4), after=after)
            seen += [(entry.source, entry.event.key) for entry in page.entries]
            if page.older is None:
                break
            after = page.older
        assert len(seen) == len(set(seen)) == 9 * 3

    def test_one_query(self, jansen: Customer) -> None:
        one_of_each(jansen)
        user = make_staff()
        fetch(user, jansen, TimelineWindow(limit=5))
        with CaptureQueriesContext(connection) as asked:
            fetch(user, jansen, TimelineWindow(limit=5, before=(at(DAY, 0), 10**9)))
        assert len(asked) == 1


class TestPage:
    def test_a_chip_chooses_them(self, client: Client, jansen: Customer) -> None:
        client.force_login(make_staff())
        make_activity(jansen, number=7)
        make_moment(jansen, subject="Over de levertijd")
        both = text_of(client.get(URL))
        assert "Bestelling B-7 geopend" in both
        assert "Activiteit 1" in both
        alone = text_of(client.get(f"{URL}?kind=activity"))
        assert "Bestelling B-7 geopend" in alone
        assert "Over de levertijd" not in alone

    def test_only_the_day_is_known(self, client: Client, jansen: Customer) -> None:
        client.force_login(make_staff())
        make_activity(jansen)
        assert "00.00" not in text_of(client.get(URL))
