"""The forms of a request: adding, changing, and its ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from customers.models import Customer, Draft, PrivacyRequest
from customers.privacy.requests import service
from customers.privacy.requests.deadlines import deadline_of
from tests.customers.privacy.requests.screens import (
    DAY,
    LIST,
    due_in,
    form_of,
    posted,
    said,
    text_of,
)
from tests.factories import make_customer, make_request, make_staff, mark_erased
from tests.nasty import FORM, NASTY, encode, with_value

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


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
