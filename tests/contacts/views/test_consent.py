"""The page Toestemmingen: levels, one click to withdraw, the way back, the events."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import ConsentEvent
from contacts.presentation.consent import address_rows, permission_words
from contacts.services.consent import levels, set_level, withdraw
from customers.services import drafts
from klantbeheer.history import acting
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
A, B = "a@b.example", "b@b.example"
MOBILE = "+31655010147"


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def customer(clerk: StaffUser) -> Customer:
    with acting(actor=clerk):
        return make_customer(emails=f"{A}; {B}", mobile=MOBILE)


def url(customer: Customer, tail: str = "") -> str:
    return f"/customers/{customer.number}/consent/{tail}"


def post(client: Client, customer: Customer, **data: Any) -> Any:
    return client.post(url(customer, "change/"), data)


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


class TestPage:
    def test_every_address_and_the_events(self, client: Client, customer: Customer) -> None:
        contact = make_contact(customer, emails="S@b.example", email_permission=2)
        make_contact(customer, type_id="sms_alert", emails="", mobile="+31655010244")
        answer = client.get(url(customer))
        rows = [(row.shown, row.owner, row.words) for row in answer.context["rows"]]
        assert rows == [
            (A, "hoofdadres", "1 notificaties"),
            (B, "hoofdadres", "1 notificaties"),
            ("S@b.example", "S. Jansen, Inkoop", "2 alles"),
            ("06 55 01 01 47", "hoofdnummer", "mag"),
            ("06 55 01 02 44", "S. Jansen, SMS Alert", "mag"),
        ]
        assert contact.pk
        assert [event.address for event in answer.context["events"]] == [
            "s@b.example", "s@b.example", B, A,
        ]  # fmt: skip
        page = text_of(answer)
        assert "Mag mailen: 1 notificaties" in page
        assert "aan de balie" in page

    def test_no_address_at_all(self, client: Client, clerk: StaffUser) -> None:
        page = text_of(client.get(url(make_customer())))
        assert "Er is geen adres om toestemming voor te vragen." in page
        assert "nog niets gezegd" in page

    def test_a_fixed_number_of_queries(self, client: Client, customer: Customer) -> None:
        counts = []
        make_contact(customer)
        client.get(url(customer))
        for _n in range(2):
            with CaptureQueriesContext(connection) as few:
                client.get(url(customer))
            counts.append(len(few))
            for n in range(5):
                make_contact(customer, emails=f"p{n}@b.example; q{n}@b.example")
        assert counts[0] == counts[1]

    def test_older_events(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        for n in range(51):
            level = 1 + n % 2
            set_level(
                customer=customer, address=A, level=level, wording="x", source="phone", actor=clerk
            )
        answer = client.get(url(customer))
        assert len(answer.context["events"]) == 50
        answer = client.get(answer.context["older_url"])
        assert len(answer.context["events"]) == ConsentEvent.objects.count()
        assert not answer.context["older_url"]

    @pytest.mark.parametrize("nasty", ["\x00", "9" * 30, "-1", "१२", "email::" + A])
    def test_any_parameter(self, client: Client, customer: Customer, nasty: str) -> None:
        answer = client.get(url(customer), {"shown": nasty, "box": nasty})
        assert answer.status_code == 200

    def test_a_reader_changes_nothing(self, client: Client, customer: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        page = text_of(client.get(url(customer)))
        assert "Intrekken" not in page
        assert "Toestemming wijzigen" not in page
        assert post(client, customer, withdraw=f"email::{A}").status_code == 403
        assert client.get(url(customer, "change/")).status_code in {403, 405}


class TestWithdraw:
    def test_one_click_and_the_way_back(self, client: Client, customer: Customer) -> None:
        answer = post(client, customer, withdraw=f"email::{A}")
        assert levels(customer) == {(None, A): 0, (None, B): 1}
        (message,) = get_messages(answer.wsgi_request)
        assert str(message) == f"Er gaat niets meer naar {A}. Vergissing? Zet het hieronder terug."
        page = client.get(answer["Location"])
        assert page.context["form"].initial["box"] == f"email::{A}"
        assert page.context["events"][0].what == "nieuws ingetrokken"
        assert page.context["events"][0].wording == "Ingetrokken op verzoek"

    def test_sms(self, client: Client, customer: Customer) -> None:
        post(client, customer, withdraw=f"sms::{MOBILE}")
        assert levels(customer, channel="sms") == {(None, MOBILE): 0}
        words = {row.key: row.words for row in address_rows(customer)}
        assert words[f"sms::{MOBILE}"] == "ingetrokken"
        data = {"box": f"sms::{MOBILE}", "level": "1", "source": "phone", "wording": "mag weer"}
        post(client, customer, **data)
        assert levels(customer, channel="sms") == {(None, MOBILE): 1}

    @pytest.mark.parametrize(
        "key", ["", "x", "email:1:a@b.example", "\x00", "email::weg@b.example"]
    )
    def test_an_address_that_is_not_there(
        self, client: Client, customer: Customer, key: str
    ) -> None:
        before = ConsentEvent.objects.count()
        answer = post(client, customer, withdraw=key)
        assert answer.status_code == 302
        assert ConsentEvent.objects.count() == before

    def test_the_search_is_kept(self, client: Client, customer: Customer) -> None:
        data = {"withdraw": f"email::{A}"}
        answer = client.post(f"{url(customer, 'change/')}?last_name=jans&box=y&shown=100", data)
        assert answer["Location"].startswith(f"{url(customer)}?last_name=jans&box=email")


class TestChange:
    def data(self, **more: str) -> dict[str, str]:
        return {
            "box": f"email::{A}",
            "level": "2",
            "source": "phone",
            "wording": "Ja, graag",
        } | more

    def test_a_level(self, client: Client, customer: Customer, clerk: StaffUser) -> None:
        answer = post(client, customer, **self.data())
        assert answer["Location"] == url(customer)
        event = ConsentEvent.objects.order_by("-pk")[0]
        assert (event.purpose, event.granted, event.source) == ("news", True, "phone")
        assert (event.wording, event.staff) == ("Ja, graag", clerk)

    def test_posted_twice(self, client: Client, customer: Customer) -> None:
        for _n in range(2):
            assert post(client, customer, **self.data()).status_code == 302
        assert ConsentEvent.objects.filter(purpose="news").count() == 1

    def test_of_a_contact_person(self, client: Client, customer: Customer) -> None:
        contact = make_contact(customer, emails=A)
        post(client, customer, **self.data(box=f"email:{contact.pk}:{A}"))
        assert levels(customer) == {(None, A): 1, (None, B): 1, (contact.pk, A): 2}
        contact.refresh_from_db()
        assert contact.email_permission == 2

    @pytest.mark.parametrize(
        ("field", "value", "error"),
        [
            ("wording", "", "Schrijf op wat er gevraagd of getoond is toen de klant akkoord ging."),
            ("level", "3", "Kies een niveau: 0, 1 of 2."),
            ("level", "", "Kies een niveau: 0, 1 of 2."),
            ("source", "import", "Kies hoe het is afgesproken."),
            (
                "box",
                "email::weg@b.example",
                "Dit adres staat er niet meer. Kies er een uit de lijst.",
            ),
            ("box", f"sms::{MOBILE}", "Een SMS is nooit nieuws. Kies 0 of 1."),
        ],
    )
    def test_errors_keep_what_was_typed(
        self, client: Client, customer: Customer, field: str, value: str, error: str
    ) -> None:
        before = ConsentEvent.objects.count()
        answer = post(client, customer, **self.data(**{field: value}))
        page = text_of(answer)
        assert error in page
        assert "Ja, graag" in page or field == "wording"
        assert ConsentEvent.objects.count() == before

    def test_less_needs_no_words(self, client: Client, customer: Customer) -> None:
        assert post(client, customer, **self.data(level="0", wording="")).status_code == 302
        assert levels(customer)[None, A] == 0

    @pytest.mark.parametrize("nasty", ["\x00", "x" * 2000, "9" * 40])
    def test_any_input(self, client: Client, customer: Customer, nasty: str) -> None:
        for field in ("box", "level", "source", "wording", "seen"):
            assert post(client, customer, **self.data(**{field: nasty})).status_code in {200, 302}

    def test_a_colleague_was_first(self, client: Client, customer: Customer) -> None:
        seen = client.get(url(customer)).context["hidden"]["seen"]
        paula = make_staff(first_name="Paula", last_name="Boer")
        withdraw(customer=customer, address=A, actor=paula)
        answer = post(client, customer, **self.data(seen=seen))
        page = text_of(answer)
        assert f"Paula Boer heeft {A} net op '0 geen' gezet." in page
        assert "Ja, graag" in page
        assert levels(customer)[None, A] == 0
        again = answer.context["hidden"]["seen"]
        assert post(client, customer, **self.data(seen=again)).status_code == 302
        assert levels(customer)[None, A] == 2

    def test_a_colleague_who_did_the_same(self, client: Client, customer: Customer) -> None:
        seen = client.get(url(customer)).context["hidden"]["seen"]
        withdraw(customer=customer, address=A, actor=make_staff())
        assert post(client, customer, **self.data(seen=seen, level="0")).status_code == 302
        assert levels(customer)[None, A] == 0

    def test_a_colleague_at_another_address(self, client: Client, customer: Customer) -> None:
        seen = client.get(url(customer)).context["hidden"]["seen"]
        withdraw(customer=customer, address=B, actor=make_staff())
        assert post(client, customer, **self.data(seen=seen)).status_code == 302

    def test_nothing_for_an_erased_customer(self, client: Client, clerk: StaffUser) -> None:
        erased = make_customer(emails=A, status="erased")
        assert post(client, erased, **self.data()).status_code == 404

    def test_a_session_that_had_ended(
        self, client: Client, customer: Customer, clerk: StaffUser
    ) -> None:
        hidden = client.get(url(customer)).context["hidden"]
        client.logout()
        answer = post(client, customer, **self.data(), **hidden)
        assert (
            url(customer).replace("/", "%2F") in answer["Location"]
            or url(customer) in answer["Location"]
        )
        assert "change" not in answer["Location"]
        client.force_login(clerk)
        form = client.get(url(customer)).context["form"]
        assert form["wording"].value() == "Ja, graag"
        assert form["box"].value() == f"email::{A}"
        post(client, customer, **self.data(), **hidden)
        assert drafts.load_draft(owner=clerk, path=url(customer)) is None


@pytest.mark.parametrize(
    ("emails", "known", "words"),
    [
        ("", {}, ""),
        (A, {}, "0 geen"),
        (f"{A}; {B}", {(None, A): 1, (None, B): 1}, "1 notificaties"),
        (f"{A.upper()}; {B}", {(None, A): 2, (None, B): 2}, "2 alles"),
        (f"{A}; {B}", {(None, A): 1}, "verschilt per adres"),
        (A, {(7, A): 2}, "0 geen"),
    ],
)
def test_the_words_of_a_box(emails: str, known: Any, words: str) -> None:
    assert permission_words(emails, known) == words
