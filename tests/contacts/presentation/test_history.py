"""What contact persons, moments, messages and permission say on the tab Historie."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import (
    Attachment,
    ConsentEvent,
    ContactMoment,
    ContactPerson,
    Delivery,
    HeldAddress,
    Memo,
    Message,
)
from contacts.presentation import history
from contacts.presentation.history_sentences import of_consent
from customers.models import Customer, MessagePreference
from customers.presentation.sentences import shortened_pair
from klantbeheer.history import acting
from tests.factories import make_contact, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
URL = "/customers/100234/history/"
LONG = "De klant belde over de bakfiets die in de etalage staat en wil weten wat die kost. " * 4


@pytest.fixture
def bram(client: Client) -> StaffUser:
    """A clerk who is signed in."""
    user = make_staff("balie", first_name="Bram", last_name="de Wit")
    client.force_login(user)
    return user


@pytest.fixture
def customer() -> Customer:
    """The customer whose history it is; without an address to derive permission from."""
    with acting(actor="till"):
        return make_customer(number="100234")


def read(client: Client, **params: str) -> list[str]:
    """The sentences on the page, as read, without the one about the customer itself."""
    page = client.get(URL, params).content.decode()
    found = [
        " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
        for heading in re.findall(r"<div><h3>(.*?)</h3>", page, re.DOTALL)
    ]
    return [sentence for sentence in found if "voegde de klant toe" not in sentence]


def change(row: Any, actor: StaffUser, **values: Any) -> None:
    """Save these values as `actor`."""
    with acting(actor=actor):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def make_message(customer: Customer, **fields: Any) -> Message:
    """A message that something is ready."""
    values = {
        "document": "ready_for_pickup",
        "channel": "email",
        "language": "nl",
        "about": "B-20377",
        "text": "Het ligt klaar.",
        "key": f"test {Message.objects.count()}",
        "system": "test",
    }
    message: Message = Message.objects.create(customer=customer, **values | fields)
    return message


class TestPersons:
    @pytest.fixture
    def person(self, customer: Customer) -> ContactPerson:
        with acting(actor="till"):
            return make_contact(customer, emails="")

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"preferred": True}, "Bram de Wit maakte S. Jansen voorkeur voor Inkoop"),
            ({"archived": True}, "Bram de Wit archiveerde contactpersoon S. Jansen"),
            (
                {"type_id": "sales"},
                "Bram de Wit wijzigde de soort van S. Jansen van Inkoop naar Verkoop",
            ),
            (
                {"mobile": "+31655010244"},
                "Bram de Wit vulde het mobiele nummer van S. Jansen in: 06 55 01 02 44, was leeg",
            ),
            (
                {"last_name": "Terpstra"},
                "Bram de Wit wijzigde de achternaam van S. Jansen van Jansen naar Terpstra",
            ),
            (
                {"street": "Neude", "house_number": 9, "postcode": "3512 AV", "city": "Utrecht"},
                "Bram de Wit vulde het adres van S. Jansen in: Neude 9, 3512 AV Utrecht, was leeg",
            ),
            (
                {"job_title": "inkoper"},
                "Bram de Wit vulde de functie van S. Jansen in: inkoper, was leeg",
            ),
            (
                {"note": "Op woensdag vrij."},
                "Bram de Wit vulde de notitie van S. Jansen in: Op woensdag vrij., was leeg",
            ),
        ],
    )
    def test_changes(
        self,
        client: Client,
        person: ContactPerson,
        bram: StaffUser,
        values: dict[str, Any],
        sentence: str,
    ) -> None:
        change(person, bram, **values)
        assert read(client) == [sentence, "till voegde contactpersoon S. Jansen toe"]

    def test_out_of_the_archive_and_no_longer_preferred(
        self, client: Client, person: ContactPerson, bram: StaffUser
    ) -> None:
        change(person, bram, preferred=True)
        change(person, bram, preferred=False)
        change(person, bram, archived=True)
        change(person, bram, archived=False)
        assert read(client)[0] == "Bram de Wit haalde contactpersoon S. Jansen uit het archief"
        assert read(client)[2] == "Bram de Wit haalde weg dat S. Jansen voorkeur is voor Inkoop"

    def test_whose_invoices(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        holding = make_customer(number="100990", kind="company", company_name="Holding N.V.")
        other = make_customer(number="100991", kind="company", company_name="Beheer B.V.")
        with acting(actor=bram):
            person = make_contact(
                customer,
                type_id="invoice_address",
                initials="",
                last_name="",
                emails="",
                invoice_customer=holding,
            )
        change(person, bram, invoice_customer=other)
        assert read(client) == [
            "Bram de Wit wijzigde de klant die de facturen krijgt van 100990 Holding N.V. van"
            " 100990 Holding N.V. naar 100991 Beheer B.V.",
            "Bram de Wit voegde contactpersoon 100990 Holding N.V. toe",
        ]

    def test_every_column_has_a_sentence(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        values: dict[str, Any] = {
            "type": "sales",
            "house_number": 131,
            "email_permission": 2,
            "salutation": "mrs",
            "language": "fr",
            "country": "BE",
            "invoice_customer": make_customer(),
            "preferred": True,
            "archived": True,
        }
        for field in ContactPerson._meta.concrete_fields:
            if field.name in {"id", "customer", "changed_at", "version"} or field.generated:
                continue
            with acting(actor=bram):
                kind = "invoice_address" if field.name == "invoice_customer" else "other"
                person = make_contact(customer, type_id=kind, postcode="3512 JE", house_number=1)
                before = len(read(client, shown="200", field="persons"))
                value = values.get(field.name, "Z")
                setattr(person, field.attname if field.name == "type" else field.name, value)
                person.save()
            assert len(read(client, shown="200", field="persons")) == before + 1, field.name


class TestTimeline:
    def test_a_moment(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            moment = make_moment(customer, kind="call", subject="Belde over de factuur", text="x")
        change(moment, bram, text="Opnieuw gestuurd.")
        change(moment, bram, removed_at=timezone.now())
        assert read(client) == [
            "Bram de Wit verwijderde het gesprek: Belde over de factuur",
            "Bram de Wit wijzigde de tekst van het gesprek van x naar Opnieuw gestuurd.",
            "Bram de Wit legde een gesprek vast: Belde over de factuur",
        ]

    def test_every_kind_and_column_has_a_sentence(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        with acting(actor=bram):
            moments = [make_moment(customer, kind=kind) for kind in ContactMoment.Kind.values]
            person = make_contact(customer, emails="")
        said = read(client)
        assert len(said) == len(moments) + 1
        for values in (
            {"kind": "visit"},
            {"direction": "in"},
            {"subject": "Balie"},
            {"text": "Anders"},
            {"moment": timezone.now() - timedelta(days=3)},
            {"contact_person": person},
        ):
            change(moments[0], bram, **values)
        assert len(read(client)) == len(said) + 6
        assert "de contactpersoon van het bezoek aan de balie in: S. Jansen" in read(client)[0]

    def test_long_texts_are_shown_where_they_differ(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        with acting(actor=bram):
            moment = make_moment(customer, text=f"{LONG} Einde goed.")
        change(moment, bram, text=f"{LONG} Einde beter.")
        changed, added = read(client)
        assert "Einde goed." in changed
        assert "Einde beter." in changed
        assert len(changed) < 250
        assert len(added) < 200
        assert added.endswith("…")

    def test_what_was_sent_is_told_once(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        make_moment(customer, kind="email", direction="out", message=make_message(customer))
        assert read(client) == []

    def test_memo(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            memo = Memo.objects.create(customer=customer, text="Belt graag.")
        change(memo, bram, text="")
        assert read(client) == [
            "Bram de Wit maakte de memo leeg, was Belt graag.",
            "Bram de Wit vulde de memo in: Belt graag., was leeg",
        ]

    def test_attachment(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            moment = make_moment(customer)
            attachment = Attachment.objects.create(
                customer=customer,
                moment=moment,
                file=ContentFile(b"x", name="x"),
                name="bon.pdf",
                content_type="application/pdf",
                size=1,
            )
        attachment.file.delete(save=False)
        change(attachment, bram, file="", removed_at=timezone.now(), removed_by=bram)
        assert read(client)[:2] == [
            "Bram de Wit verwijderde bijlage bon.pdf",
            "Bram de Wit voegde bijlage bon.pdf toe",
        ]


class TestMessages:
    @pytest.mark.parametrize(
        ("statuses", "last"),
        [
            (["queued"], "zette Afhaalbericht B-20377 klaar voor j@example.nl"),
            (["queued", "sending", "sent"], "verstuurde Afhaalbericht B-20377 naar j@example.nl"),
            (["withheld"], "hield Afhaalbericht B-20377 voor j@example.nl tegen"),
            (["queued", "failed"], "kon Afhaalbericht B-20377 niet versturen naar j@example.nl"),
            (["sent", "bounced"], "kreeg Afhaalbericht B-20377 voor j@example.nl terug"),
            (
                ["sending", "unsure"],
                "weet niet of Afhaalbericht B-20377 naar j@example.nl is verstuurd",
            ),
            (
                ["unsure", "sent"],
                "besliste: Afhaalbericht B-20377 is wel verstuurd naar j@example.nl",
            ),
            (
                ["unsure", "queued"],
                "liet Afhaalbericht B-20377 opnieuw versturen naar j@example.nl",
            ),
            (
                ["unsure", "failed"],
                "besliste: Afhaalbericht B-20377 is niet verstuurd naar j@example.nl",
            ),
        ],
    )
    def test_deliveries(
        self, client: Client, customer: Customer, bram: StaffUser, statuses: list[str], last: str
    ) -> None:
        first, *more = statuses
        with acting(actor=bram):
            delivery = Delivery.objects.create(
                message=make_message(customer),
                customer=customer,
                address="j@example.nl",
                status=first,
                sent_at=timezone.now(),
            )
        for status in more:
            change(delivery, bram, status=status)
        assert read(client)[0] == f"Bram de Wit {last}"
        told = [status for status in statuses if status != "sending"]
        assert len(read(client)) == len(told)

    def test_tries_are_not_told(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            delivery = Delivery.objects.create(
                message=make_message(customer), customer=customer, address="j@example.nl"
            )
        for attempt in range(1, 4):
            change(delivery, bram, status="sending")
            change(delivery, bram, status="queued", attempts=attempt, error="400 busy")
        assert len(read(client)) == 1

    def test_the_queue_sends_a_text(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        with acting(actor="worker", origin="contacts.deliver"):
            Delivery.objects.create(
                message=make_message(customer),
                customer=customer,
                address="+31655010244",
                status="sent",
                sent_at=timezone.now(),
            )
        assert read(client) == ["De wachtrij verstuurde Afhaalbericht B-20377 naar 06 55 01 02 44"]
        assert 'event__end">automatisch<' in client.get(URL).content.decode()

    def test_held_address(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor="bounces"):
            held = HeldAddress.objects.create(
                customer=customer,
                channel="email",
                address="j@example.nl",
                reason="550 no such user",
            )
        change(held, bram, released_at=timezone.now(), released_by=bram)
        assert read(client) == [
            "Bram de Wit gaf j@example.nl vrij: er gaan weer berichten heen",
            "bounces zette j@example.nl in de wacht: daar gaat niets heen",
        ]
        assert "550 no such user" in client.get(URL).content.decode()

    def test_choice_of_messages(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram):
            choice = MessagePreference.objects.create(customer=customer, ready_for_pickup="sms")
        change(choice, bram, delayed="none", language="fr")
        assert read(client) == [
            "Bram de Wit vulde de taal van de berichten in: Frans, was leeg",
            "Bram de Wit wijzigde het bericht over uitgestelde levering van e-mail naar geen",
            "Bram de Wit wijzigde het afhaalbericht van e-mail naar SMS",
        ]


class TestConsent:
    def test_the_purposes_of_one_step_are_one_sentence(
        self, client: Client, customer: Customer, bram: StaffUser
    ) -> None:
        events = {"customer": customer, "channel": "email", "address": "jan@example.nl"}
        moment = timezone.now()
        for granted in (True, False):
            for purpose in ("notifications", "news"):
                if granted or purpose == "news":
                    ConsentEvent.objects.create(
                        **events,
                        purpose=purpose,
                        granted=granted,
                        moment=moment,
                        staff=bram,
                        source="phone",
                        wording="Mag u mailen?",
                    )
        assert read(client) == [
            "Bram de Wit trok de toestemming voor nieuws op jan@example.nl in",
            "Bram de Wit legde de toestemming voor nieuws en notificaties vast op jan@example.nl",
        ]
        assert "telefonisch: Mag u mailen?" in client.get(URL).content.decode()

    def test_values_are_escaped(self) -> None:
        event = ConsentEvent(
            address="<b>x</b>@example.nl", purpose="news", granted=True, source="counter"
        )
        assert "&lt;b&gt;x" in of_consent([event]).html("<i>")
        assert "<i>" not in of_consent([event]).html("<i>")


class TestThePage:
    def test_filter_and_place(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        with acting(actor=bram, origin="/customers/100234/timeline/add/"):
            make_moment(customer)
        with acting(actor=bram, origin="/customers/100234/people/add/"):
            make_contact(customer, emails="")
        page = client.get(URL).content.decode()
        assert '<option value="moments">contacten</option>' in page
        assert '<option value="memo">' not in page
        assert re.search(r'event__end">contactmoment<', page)
        assert re.search(r'event__end">contactpersoon<', page)
        assert len(read(client, field="moments")) == 1
        assert len(read(client, field="persons")) == 1

    def test_the_export_has_them(self, client: Client, customer: Customer) -> None:
        client.force_login(make_staff("kantoor"))
        make_moment(customer, text="Wil de bakfiets.")
        make_moment(make_customer(), text="Van een ander.")
        answer = client.get(f"{URL}export/?field=moments").content.decode()
        assert "Wil de bakfiets." in answer
        assert "Van een ander." not in answer

    def test_queries_do_not_grow(self, client: Client, customer: Customer, bram: StaffUser) -> None:
        holding = make_customer()

        def write(times: int) -> None:
            for number in range(times):
                person = make_contact(customer, emails=f"a{number}@example.nl", type_id="other")
                make_moment(customer, contact_person=person)
                message = make_message(customer)
                Delivery.objects.create(message=message, customer=customer, address="a@b.example")

        make_contact(customer, type_id="invoice_address", emails="", invoice_customer=holding)
        write(2)
        client.get(URL)
        with CaptureQueriesContext(connection) as few:
            client.get(URL)
        write(8)
        with CaptureQueriesContext(connection) as many:
            client.get(URL)
        assert len(many) == len(few)


class TestLimits:
    """A customer with very much: the newest of each kind, each with what it was before."""

    def test_only_the_newest_rows_are_read(self, customer: Customer) -> None:
        for number in range(6):
            make_moment(customer, text=f"Nummer {number}")
        entries = history.entries_of(None, customer, 3)
        told = [sentence.now for entry in entries for sentence in entry.sentences]
        assert sorted(told) == ["Nummer 3", "Nummer 4", "Nummer 5"]

    def test_a_change_finds_what_it_was_among_older_rows(
        self, customer: Customer, bram: StaffUser
    ) -> None:
        moment = make_moment(customer, text="Eerst")
        for number in range(4):
            make_moment(customer, text=f"Nummer {number}")
        change(moment, bram, text="Later")
        entries = history.entries_of(None, customer, 2)
        told = [(sentence.was, sentence.now) for entry in entries for sentence in entry.sentences]
        assert sorted(told) == [("", "Nummer 3"), ("Eerst", "Later")]

    def test_the_newest_moments_are_found_by_index(self, customer: Customer) -> None:
        make_moment(customer)
        rows = ContactMoment.history.filter(customer_id=customer.pk).order_by("-history_id")[:5]
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        plan = rows.explain()
        assert "contactmoment_newest" in plan
        assert "Sort" not in plan


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("kort", "lang", ("kort", "lang")),
        ("", "x" * 300, ("", "x" * 119 + "…")),
        ("a" * 200 + "b", "a" * 200 + "c", ("…" + "a" * 30 + "b", "…" + "a" * 30 + "c")),
        ("regel\n\nregel", "regel", ("regel regel", "regel")),
    ],
)
def test_long_texts(was: str, now: str, shown: tuple[str, str]) -> None:
    assert shortened_pair(was, now) == shown
