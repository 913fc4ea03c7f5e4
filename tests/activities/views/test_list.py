"""The tab Activiteiten: its sections, orders, filters, pages and files."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from customers.activities.models import Activity, Repair
from customers.activities.presentation import listing
from tests.activities.samples import (
    content_of,
    make_repair,
    make_treatment,
    make_trip,
    one_of_each,
)
from tests.factories import make_activity, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
TAB = "/customers/100871/activities/"
EXPORT = f"{TAB}export/"


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff("kantoor")
    client.force_login(user)
    return user


@pytest.fixture
def jansen(clerk: StaffUser) -> Customer:
    return make_customer(number="100871")


def shown(client: Client, query: str = "") -> list[str]:
    """The titles on the tab, from top to bottom."""
    response = client.get(f"{TAB}{query}")
    assert response.status_code == 200
    return [row.title for row in response.context["list"].rows]


def make_many(customer: Customer, kind: str, number: int, **fields: Any) -> list[Activity]:
    day = datetime.date(2026, 1, 1)
    return [
        make_activity(
            customer,
            kind,
            title=f"{kind} {n:02}",
            opened_on=day + datetime.timedelta(days=n),
            **fields,
        )
        for n in range(number)
    ]


class TestSections:
    def test_a_section_per_kind_that_has_any(self, client: Client, jansen: Customer) -> None:
        make_activity(jansen, "repair")
        make_activity(jansen, "order")
        make_activity(make_customer(), "quote")
        sections = client.get(TAB).context["list"].sections
        assert [(section.label, section.count.words) for section in sections] == [
            ("Bestellingen", "1"),
            ("Reparaties", "1"),
        ]

    def test_what_is_open_stands_first_the_newest_above(
        self, client: Client, jansen: Customer
    ) -> None:
        make_activity(jansen, title="oud open", opened_on=datetime.date(2020, 1, 1))
        make_activity(jansen, title="nieuw open", opened_on=datetime.date(2026, 1, 1))
        make_activity(jansen, code="done", title="klaar", opened_on=datetime.date(2026, 11, 1))
        assert shown(client) == ["nieuw open", "oud open", "klaar"]
        section = client.get(TAB).context["list"].sections[0]
        assert section.open_words == "2 open"

    def test_ten_and_the_way_to_all(self, client: Client, jansen: Customer) -> None:
        make_many(jansen, "order", 8)
        make_many(jansen, "order", 5, code="done")
        page = client.get(TAB)
        titles = shown(client)
        assert titles[:8] == [f"order {n:02}" for n in reversed(range(8))]
        assert titles[8:] == ["order 04", "order 03"]
        assert "Toon alle 13" in text_of(page)
        more = page.context["list"].sections[0].more_url
        assert len(shown(client, more)) == 13

    def test_eleven_fit_as_they_are(self, client: Client, jansen: Customer) -> None:
        make_many(jansen, "order", 11)
        assert len(shown(client)) == 11
        assert "Toon alle" not in text_of(client.get(TAB)).replace("Toon alle activiteiten", "")

    def test_nothing_yet(self, client: Client, jansen: Customer) -> None:
        assert "Deze klant heeft nog geen activiteiten." in text_of(client.get(TAB))

    def test_counting_stops(
        self, client: Client, jansen: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "COUNTED", 12)
        make_many(jansen, "order", 14)
        assert client.get(TAB).context["list"].sections[0].count.words == "12+"

    def test_an_inactive_customer_keeps_its_past(self, client: Client, jansen: Customer) -> None:
        make_activity(jansen, code="done", title="Ketting")
        jansen.status = "inactive"
        jansen.save()
        assert shown(client) == ["Ketting"]


class TestOrder:
    @pytest.fixture
    def three(self, jansen: Customer, clerk: StaffUser) -> None:
        day = datetime.date
        anna, bram = make_staff(first_name="Anna"), make_staff(first_name="Bram")
        for number, title, opened, due, amount, by in (
            (7, "Zadel", day(2026, 3, 1), None, None, bram),
            (8, "banden", day(2026, 1, 1), day(2026, 12, 1), Decimal(100), None),
            (9, "Ketting", day(2026, 2, 1), day(2026, 11, 1), Decimal(9), anna),
        ):
            make_activity(
                jansen,
                number=number,
                title=title,
                opened_on=opened,
                due_on=due,
                amount=amount,
                assigned_to=by,
                code={7: "expected", 8: "ready", 9: "ordered"}[number],
            )

    @pytest.mark.parametrize(
        ("sort", "titles"),
        [
            ("number", ["Zadel", "banden", "Ketting"]),
            ("-number", ["Ketting", "banden", "Zadel"]),
            ("title", ["banden", "Ketting", "Zadel"]),
            ("stage", ["Ketting", "Zadel", "banden"]),
            ("opened", ["banden", "Ketting", "Zadel"]),
            ("-opened", ["Zadel", "Ketting", "banden"]),
            ("due", ["Ketting", "banden", "Zadel"]),
            ("-due", ["banden", "Ketting", "Zadel"]),
            ("by", ["Ketting", "Zadel", "banden"]),
            ("amount", ["Ketting", "banden", "Zadel"]),
            ("-amount", ["banden", "Ketting", "Zadel"]),
            ("nonsense", ["Zadel", "Ketting", "banden"]),
        ],
    )
    @pytest.mark.parametrize("kind", ["", "&kind=order"])
    def test_every_heading_sorts(
        self, client: Client, three: None, sort: str, titles: list[str], kind: str
    ) -> None:
        assert shown(client, f"?sort={sort}{kind}") == titles

    def test_a_heading_turns(self, client: Client, three: None) -> None:
        def amount(query: str) -> Any:
            headings = client.get(f"{TAB}{query}").context["list"].headings
            return next(heading for heading in headings if heading.name == "amount")

        first = amount("?text=e&last_name=jans")
        assert "sort=-amount" in first.url
        assert "text=e" in first.url
        assert "last_name=jans" in first.url
        second = amount(first.url)
        assert second.sorted == "descending"
        assert amount(second.url).sorted == "ascending"


class TestFilter:
    @pytest.fixture
    def some(self, jansen: Customer) -> dict[str, StaffUser]:
        anna = make_staff(first_name="Anna")
        make_activity(jansen, "order", number=12, title="Zadel", assigned_to=anna)
        make_activity(
            jansen,
            "order",
            number=13,
            title="Bel",
            code="done",
            opened_on=datetime.date(2024, 5, 5),
        )
        make_activity(jansen, "order", number=14, title="Oud", code="cancelled", archived=True)
        make_activity(jansen, "repair", number=12, title="50% van de zadels")
        return {"anna": anna}

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Zadel", "Bel", "50% van de zadels"]),
            ("?state=open", ["Zadel", "50% van de zadels"]),
            ("?state=archived", ["Zadel", "Oud", "Bel", "50% van de zadels"]),
            ("?kind=repair", ["50% van de zadels"]),
            ("?kind=nonsense", ["Zadel", "Bel", "50% van de zadels"]),
            ("?text=zadel", ["Zadel", "50% van de zadels"]),
            ("?text=%25", ["50% van de zadels"]),
            ("?text=12", ["Zadel", "50% van de zadels"]),
            ("?text=b-12", ["Zadel"]),
            ("?text=R12", ["50% van de zadels"]),
            ("?text=99999999999", []),
            ("?period=2024", ["Bel"]),
            ("?period=1900", ["Zadel", "Bel", "50% van de zadels"]),
            ("?by=999999", ["Zadel", "Bel", "50% van de zadels"]),
            ("?page=0&by=-1&sort=--title", ["Zadel", "Bel", "50% van de zadels"]),
        ],
    )
    def test_filter(
        self, client: Client, some: dict[str, StaffUser], query: str, titles: list[str]
    ) -> None:
        assert shown(client, query) == titles

    @pytest.mark.parametrize("text", ["gz-7788", "RMA-2026-14", "chamonix"])
    def test_a_repair_by_what_stands_on_it(
        self, client: Client, jansen: Customer, text: str
    ) -> None:
        wanted, other = make_repair(jansen, title="Accu"), make_repair(jansen, title="Rem")
        Repair.objects.filter(pk=wanted.pk).update(
            serial_number="GZ-778812", rma_number="rma-2026-14"
        )
        Repair.objects.filter(pk=other.pk).update(device="Batavus")
        rows = client.get(f"{TAB}?text={text}").context["list"].rows
        assert [row.title for row in rows] == ["Accu"]

    def test_of_a_colleague(self, client: Client, some: dict[str, StaffUser]) -> None:
        assert shown(client, f"?by={some['anna'].pk}") == ["Zadel"]

    def test_nothing_fits(self, client: Client, some: dict[str, StaffUser]) -> None:
        page = client.get(f"{TAB}?text=driewieler&last_name=jans")
        assert "Niets gevonden bij ‘driewieler’." in text_of(page)
        assert "text=" not in page.context["all_url"]
        assert "last_name=jans" in page.context["all_url"]


class TestLongList:
    def test_pages(self, client: Client, jansen: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 3)
        make_many(jansen, "order", 4)
        make_many(jansen, "order", 4, code="done")
        seen, query = [], "?kind=order"
        while query:
            page = client.get(f"{TAB}{query}").context["list"]
            seen += [(row.title, row.stage.kind) for row in page.rows]
            query = page.pages.next_url
        names = [f"order {n:02}" for n in reversed(range(4))]
        assert seen == [(name, "accent") for name in names] + [(name, "") for name in names]
        last = client.get(f"{TAB}?kind=order&page=99").context["list"]
        assert last.pages.words == "7 tot en met 8 van 8"
        assert not last.pages.next_url

    def test_nobody_pages_further(
        self, client: Client, jansen: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PER_PAGE", 2)
        monkeypatch.setattr(listing, "MOST_SHOWN", 4)
        make_many(jansen, "order", 6)
        page = client.get(f"{TAB}?kind=order&page=2")
        assert page.context["list"].pages.words == "3 tot en met 4 van 4+"
        assert page.context["list"].pages.capped


class TestTotals:
    def test_purchases_per_year(self, client: Client, jansen: Customer) -> None:
        for year, amount in ((2025, "10.50"), (2026, "1000"), (2026, "0.25")):
            day = datetime.date(year, 2, 1)
            make_activity(jansen, "purchase", amount=Decimal(amount), opened_on=day, closed_on=day)
        make_activity(jansen, "purchase", code="returned", amount=Decimal(500))
        totals = client.get(TAB).context["list"].sections[0].totals
        assert [(year.year, year.words, year.count) for year in totals.years] == [
            ("2026", "€\u00a01.000,25", 2),
            ("2025", "€\u00a010,50", 1),
        ]
        assert (totals.words, totals.count) == ("€\u00a01.010,75", 3)

    def test_trips_per_year(self, client: Client, jansen: Customer) -> None:
        make_trip(jansen, "12.5")
        make_trip(jansen, "100", planned_on=datetime.date(2025, 3, 1))
        totals = client.get(f"{TAB}?kind=trip").context["list"].sections[0].totals
        assert [(year.year, year.words) for year in totals.years] == [
            ("2026", "12,5 km"),
            ("2025", "100 km"),
        ]
        assert totals.words == "112,5 km"


class TestTreatments:
    def test_do_not_exist_for_others(self, client: Client, jansen: Customer) -> None:
        make_treatment(jansen, number=77)
        for query in ("", "?kind=treatment", "?text=77", "?state=open"):
            page = client.get(f"{TAB}{query}")
            assert not page.context["list"].rows
            assert "BH-77" not in text_of(page)
        assert "Behandelingen" not in text_of(client.get(TAB))

    def test_stand_there_for_a_practitioner(self, client: Client, jansen: Customer) -> None:
        make_treatment(jansen, number=77)
        user = make_staff("behandelaar")
        client.force_login(user)
        page = client.get(TAB)
        assert [row.label for row in page.context["list"].rows] == ["BH-77"]
        assert "Pijn" not in text_of(page)


class TestExport:
    @pytest.fixture
    def many(self, jansen: Customer) -> None:
        make_many(jansen, "order", 13, amount=Decimal("1234.50"))
        make_activity(jansen, "repair", title="=1+1")
        make_treatment(jansen)

    def test_csv_holds_all_of_it(self, client: Client, many: None) -> None:
        answer = client.get(EXPORT)
        body = content_of(answer).decode("utf-8-sig")
        lines = body.splitlines()
        assert len(lines) == 1 + 13 + 1
        assert lines[1].split(";")[2] == "order 12"
        assert ";1234,50;" in lines[1]
        assert "'=1+1" in lines[-1]
        assert "Behandeling" not in body
        assert "activiteiten-100871" in answer["Content-Disposition"]

    def test_as_filtered_and_sorted(self, client: Client, many: None) -> None:
        answer = client.get(f"{EXPORT}?kind=order&sort=title&text=order+0")
        lines = content_of(answer).decode("utf-8-sig").splitlines()[1:]
        assert [line.split(";")[2] for line in lines] == [f"order {n:02}" for n in range(10)]

    def test_excel(self, client: Client, many: None) -> None:
        answer = client.get(f"{EXPORT}?file=xlsx&kind=order")
        book = load_workbook(BytesIO(content_of(answer)))
        rows = list(book.active.iter_rows(values_only=True))
        assert len(rows) == 14
        assert rows[1][10] == pytest.approx(1234.5)
        assert rows[1][6].date() == datetime.date(2026, 1, 13)

    def test_a_constant_number_of_queries(self, client: Client, jansen: Customer) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                content_of(client.get(EXPORT))
            return len(asked)

        make_activity(jansen)
        queries()
        few = queries()
        make_many(jansen, "order", 20)
        assert queries() == few


def test_the_number_of_queries(client: Client, jansen: Customer) -> None:
    client.force_login(make_staff("behandelaar"))
    one_of_each(jansen)
    client.get(TAB)
    with CaptureQueriesContext(connection) as few:
        client.get(TAB)
    for _each in range(3):
        one_of_each(jansen)
    make_many(jansen, "order", 20)
    with CaptureQueriesContext(connection) as many:
        client.get(TAB)
    assert len(many) == len(few)
    for query in ("?kind=order", "?kind=trip", "?sort=by", "?state=archived&text=o"):
        with CaptureQueriesContext(connection) as other:
            client.get(f"{TAB}{query}")
        assert len(other) <= len(few)


def test_today_is_not_late(client: Client, jansen: Customer) -> None:
    today = timezone.localdate()
    for days in (0, 1, 9):
        make_activity(jansen, title=f"{days}", due_on=today - datetime.timedelta(days=days))
    rows = client.get(f"{TAB}?sort=title").context["list"].rows
    assert [row.late for row in rows] == ["", "1 dag te laat", "9 dagen te laat"]


def test_404(client: Client, clerk: StaffUser) -> None:
    make_customer(number="100999", status="erased")
    for number in ("100999", "999999"):
        assert client.get(f"/customers/{number}/activities/").status_code == 404
        assert client.get(f"/customers/{number}/activities/export/").status_code == 404
