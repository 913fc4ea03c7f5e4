"""The tab Klantberichten: the choice, the list, sending, deciding, and addresses on hold."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Delivery, Document, HeldAddress, Message
from contacts.services import held
from contacts.services.messages import send_document
from contacts.services.preferences import save_preference
from customers.models import Draft, MessagePreference, ShopSettings
from customers.presentation.dates import moment_words
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db

SMS = {"language": "", "ready_for_pickup": "sms", "delayed": "email"}
TOKEN = "5f0c2bd0-3b4c-4a55-9a0e-0d5a5f0a9f11"
BACKGROUND = {"HX-Target": "message-list"}


@pytest.fixture
def clerk(client: Client) -> Any:
    """A signed-in clerk."""
    user = make_staff()
    client.force_login(user)
    return user


@pytest.fixture
def jan() -> Customer:
    return make_customer(
        emails="jan@example.nl", mobile="+31655010244", email_permission=1, number="100234"
    )


def url(customer: Customer, page: str = "") -> str:
    return f"/customers/{customer.number}/messages/{page}"


def send(customer: Customer, key: str = "1", about: str = "B-20377") -> Delivery:
    result = send_document(
        customer=customer,
        document=Document.READY,
        about=about,
        values={},
        key=key,
        actor="till",
    )
    return result.deliveries[0]


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def stands(delivery: Delivery, status: str, **fields: Any) -> Delivery:
    for name, value in {"status": status, **fields}.items():
        setattr(delivery, name, value)
    delivery.save()
    return delivery


class TestTab:
    def test_is_on_the_card_while_the_service_is_on(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        card = client.get(f"/customers/{jan.number}/").content.decode()
        assert url(jan) in card
        assert url(jan, "send/") in card
        ShopSettings.objects.update_or_create(pk=1, defaults={"message_service": False})
        card = client.get(f"/customers/{jan.number}/").content.decode()
        assert url(jan) not in card
        assert client.get(url(jan)).status_code == 404
        assert client.post(url(jan), SMS).status_code == 404
        assert client.get(url(jan, "send/")).status_code == 404
        assert client.post(url(jan, "send/"), {}).status_code == 404

    def test_says_what_follows(self, client: Client, clerk: Any, jan: Customer) -> None:
        assert "Gaat nu naar jan@example.nl, in het Nederlands" in text_of(client.get(url(jan)))
        MessagePreference.objects.create(customer=jan, ready_for_pickup="sms", language="fr")
        assert "Gaat nu naar 06 55 01 02 44, in het Frans" in text_of(client.get(url(jan)))
        jan.mobile, jan.emails = "", ""
        jan.save()
        page = text_of(client.get(url(jan)))
        assert "Gaat nu naar" not in page
        (ready, _delayed) = client.get(url(jan)).context["ways"]
        assert ready[1][0] in page

    def test_a_reader_sees_it_and_has_no_form(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        answer = client.get(url(jan))
        assert "Gaat nu naar jan@example.nl" in text_of(answer)
        assert 'id="preference"' not in answer.content.decode()
        assert client.post(url(jan), SMS).status_code == 403

    def test_a_fragment_for_the_card(self, client: Client, clerk: Any, jan: Customer) -> None:
        answer = client.get(url(jan), headers={"HX-Target": "card"}).content.decode()
        assert "<html" not in answer
        assert "Klantberichten" in answer


class TestPreference:
    def test_saved_with_history(self, client: Client, clerk: Any, jan: Customer) -> None:
        answer = client.post(url(jan), SMS | {"version": "0", "language": "en"})
        assert answer["Location"] == url(jan)
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.delayed, row.language) == ("sms", "email", "en")
        assert row.history.get().history_user == clerk

    def test_nothing_changed_writes_nothing(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        same = {"language": "", "ready_for_pickup": "email", "delayed": "email", "version": "0"}
        assert client.post(url(jan), same).status_code == 302
        assert not MessagePreference.objects.exists()

    def test_what_does_not_overlap_is_combined(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        values = {"language": "", "ready_for_pickup": "email", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=make_staff())
        assert client.post(url(jan), SMS | {"version": "0"}).status_code == 302
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.delayed) == ("sms", "none")

    def test_what_both_chose_is_no_conflict(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        save_preference(customer=jan, version=0, values=SMS, actor=make_staff())
        assert client.post(url(jan), SMS | {"version": "0"}).status_code == 302
        row = MessagePreference.objects.get(customer=jan)
        assert (row.ready_for_pickup, row.history.count()) == ("sms", 1)

    def test_a_conflict_shows_both_and_saving_again_replaces(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        bram = make_staff(first_name="Bram", last_name="de Wit")
        values = {"language": "", "ready_for_pickup": "none", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=bram)
        answer = client.post(url(jan), SMS | {"version": "0"})
        assert answer.status_code == 200
        form = answer.context["form"]
        (error,) = form.errors["ready_for_pickup"]
        assert "Bram de Wit" in error
        assert "geen" in error
        assert set(form.errors) == {"ready_for_pickup"}
        assert (form["ready_for_pickup"].value(), form["delayed"].value()) == ("sms", "none")
        row = MessagePreference.objects.get(customer=jan)
        assert row.ready_for_pickup == "none"
        again = {name: form[name].value() for name in ("language", *values, "version")}
        assert client.post(url(jan), again).status_code == 302
        row.refresh_from_db()
        assert (row.ready_for_pickup, row.delayed) == ("sms", "none")

    def test_an_unknown_version_is_the_beginning(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        values = {"language": "", "ready_for_pickup": "none", "delayed": "none"}
        save_preference(customer=jan, version=0, values=values, actor=make_staff())
        answer = client.post(url(jan), SMS | {"version": "99"})
        assert "ready_for_pickup" in answer.context["form"].errors

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("ready_for_pickup", ""),
            ("ready_for_pickup", "fax"),
            ("delayed", "\x00"),
            ("language", "xx"),
            ("version", "9" * 50),
        ],
    )
    def test_mistakes(
        self, client: Client, clerk: Any, jan: Customer, field: str, value: str
    ) -> None:
        answer = client.post(url(jan), SMS | {"version": "0", field: value})
        assert field in answer.context["form"].errors
        assert not MessagePreference.objects.exists()

    def test_what_was_posted_without_a_session_is_here_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        Draft.objects.create(owner=clerk, path=url(jan), data={"delayed": ["sms"]})
        answer = client.get(url(jan))
        assert answer.context["form"]["delayed"].value() == "sms"
        assert answer.context["draft_from"]
        client.post(url(jan), {"drop_draft": "1"})
        assert client.get(url(jan)).context["form"]["delayed"].value() == "email"

    def test_not_of_an_erased_customer(self, client: Client, clerk: Any) -> None:
        erased = make_customer(status="erased")
        assert client.get(url(erased)).status_code == 404
        assert client.post(url(erased), SMS).status_code == 404


class TestList:
    def test_status_time_error_and_text(self, client: Client, clerk: Any, jan: Customer) -> None:
        stands(send(jan, "1"), "sent", sent_at=timezone.now())
        stands(send(jan, "2", about="B-2"), "failed", error="De postbus is vol.")
        page = text_of(client.get(url(jan)))
        assert "2 berichten" in page
        assert page.index("B-2 ") < page.index("B-20377")  # newest first
        for said in ("verzonden", "mislukt", "De postbus is vol.", "Geachte heer", "jan@"):
            assert said in page

    @pytest.mark.parametrize(
        ("status", "waits"),
        [
            ("queued", True),
            ("sending", True),
            ("sent", False),
            ("failed", False),
            ("unsure", False),
        ],
    )
    def test_looks_again_only_while_something_waits(
        self, client: Client, clerk: Any, jan: Customer, status: str, waits: bool
    ) -> None:
        delivery = send(jan)
        stands(delivery, status, sent_at=timezone.now() if status == "sent" else None)
        for headers in ({}, BACKGROUND):
            page = client.get(url(jan), headers=headers).content.decode()
            assert ("every 3s" in page) is waits
            assert page.count('id="message-list"') == 1

    def test_not_while_the_next_attempt_is_far_away(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        later = timezone.now() + timedelta(hours=2)
        stands(send(jan), "queued", attempts=3, next_attempt_at=later)
        page = client.get(url(jan))
        assert "every 3s" not in page.content.decode()
        assert "volgende poging" in text_of(page)

    @pytest.mark.parametrize(
        ("waited", "heartbeat", "told"),
        [(10, None, True), (10, 10, True), (10, 1, False), (1, None, False)],
    )
    def test_says_that_nothing_sends_them(
        self,
        client: Client,
        clerk: Any,
        jan: Customer,
        waited: int,
        heartbeat: int | None,
        told: bool,
    ) -> None:
        delivery = send(jan)
        moment = timezone.now() - timedelta(minutes=waited)
        stands(delivery, "queued", next_attempt_at=moment)
        if heartbeat is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO procrastinate_workers (last_heartbeat)"
                    " VALUES (now() - make_interval(mins => %s))",
                    [heartbeat],
                )
        sentence = f"Berichten wachten al sinds {moment_words(moment)}: de verzender draait niet."
        assert (sentence in text_of(client.get(url(jan)))) is told
        stands(delivery, "withheld", next_attempt_at=None)
        assert "de verzender draait niet" not in text_of(client.get(url(jan)))

    def test_a_part_alone_for_who_looks_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        send(jan)
        part = client.get(url(jan), headers=BACKGROUND).content.decode()
        assert part.lstrip().startswith("<section")
        assert "preference" not in part

    def test_ten_and_all(self, client: Client, clerk: Any, jan: Customer) -> None:
        for number in range(12):
            send(jan, str(number), about=f"B-{100 + number}")
        page = text_of(client.get(url(jan)))
        assert "12 berichten" in page
        assert "Toon alle 12" in page
        assert "B-102" in page
        assert "B-101" not in page
        page = text_of(client.get(f"{url(jan)}?all=1"))
        assert "B-100" in page
        assert "Toon alle" not in page

    def test_a_constant_number_of_queries(self, client: Client, clerk: Any, jan: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{url(jan)}?all=1")
            return len(asked)

        jan.emails = "jan@example.nl; els@example.nl"
        jan.save()
        send(jan, "1")
        count()  # what is read once per process
        few = count()
        for number in range(8):
            make_contact(jan, last_name=f"N{number}", emails=f"n{number}@example.nl")
            send(jan, f"x{number}")
        assert count() == few

    def test_text_is_text(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = send(jan, about="<script>alert(1)</script>")
        stands(delivery, "failed", error="<b>nee</b>")
        page = client.get(url(jan)).content.decode()
        assert "<script>alert" not in page
        assert "<b>nee" not in page


class TestSend:
    def data(self, **changes: str) -> dict[str, str]:
        data = {"document": "ready_for_pickup", "about": "B-20377", "token": TOKEN}
        return data | {"action": "send"} | changes

    def test_sends_once(self, client: Client, clerk: Any, jan: Customer) -> None:
        for _number in range(2):
            answer = client.post(url(jan, "send/"), self.data(remark="Tot zo."))
            assert answer["Location"] == url(jan)
        message = Message.objects.get()
        assert (message.author, message.about) == (clerk, "B-20377")
        assert "Tot zo." in message.text
        page = text_of(client.get(url(jan)))
        assert "Afhaalbericht B-20377 is onderweg naar jan@example.nl." in page

    def test_without_a_token_too(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(token=""))
        assert Message.objects.count() == 1

    def test_a_preview_sends_nothing(self, client: Client, clerk: Any, jan: Customer) -> None:
        for headers in ({}, {"HX-Target": "message-preview"}):
            data = self.data(document="delayed", expected_on="5-12-2026", action="preview")
            answer = client.post(url(jan, "send/"), data, headers=headers)
            page = text_of(answer)
            assert ("<html" in answer.content.decode()) is not bool(headers)
            assert "jan@example.nl" in page
            assert "5 december 2026" in page
        assert not Message.objects.exists()

    def test_the_preview_says_when_it_was_told_before(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        send(jan)
        page = text_of(client.post(url(jan, "send/"), self.data(action="preview", about="b-20377")))
        assert "Dit is al eens gemeld" in page
        page = text_of(client.post(url(jan, "send/"), self.data(action="preview", about="B-9")))
        assert "Dit is al eens gemeld" not in page

    @pytest.mark.parametrize(
        "fields", [{"status": "inactive"}, {"email_permission": 0}, {"emails": ""}]
    )
    def test_nobody_gets_it_and_the_form_says_why(
        self, client: Client, clerk: Any, fields: dict[str, Any]
    ) -> None:
        customer = make_customer(**{"emails": "jan@example.nl", "email_permission": 1} | fields)
        answer = client.post(url(customer, "send/"), self.data())
        assert "Niemand krijgt dit bericht." in text_of(answer)
        assert answer.context["withheld"]
        assert answer.context["form"]["about"].value() == "B-20377"
        assert not Message.objects.exists()
        # Nothing was done, so the same form can be sent once it can go somewhere.
        customer.status, customer.emails = "active", "nieuw@example.nl"
        customer.email_permission = 1
        customer.save()
        client.post(url(customer, "send/"), self.data())
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("about", ""),
            ("about", "x" * 81),
            ("about", "a\x00b"),
            ("document", ""),
            ("document", "invoice"),
            ("document", "\x00"),
            ("expected_on", "morgen"),
            ("remark", "x" * 301),
            ("remark", "a\x01"),
        ],
    )
    def test_mistakes(
        self, client: Client, clerk: Any, jan: Customer, field: str, value: str
    ) -> None:
        answer = client.post(url(jan, "send/"), self.data(**{field: value}))
        assert field in answer.context["form"].errors
        part = client.post(
            url(jan, "send/"), self.data(**{field: value}), headers={"HX-Target": "message-preview"}
        )
        assert part.status_code == 200
        assert not Message.objects.exists()

    def test_what_is_typed_is_kept(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(about="", remark="Halve zin"))
        assert client.get(url(jan, "send/")).context["form"]["remark"].value() == "Halve zin"
        client.post(url(jan, "send/"), {"drop_draft": "1"})
        assert not client.get(url(jan, "send/")).context["form"]["remark"].value()

    def test_a_sent_one_leaves_no_draft(self, client: Client, clerk: Any, jan: Customer) -> None:
        client.post(url(jan, "send/"), self.data(about=""))
        client.post(url(jan, "send/"), self.data())
        assert not Draft.objects.exists()

    def test_not_for_a_reader_or_an_erased_customer(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        assert client.post(url(jan, "send/"), self.data()).status_code == 403
        client.force_login(make_staff())
        erased = make_customer(status="erased")
        assert client.get(url(erased, "send/")).status_code == 404


class TestDecide:
    @pytest.mark.parametrize(
        ("status", "choice", "becomes"),
        [
            ("unsure", "again", "queued"),
            ("unsure", "sent", "sent"),
            ("failed", "again", "queued"),
            ("failed", "sent", "failed"),
            ("bounced", "again", "bounced"),
            ("withheld", "again", "withheld"),
            ("sending", "again", "sending"),
            ("unsure", "", "unsure"),
            ("unsure", "\x00", "unsure"),
        ],
    )
    def test_choices(
        self, client: Client, clerk: Any, jan: Customer, status: str, choice: str, becomes: str
    ) -> None:
        delivery = stands(send(jan), status)
        answer = client.post(url(jan, f"{delivery.pk}/decide/"), {"choice": choice})
        assert answer["Location"] == url(jan)
        delivery.refresh_from_db()
        assert delivery.status == becomes

    def test_the_buttons(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = stands(send(jan), "unsure")
        page = text_of(client.get(url(jan)))
        assert "Toch nog sturen" in page
        assert "Als verzonden beschouwen" in page
        stands(delivery, "failed")
        page = text_of(client.get(url(jan)))
        assert "Opnieuw proberen" in page
        assert "Als verzonden beschouwen" not in page

    def test_only_the_customers_own(self, client: Client, clerk: Any, jan: Customer) -> None:
        delivery = stands(send(jan), "failed")
        other = make_customer()
        for pk in (delivery.pk, 99999, 10**30):
            answer = client.post(url(other, f"{pk}/decide/"), {"choice": "again"})
            assert answer.status_code == 404
        delivery.refresh_from_db()
        assert delivery.status == "failed"


class TestHeld:
    def hold(self, customer: Customer, address: str, **fields: Any) -> HeldAddress:
        row = held.hold(
            address=address,
            customer=customer,
            reason="adres bestaat niet",
            actor="worker",
            **fields,
        )
        row.held_at = timezone.localtime().replace(month=1, day=3)
        row.save()
        return row

    def test_on_the_card_until_it_is_used_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        row = self.hold(jan, "jan@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl kwam terug op 3 jan.: adres bestaat niet" in card
        answer = client.post(url(jan, "release/"), {"held": str(row.pk)})
        assert answer["Location"] == f"/customers/{jan.number}/"
        row.refresh_from_db()
        assert row.released_by == clerk
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl wordt weer gebruikt." in card
        assert "kwam terug" not in card

    def test_of_a_contact_person_and_of_a_number(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        make_contact(jan, emails="S.Jansen@domstad.example; inkoop@domstad.example")
        self.hold(make_customer(), "inkoop@domstad.example")
        self.hold(jan, "+31655010244", channel="sms")
        self.hold(jan, "weg@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "inkoop@domstad.example kwam terug" in card
        assert "06 55 01 02 44 kwam terug" in card
        assert "weg@example.nl" not in card

    def test_not_of_an_archived_contact_person(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        make_contact(jan, emails="inkoop@domstad.example", archived=True)
        row = self.hold(jan, "inkoop@domstad.example")
        assert "kwam terug" not in text_of(client.get(f"/customers/{jan.number}/"))
        client.post(url(jan, "release/"), {"held": str(row.pk)})
        row.refresh_from_db()
        assert row.released_at is None

    def test_only_addresses_of_this_customer(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        row = self.hold(make_customer(), "els@example.nl")
        for wanted in (str(row.pk), "", "x", "\x00", "9" * 40):
            assert client.post(url(jan, "release/"), {"held": wanted}).status_code == 302
        row.refresh_from_db()
        assert row.released_at is None

    def test_a_reader_sees_it_only(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        row = self.hold(jan, "jan@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl kwam terug" in card
        assert "Weer gebruiken" not in card
        assert client.post(url(jan, "release/"), {"held": str(row.pk)}).status_code == 403

    def test_a_constant_number_of_queries(self, client: Client, clerk: Any, jan: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/customers/{jan.number}/")
            return len(asked)

        make_contact(jan)
        self.hold(jan, "jan@example.nl")
        count()  # what is read once per process
        few = count()
        for number in range(5):
            make_contact(jan, last_name=f"N{number}", emails=f"n{number}@example.nl")
            self.hold(jan, f"n{number}@example.nl")
        assert count() == few
