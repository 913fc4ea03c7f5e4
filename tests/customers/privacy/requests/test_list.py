"""The register: the list, its filters, and the file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from customers.models import Customer, PrivacyRequest
from tests.customers.privacy.requests.screens import DAY, LIST, due_in, queries, text_of
from tests.factories import make_customer, make_staff
from tests.nasty import NASTY, encode

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("office")
class TestList:
    def test_the_nearest_deadline_first(self, client: Client) -> None:
        for number, days in enumerate((20, -2, 5)):
            due_in(make_customer(number=f"20010{number}"), days)
        extended = due_in(make_customer(number="200109"), -1)
        PrivacyRequest.objects.filter(pk=extended.pk).update(
            extended_to=timezone.localdate() + 10 * DAY
        )
        page = text_of(client.get(LIST))
        numbers = ["200101", "200102", "200109", "200100"]
        places = [page.index(f">{number} ") for number in numbers]
        assert places == sorted(places)
        assert "2 dagen te laat" in page
        assert "nog 10 dagen" in page

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"late", "near", "far", "mine", "awaiting"}),
            ("?due=late", {"late"}),
            ("?due=near", {"late", "near"}),
            ("?whose=mine", {"mine"}),
            ("?kind=erasure", {"awaiting"}),
            ("?state=awaiting", {"awaiting"}),
            ("?state=done", {"done"}),
            ("?state=all", {"late", "near", "far", "mine", "awaiting", "done"}),
            ("?state=all&kind=objection", {"done"}),
            ("?state=nonsense&kind=x&due=y&whose=z&sort=q", None),
        ],
    )
    def test_the_filters_and_their_counts(
        self, client: Client, office: StaffUser, query: str, expected: set[str] | None
    ) -> None:
        made = {
            "late": due_in(make_customer(), -1),
            "near": due_in(make_customer(), 7),
            "far": due_in(make_customer(), 8),
            "mine": due_in(make_customer(), 20, assigned_to=office),
            "awaiting": due_in(make_customer(), 20, "erasure", status="awaiting"),
            "done": due_in(make_customer(), -9, "objection", status="done"),
        }
        answer = client.get(LIST + query)
        shown = {row.request.pk for row in answer.context["list"].rows}
        wanted = expected or {"late", "near", "far", "mine", "awaiting"}
        assert shown == {made[name].pk for name in wanted}
        assert answer.context["list"].total == len(wanted)
        if query not in {"", "?whose=mine", "?state=all&kind=objection"}:
            return
        # Each chip says how many there would be.
        for found in answer.context["list"].filters:
            for choice in found.choices:
                there = client.get(LIST + choice.url).context["list"]
                assert (there.total, len(there.rows)) == (choice.count, choice.count)

    @pytest.mark.parametrize(
        "sort", ["customer", "kind", "received", "deadline", "status", "assigned"]
    )
    def test_every_heading_sorts_both_ways(self, client: Client, sort: str) -> None:
        for days in (3, 1, 2):
            due_in(make_customer(), days)
        up, down = (
            [row.request.pk for row in client.get(f"{LIST}?sort={sign}{sort}").context["list"].rows]
            for sign in ("", "-")
        )
        assert len(up) == 3
        assert down == up[::-1]

    def test_ten_and_then_all(self, client: Client) -> None:
        customer = make_customer()
        for days in range(12):
            due_in(customer, days)
        first = client.get(LIST)
        assert len(first.context["list"].rows) == 10
        assert "Toon alle 12" in text_of(first)
        assert len(client.get(f"{LIST}?all=1").context["list"].rows) == 12

    def test_as_many_queries_for_many(self, client: Client) -> None:
        due_in(make_customer(), 3)
        few = queries(client, f"{LIST}?all=1")
        for days in range(12):
            due_in(make_customer(), days, assigned_to=make_staff("kantoor"))
        assert queries(client, f"{LIST}?all=1") == few

    def test_any_text_in_the_address(self, client: Client) -> None:
        names = ("state", "kind", "due", "whose", "sort", "all")
        for what, values in NASTY.items():
            query = encode([(each, value) for each in names for value in values])
            assert client.get(f"{LIST}?{query.decode()}").status_code == 200, what

    def test_of_one_that_disappeared_the_number_stays(self, client: Client) -> None:
        gone = due_in(make_customer(number="299999"), 1)
        PrivacyRequest.objects.filter(pk=gone.pk).update(customer=None)
        assert "299999" in text_of(client.get(LIST))
        assert client.get(f"{LIST}{gone.pk}/").status_code == 200
        for page in ("edit", "close", "withdraw"):
            assert client.get(f"{LIST}{gone.pk}/{page}/").status_code == 200


@pytest.mark.usefixtures("office")
class TestFile:
    def test_csv_as_filtered(self, client: Client, customer: Customer) -> None:
        due_in(customer, 3, note="=1+1")
        due_in(make_customer(number="200101"), 3, "objection")
        answer: Any = client.get(f"{LIST}export/?kind=access")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("Verzoek;Klantnummer;Soort;Status;")
        assert f";{customer.number};inzage;open;" in lines[1]
        assert "avg-verzoeken-" in answer["Content-Disposition"]

    def test_excel(self, client: Client, customer: Customer) -> None:
        asked = due_in(customer, 3)
        answer: Any = client.get(f"{LIST}export/?format=xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        assert sheet is not None
        row = [cell.value for cell in list(sheet.iter_rows())[1]]
        assert row[:2] == [asked.pk, customer.number]
        assert row[6].date() == asked.deadline
