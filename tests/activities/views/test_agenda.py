"""The agenda of the shop: days and weeks, whose they are, what overlaps."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.activities.presentation import agenda as shown
from tests.activities.samples import at, make_appointment, make_treatment
from tests.factories import make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db
URL = "/appointments/"
TUESDAY = datetime.date(2026, 11, 24)
THE_DAY = f"{URL}?span=day&day=2026-11-24"


@pytest.fixture
def jansen(client: Client) -> Customer:
    client.force_login(make_staff())
    return make_customer(number="100871")


def slots(client: Client, query: str = "?day=2026-11-24") -> list[tuple[int, str, str]]:
    """The day of the month, the time and the title of what stands there."""
    days = client.get(f"{URL}{query}").context["agenda"].days
    return [(day.day.day, slot.when, slot.title) for day in days for slot in day.slots]


class TestDays:
    def test_a_week_from_monday_to_sunday(self, client: Client, jansen: Customer) -> None:
        for day, hour in ((22, 10), (23, 9), (24, 14), (24, 8), (29, 23), (30, 9)):
            make_appointment(jansen, at(datetime.date(2026, 11, day), hour), 30, title=f"{day}")
        assert slots(client) == [
            (23, "09.00–09.30", "23"),
            (24, "08.00–08.30", "24"),
            (24, "14.00–14.30", "24"),
            (29, "23.00–23.30", "29"),
        ]
        assert slots(client, "?day=2026-11-24&span=day") == [
            (24, "08.00–08.30", "24"),
            (24, "14.00–14.30", "24"),
        ]

    def test_over_midnight(self, client: Client, jansen: Customer) -> None:
        make_appointment(jansen, at(TUESDAY, 22), 26 * 60 + 60, title="Beurs")
        make_appointment(jansen, at(TUESDAY, 23), 60, title="Laat")
        assert slots(client) == [
            (24, "vanaf 22.00", "Beurs"),
            (24, "23.00–00.00", "Laat"),
            (25, "hele dag", "Beurs"),
            (26, "tot 01.00", "Beurs"),
        ]

    def test_of_an_erased_customer_nothing_is_left(self, client: Client, jansen: Customer) -> None:
        make_appointment(jansen, at(TUESDAY, 9), code="done", title="Geweest")
        assert len(slots(client)) == 1
        jansen.status = "erased"
        jansen.save()
        assert slots(client) == []

    def test_what_was_cancelled_is_gone(self, client: Client, jansen: Customer) -> None:
        make_appointment(jansen, at(TUESDAY, 9), code="cancelled")
        make_appointment(jansen, at(TUESDAY, 9), code="done", title="Geweest")
        page = client.get(THE_DAY)
        assert "Geweest" in text_of(page)
        assert "Fietszitje" not in text_of(page)

    @pytest.mark.parametrize(
        ("query", "day"),
        [
            ("", None),
            ("?day=morgen", None),
            ("?day=0001-01-01", None),
            ("?day=2026-11-24", TUESDAY),
        ],
    )
    def test_which_day(
        self, client: Client, jansen: Customer, query: str, day: datetime.date | None
    ) -> None:
        assert client.get(f"{URL}{query}").context["asked"].day == (day or timezone.localdate())

    def test_back_and_forth(self, client: Client, jansen: Customer) -> None:
        context = client.get(THE_DAY).context
        assert "day=2026-11-23" in context["previous_url"]
        assert "day=2026-11-25" in context["next_url"]
        assert "span=day" in context["next_url"]
        context = client.get(f"{URL}?day=2026-11-24").context
        assert "day=2026-11-17" in context["previous_url"]
        assert client.get(f"{URL}?day=2199-12-31").context["next_url"] == ""


class TestWhose:
    def test_of_one_colleague(self, client: Client, jansen: Customer) -> None:
        anna = make_staff()
        make_appointment(jansen, at(TUESDAY, 9), title="van Anna", assigned_to=anna)
        make_appointment(jansen, at(TUESDAY, 9), title="van niemand")
        assert [title for *_when, title in slots(client)] == ["van Anna", "van niemand"]
        mine = slots(client, f"?day=2026-11-24&by={anna.pk}")
        assert [title for *_when, title in mine] == ["van Anna"]

    @pytest.mark.parametrize(
        ("first", "second", "same", "clash"),
        [
            ((9, 60), (10, 60), True, False),
            ((9, 61), (10, 60), True, True),
            ((9, 180), (10, 30), True, True),
            ((9, 61), (10, 60), False, False),
        ],
    )
    def test_overlaps(
        self,
        client: Client,
        jansen: Customer,
        first: tuple[int, int],
        second: tuple[int, int],
        same: bool,
        clash: bool,
    ) -> None:
        anna, bram = make_staff(), make_staff()
        make_appointment(jansen, at(TUESDAY, first[0]), first[1], assigned_to=anna)
        other = anna if same else bram
        make_appointment(jansen, at(TUESDAY, second[0]), second[1], assigned_to=other)
        page = client.get(THE_DAY)
        found = page.context["agenda"].days[0].slots
        assert [slot.clashes for slot in found] == [clash, clash]
        assert text_of(page).count("overlapt") == 2 * clash

    def test_nobody_overlaps_with_nobody(self, client: Client, jansen: Customer) -> None:
        for _each in range(2):
            make_appointment(jansen, at(TUESDAY, 9))
        assert "overlapt" not in text_of(client.get(THE_DAY))

    def test_treatments_are_for_practitioners(self, client: Client, jansen: Customer) -> None:
        make_treatment(jansen, planned_on=TUESDAY, number=5)
        page = text_of(client.get(THE_DAY))
        assert "Niets gepland." in page
        client.force_login(make_staff("behandelaar"))
        assert slots(client) == [(24, "", "Behandeling")]
        page = text_of(client.get(THE_DAY))
        assert "geen tijd" in page
        assert "Pijn" not in page


class TestLinks:
    @pytest.mark.parametrize(("role", "number"), [("balie", 2), ("inkijk", 0)])
    def test_moving_and_calling_off(
        self, client: Client, jansen: Customer, role: str, number: int
    ) -> None:
        make_appointment(jansen, at(TUESDAY, 9), pk=31)
        make_appointment(jansen, at(TUESDAY, 10), code="done", pk=32)
        client.force_login(make_staff(role))
        page = client.get(THE_DAY).content.decode()
        assert ("/100871/activities/31/move/" in page) is (number > 0)
        assert ("/100871/activities/31/cancel/" in page) is (number > 0)
        assert "/32/move/" not in page
        assert 'href="/customers/100871/"' in page


def test_an_endless_agenda_stops(
    client: Client, jansen: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST_SHOWN", 3)
    for hour in range(9, 14):
        make_appointment(jansen, at(TUESDAY, hour))
    page = client.get(THE_DAY)
    assert len(page.context["agenda"].days[0].slots) == 3
    assert "Dit zijn ze niet allemaal." in text_of(page)


def test_the_number_of_queries(client: Client, jansen: Customer) -> None:
    client.force_login(make_staff("behandelaar"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(URL + "?day=2026-11-24")
        return len(asked)

    queries()
    few: Any = queries()
    for hour in range(9, 14):
        make_appointment(make_customer(), at(TUESDAY, hour), assigned_to=make_staff())
        make_treatment(make_customer(), planned_on=TUESDAY)
    assert queries() == few
