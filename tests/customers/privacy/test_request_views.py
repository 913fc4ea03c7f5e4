"""The screens of the register: list, page, forms, file, the page of a card, and the reminder."""

from __future__ import annotations

import datetime
import io
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from customers.models import Customer, Draft, ErasureHold, PrivacyRequest, PrivacySettings
from customers.presentation.history import changes_of
from customers.privacy.requests import service
from customers.privacy.requests.deadlines import deadline_of
from tests.factories import make_customer, make_request, make_staff, mark_erased
from tests.nasty import FORM, NASTY, encode, with_value

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LIST = "/privacy/requests/"


@pytest.fixture
def office(client: Client) -> StaffUser:
    """A signed-in colleague who answers requests."""
    user = make_staff("kantoor")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def due_in(customer: Customer, days: int, kind: str = "access", **fields: Any) -> PrivacyRequest:
    """A request with its deadline so many days from now."""
    deadline = timezone.localdate() + days * DAY
    received = deadline - 30 * DAY
    return make_request(customer, kind, received_on=received, deadline=deadline, **fields)


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def posted(**more: Any) -> dict[str, Any]:
    """What the form of an access request sends."""
    today = timezone.localdate()
    return {
        "token": str(uuid4()),
        "received_on": f"{today:%d-%m-%Y}",
        "channel": "phone",
        "identity": "known",
        "note": "Wil weten wat we hebben.",
        "version": "0",
        **more,
    }


def form_of(asked: PrivacyRequest, **more: Any) -> dict[str, Any]:
    """What the form of this request sends, unchanged but for `more`."""
    found = service.values_of(asked)
    shown = {name: value for name, value in found.items() if value is not None}
    shown["received_on"] = f"{asked.received_on:%d-%m-%Y}"
    return {"token": str(uuid4()), "version": asked.version, **shown, **more}


# ---------------------------------------------------------------- the list
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


def queries(client: Client, url: str) -> int:
    client.get(url)  # the session says once that it is used
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return sum("django_session" not in query["sql"] for query in found)


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


