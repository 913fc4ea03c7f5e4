"""The trips of a year, and what they come to."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from customers.activities.presentation import trips as shown
from tests.activities.samples import content_of, make_trip
from tests.factories import make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
URL = "/trips/"


@pytest.fixture
def jansen(client: Client) -> Customer:
    client.force_login(make_staff("kantoor"))
    return make_customer(number="100871")


@pytest.fixture
def anna() -> StaffUser:
    return make_staff(first_name="Anna", last_name="Bakker")


@pytest.fixture
def some(jansen: Customer, anna: StaffUser) -> None:
    day = datetime.date
    make_trip(jansen, "12.5", purpose="Levering", assigned_to=anna, planned_on=day(2026, 5, 1))
    make_trip(jansen, "100", purpose="levering ", planned_on=day(2026, 4, 1))
    make_trip(jansen, "7", assigned_to=anna, planned_on=day(2026, 6, 1))
    make_trip(jansen, "40", code="planned", assigned_to=anna, planned_on=day(2026, 12, 1))
    make_trip(jansen, "999", code="cancelled", planned_on=day(2026, 6, 2))
    make_trip(jansen, "1000.5", planned_on=None, opened_on=day(2025, 6, 1))


def km(client: Client, query: str = "?year=2026") -> list[str]:
    return [row.km for row in client.get(f"{URL}{query}").context["list"].rows]


class TestList:
    def test_of_a_year_the_latest_first(self, client: Client, some: None) -> None:
        assert km(client) == ["40 km", "7 km", "12,5 km", "100 km"]
        assert km(client, "?year=2025") == ["1.000,5 km"]

    def test_what_they_come_to(self, client: Client, some: None) -> None:
        page = client.get(f"{URL}?year=2026")
        found = page.context["list"]
        assert (found.words, found.km) == ("4 ritten", "119,5 km gereden")
        assert [(share.name, share.count, share.km) for share in found.by_colleague] == [
            ("niemand", 1, "100 km"),
            ("Anna Bakker", 2, "19,5 km"),
        ]
        assert [(share.name, share.count, share.km) for share in found.by_purpose] == [
            ("levering", 2, "112,5 km"),
            ("geen doel", 1, "7 km"),
        ]

    def test_of_one_colleague(self, client: Client, some: None, anna: StaffUser) -> None:
        assert km(client, f"?year=2026&by={anna.pk}") == ["40 km", "7 km", "12,5 km"]

    @pytest.mark.parametrize(
        ("sort", "first"),
        [
            ("km", "7 km"),
            ("-km", "100 km"),
            ("day", "100 km"),
            ("by", "40 km"),
            ("purpose", "7 km"),
            ("nonsense", "40 km"),
        ],
    )
    def test_headings_sort(self, client: Client, some: None, sort: str, first: str) -> None:
        if sort == "by":
            assert km(client, f"?year=2026&sort={sort}")[-1] == "100 km"
        else:
            assert km(client, f"?year=2026&sort={sort}")[0] == first

    def test_ten_and_all(
        self, client: Client, jansen: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shown, "PER_PAGE", 8)
        for n in range(1, 13):
            make_trip(jansen, str(n), planned_on=datetime.date(2026, n, 1))
        page = client.get(f"{URL}?year=2026").context["list"]
        assert len(page.rows) == 10
        seen, url = [], page.more_url
        while url:
            page = client.get(url).context["list"]
            seen += [row.km for row in page.rows]
            url = page.pages.next_url
        assert seen == [f"{n} km" for n in range(12, 0, -1)]
        assert page.pages.words == "9 tot en met 12 van 12"

    def test_none(self, client: Client, jansen: Customer) -> None:
        assert "Niemand heeft ritten in dit jaar." in text_of(client.get(URL))
        assert client.get(f"{URL}?year=99999&by=x&page=-1").status_code == 200

    def test_not_of_an_erased_customer(self, client: Client, jansen: Customer) -> None:
        make_trip(jansen, "12")
        jansen.status = "erased"
        jansen.save()
        assert km(client) == []

    def test_the_number_of_queries(self, client: Client, some: None) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{URL}?year=2026")
            return len(asked)

        queries()
        few = queries()
        for n in range(5):
            make_trip(make_customer(), "3", assigned_to=make_staff(), purpose=f"{n}")
        assert queries() == few


class TestExport:
    def test_csv(self, client: Client, some: None) -> None:
        answer = client.get(f"{URL}export/?year=2026&sort=km")
        lines = content_of(answer).decode("utf-8-sig").splitlines()
        assert [line.split(";")[7] for line in lines] == [
            "Kilometers",
            "7,0",
            "12,5",
            "40,0",
            "100,0",
        ]
        assert "ritten-2026.csv" in answer["Content-Disposition"]

    def test_excel(self, client: Client, some: None) -> None:
        answer = client.get(f"{URL}export/?year=2025&file=xlsx")
        book = load_workbook(BytesIO(content_of(answer)))
        rows = list(book.active.iter_rows(values_only=True))
        assert rows[1][2] == "100871"
        assert rows[1][7] == pytest.approx(1000.5)