# ---------------------------------------------------------------- one request
class TestPage:
    def test_what_was_asked_and_who_did_what(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        asked = service.add_request(
            customer=customer,
            kind="objection",
            values={
                "received_on": timezone.localdate(),
                "channel": "letter",
                "note": "Geen folders meer.",
            },
            actor=office,
        )
        service.check_identity(request=asked, identity="known", actor=office)
        page = text_of(client.get(f"{LIST}{asked.pk}/"))
        for words in (
            "Geen folders meer.",
            "zette het bezwaar in het register",
            "controleerde de identiteit voor het bezwaar",
            "Toestemmingen",
            "Verzoek afronden",
        ):
            assert words in page
        assert 'aria-current="step"' in page

    def test_a_clerk_looks_and_has_no_buttons(self, client: Client, customer: Customer) -> None:
        asked = make_request(customer, "rectification")
        client.force_login(make_staff("balie"))
        answer = client.get(f"{LIST}{asked.pk}/")
        assert answer.context["buttons"] == []

    def test_unknown_is_not_found(self, client: Client, office: StaffUser) -> None:
        assert office.pk
        for key in (99_999, 2**63):
            assert client.get(f"{LIST}{key}/").status_code == 404

    def test_as_many_queries_after_many_changes(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        asked = make_request(customer, "objection")
        client.get(f"{LIST}{asked.pk}/")
        few = queries(client, f"{LIST}{asked.pk}/")
        for number in range(6):
            asked.note = f"regel {number}"
            asked.save()
        assert queries(client, f"{LIST}{asked.pk}/") == few


class TestAdding:
    def test_a_request_by_phone(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        url = f"/customers/{customer.number}/privacy/add/access/"
        assert client.get(url).status_code == 200
        assert not PrivacyRequest.objects.exists()
        data = posted(assigned_to=office.pk)
        answer = client.post(url, data)
        made = PrivacyRequest.objects.get()
        assert answer["Location"] == f"{LIST}{made.pk}/"
        assert (made.kind, made.channel, made.assigned_to) == ("access", "phone", office)
        assert made.deadline == deadline_of(timezone.localdate())
        again = client.post(url, data)
        assert again["Location"] == answer["Location"]
        assert PrivacyRequest.objects.count() == 1

    def test_a_late_one_is_taken_in_and_said(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        received = timezone.localdate() - 60 * DAY
        url = f"/customers/{customer.number}/privacy/add/objection/"
        answer = client.post(url, posted(received_on=f"{received:%d-%m-%Y}"))
        assert "De termijn van dit verzoek is al voorbij. Beantwoord het meteen." in said(answer)

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"received_on": ""}, "Vul in wanneer het verzoek binnenkwam."),
            ({"received_on": "morgen?"}, "Dit is geen datum"),
            ({"received_on": "01-01-2100"}, "Deze dag moet nog komen."),
            ({"channel": "pigeon"}, "Kies er een uit de lijst."),
            ({"ground": ""}, "Kies de grond waarop het wordt gevraagd."),
            ({"ground": "x"}, "Kies er een uit de lijst."),
            ({"identity_note": "NXK123456"}, "Dit lijkt het nummer van een document."),
            ({"assigned_to": "999999"}, "Kies er een uit de lijst."),
        ],
    )
    def test_an_error_stands_at_its_field_and_keeps_what_was_typed(
        self,
        client: Client,
        office: StaffUser,
        customer: Customer,
        changed: dict[str, str],
        words: str,
    ) -> None:
        url = f"/customers/{customer.number}/privacy/add/erasure/"
        answer = client.post(url, posted(ground="consent") | changed)
        page = text_of(answer)
        assert answer.status_code == 200
        assert words in page
        assert "Wil weten wat we hebben." in page
        assert not PrivacyRequest.objects.exists()
        assert Draft.objects.filter(owner=office, path=url).exists()

    def test_the_erasure_that_runs_is_shown(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        first = make_request(customer, "erasure")
        url = f"/customers/{customer.number}/privacy/add/erasure/"
        for answer in (client.get(url), client.post(url, posted(ground="law"))):
            assert answer["Location"] == f"{LIST}{first.pk}/"
        assert PrivacyRequest.objects.count() == 1

    def test_nothing_is_added_to_an_erased_one(self, client: Client, office: StaffUser) -> None:
        assert office.pk
        erased = make_customer()
        mark_erased(erased.number)
        url = f"/customers/{erased.number}/privacy/add/access/"
        assert client.get(url).status_code == 404
        assert client.post(url, posted()).status_code == 404

    def test_any_text(self, client: Client, office: StaffUser, customer: Customer) -> None:
        """Beside the scan of every form: without a ground none of it is saved."""
        assert office.pk
        url = f"/customers/{customer.number}/privacy/add/erasure/"
        pairs = [(each, str(text).encode()) for each, text in posted(ground="").items()]
        for place, (field, _text) in enumerate(pairs):
            for what, values in list(NASTY.items())[place % 4 :: 4]:
                body = encode(with_value(pairs, field, values))
                answer = client.post(url, body, content_type=FORM)
                assert answer.status_code == 200, (field, what)


class TestEditing:
    def test_an_extension(self, client: Client, office: StaffUser, customer: Customer) -> None:
        assert office.pk
        asked = due_in(customer, 5)
        until = asked.deadline + 30 * DAY
        url = f"{LIST}{asked.pk}/edit/"
        data = form_of(asked, extended_to=f"{until:%d-%m-%Y}", extension_reason="Veel mappen.")
        assert client.post(url, data)["Location"] == f"{LIST}{asked.pk}/"
        asked.refresh_from_db()
        assert (asked.extended_to, asked.extension_reason) == (until, "Veel mappen.")
        data = form_of(asked, extended_to=f"{asked.deadline + 99 * DAY:%d-%m-%Y}")
        assert "uiterlijk" in text_of(client.post(url, data))

    def test_two_at_once_choose(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        asked = due_in(customer, 5, note="was")
        mine = form_of(asked, note="van mij")
        other = make_staff("beheerder")
        theirs = service.values_of(asked) | {"note": "van haar"}
        service.change_request(request=asked, version=asked.version, values=theirs, actor=other)
        url = f"{LIST}{asked.pk}/edit/"
        page = text_of(client.post(url, mine))
        assert "wijzigde dit verzoek ook" in page
        assert "van mij" in page
        assert "van haar" in page
        asked.refresh_from_db()
        assert asked.note == "van haar"
        chosen = mine | {"seen_version": asked.version, "choice_note": "mine", "action": "save"}
        assert client.post(url, chosen).status_code == 302
        asked.refresh_from_db()
        assert asked.note == "van mij"

    @pytest.mark.parametrize("page", ["edit", "close", "withdraw"])
    def test_a_closed_one_leads_to_its_page(
        self, client: Client, office: StaffUser, customer: Customer, page: str
    ) -> None:
        assert office.pk
        asked = make_request(customer, "access", status="done")
        for answer in (
            client.get(f"{LIST}{asked.pk}/{page}/"),
            client.post(f"{LIST}{asked.pk}/{page}/"),
        ):
            assert answer["Location"] == f"{LIST}{asked.pk}/"


class TestEnds:
    def test_answered(self, client: Client, office: StaffUser, customer: Customer) -> None:
        asked = make_request(customer, "rectification")
        url = f"{LIST}{asked.pk}/close/"
        assert client.get(url).status_code == 200
        assert "Zeg wat er is geantwoord" in text_of(client.post(url, {"answer": "done"}))
        data = {"token": str(uuid4()), "answer": "done", "outcome": "Naam verbeterd."}
        first, again = client.post(url, data), client.post(url, data)
        assert first["Location"] == again["Location"] == f"{LIST}{asked.pk}/"
        asked.refresh_from_db()
        assert (asked.status, asked.closed_by) == ("done", office)

    def test_an_erasure_is_only_rejected_here(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        asked = make_request(customer, "erasure")
        url = f"{LIST}{asked.pk}/close/"
        assert client.post(url, {"answer": "done", "outcome": "weg"}).status_code == 200
        asked.refresh_from_db()
        assert asked.is_running
        assert client.post(url, {"answer": "rejected", "outcome": "geschil"}).status_code == 302
        asked.refresh_from_db()
        assert asked.status == "rejected"

    def test_withdrawn(self, client: Client, office: StaffUser, customer: Customer) -> None:
        assert office.pk
        asked = make_request(
            customer,
            status="waiting",
            approved_at=timezone.now(),
            execute_on=timezone.localdate() + DAY,
        )
        url = f"{LIST}{asked.pk}/withdraw/"
        assert client.get(url).status_code == 200
        assert client.post(url, {"token": str(uuid4()), "reason": "toch niet"}).status_code == 302
        asked.refresh_from_db()
        assert (asked.status, asked.outcome) == ("withdrawn", "toch niet")


# ---------------------------------------------------------------- around it
class TestCustomer:
    @pytest.mark.parametrize("status", ["prospect", "active", "inactive", "erased"])
    def test_every_status(self, client: Client, office: StaffUser, status: str) -> None:
        assert office.pk
        customer = make_customer(status="active" if status == "erased" else status)
        make_request(customer, "access")
        make_request(customer, "objection", status="rejected")
        if status == "erased":
            mark_erased(customer.number)
        page = text_of(client.get(f"/customers/{customer.number}/privacy/"))
        assert "inzage" in page
        assert "afgewezen" in page
        assert ("Wat er blijft" in page) == (status == "erased")

    def test_the_hold(self, client: Client, office: StaffUser, customer: Customer) -> None:
        ErasureHold.objects.create(customer=customer, reason="rechtszaak", set_by=office)
        page = text_of(client.get(f"/customers/{customer.number}/privacy/"))
        assert "Niet wissen:" in page
        assert "rechtszaak" in page
        client.force_login(make_staff("balie"))
        assert "rechtszaak" not in text_of(client.get(f"/customers/{customer.number}/privacy/"))

    def test_as_many_queries_for_many(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        url = f"/customers/{customer.number}/privacy/"
        make_request(customer, "access", assigned_to=office)
        few = queries(client, url)
        for _number in range(6):
            make_request(customer, "access", assigned_to=make_staff("kantoor"))
        assert queries(client, url) == few

    def test_the_card_leads_to_it(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        page = text_of(client.get(f"/customers/{customer.number}/"))
        assert f"/customers/{customer.number}/privacy/add/access/" in page
        assert f'"/customers/{customer.number}/privacy/"' in page


class TestHistory:
    def test_for_who_may_view_requests(self, office: StaffUser, customer: Customer) -> None:
        asked = service.add_request(
            customer=customer,
            kind="access",
            values={"received_on": timezone.localdate(), "channel": "counter"},
            actor=office,
        )
        service.withdraw_request(request=asked, actor=office)
        told = [str(change.sentence) for change in changes_of(office, customer)]
        assert any("trok het inzageverzoek in" in sentence for sentence in told)
        reader = make_staff("inkijk")
        told = [str(change.sentence) for change in changes_of(reader, customer)]
        assert not any("inzageverzoek" in sentence for sentence in told)


class TestReminder:
    def test_what_is_near_or_late(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        assert office.pk
        assert 'href="/privacy/requests/?due=near"' not in text_of(client.get("/"))
        due_in(customer, -1)
        due_in(customer, 7)
        due_in(customer, 8)
        due_in(customer, -5, status="done")
        page = text_of(client.get("/"))
        assert 'href="/privacy/requests/?due=near"' in page
        assert "2 AVG-verzoeken zijn te laat of moeten binnen 7 dagen af." in page
        client.force_login(make_staff("balie"))
        assert "due=near" not in text_of(client.get("/"))

    def test_what_awaits_an_approver(self, client: Client, customer: Customer) -> None:
        boss = make_staff("beheerder")
        client.force_login(boss)
        asked = due_in(customer, 20, "erasure", status="awaiting", planned_by=make_staff("kantoor"))
        words = "1 verzoek om te wissen wacht op je goedkeuring."
        for url in ("/", "/admin/"):
            assert words in text_of(client.get(url))
        asked.planned_by = boss  # another one's to judge
        asked.save()
        assert words not in text_of(client.get("/"))
        PrivacySettings.objects.create(pk=1, second_person=False)
        assert words in text_of(client.get("/"))
        client.force_login(make_staff("kantoor"))  # who plans, and does not approve
        assert words not in text_of(client.get("/"))

    def test_one_query_for_a_page_and_none_for_a_fragment(
        self, client: Client, office: StaffUser, customer: Customer
    ) -> None:
        due_in(customer, 1)
        url = f"/customers/{customer.number}/"
        asked = {}
        for target in ("", "card"):
            headers: dict[str, str] = {"HX-Target": target} if target else {}
            with CaptureQueriesContext(connection) as found:
                client.get(url, headers=headers)
            asked[target] = sum("customers_privacyrequest" in one["sql"] for one in found)
        assert asked == {"": 1, "card": 0}
        assert office.pk

    def test_by_the_index(self, office: StaffUser) -> None:
        from customers.privacy.requests.listing import near
        from customers.privacy.requests.reminders import reminder_of

        assert reminder_of(office) is None
        rows = PrivacyRequest.objects.filter(near(timezone.localdate())).order_by()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            plan = rows.values("pk").explain()
            cursor.execute("SET LOCAL enable_seqscan = on")
        assert "privacyrequest_running" in plan
