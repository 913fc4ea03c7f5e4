"""One delivery: sent once, tried again, refused, withheld, or unsure."""

from __future__ import annotations

import json
import smtplib
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import ContactMoment, Delivery, HeldAddress
from contacts.sending import deliver, send_now, smtp
from contacts.services.consent import withdraw
from contacts.services.held import hold
from customers.models import ShopSettings
from tests.contacts.sending.making import (
    ADDRESS,
    SUBJECT,
    TEXT,
    add_delivery,
    make_delivery,
    make_text,
)
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contacts.sending.mailserver import MailServer

Status = Delivery.Status
pytestmark = pytest.mark.django_db


def waiting_jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(status="todo").order_by("pk"))


class TestEmail:
    def test_arrives_as_written(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        assert send_now(delivery.pk) == Status.SENT
        (mail,) = mail_server.mails
        assert mail_server.recipients == [ADDRESS]
        assert (mail["To"], mail["Subject"]) == (ADDRESS, SUBJECT)
        assert mail["From"].addresses[0].addr_spec == "winkel@spaak.example"
        assert mail["Reply-To"] == "winkel@spaak.example"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"]
        assert mail.get_content_type() == "text/plain"
        assert mail.get_content_charset() == "utf-8"
        assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == TEXT
        delivery.refresh_from_db()
        assert (delivery.provider_id, delivery.attempts) == (mail["Message-ID"], 1)
        assert delivery.provider_id.endswith("@spaak.example>")
        assert delivery.sent_at
        assert delivery.next_attempt_at is None

    def test_is_in_the_timeline_once_for_all_its_addresses(self, mail_server: MailServer) -> None:
        customer = make_customer(emails=f"{ADDRESS};info@domstad.example", email_permission=1)
        first = make_delivery(customer)
        second = add_delivery(first.message, address="info@domstad.example")
        assert {send_now(first.pk), send_now(second.pk)} == {Status.SENT}
        assert [mail["To"] for mail in mail_server.mails] == [ADDRESS, "info@domstad.example"]
        moment = ContactMoment.objects.get()
        assert (moment.kind, moment.direction, moment.subject) == ("email", "out", SUBJECT)
        assert (moment.text, moment.message_id) == (TEXT, first.message_id)
        assert (moment.customer, moment.system) == (customer, "test")

    def test_a_subject_is_one_line_and_adds_no_header(self, mail_server: MailServer) -> None:
        delivery = make_delivery(subject="Klaar\r\nBcc: iedereen@elders.example")
        assert send_now(delivery.pk) == Status.SENT
        (mail,) = mail_server.mails
        assert mail["Subject"] == "Klaar Bcc: iedereen@elders.example"
        assert mail["Bcc"] is None
        assert mail_server.recipients == [ADDRESS]

    def test_sender_of_the_shop_settings(self, mail_server: MailServer) -> None:
        ShopSettings.objects.create(
            pk=1, shop_name="Fietsen Café, Utrecht", sender_email="balie@spaak.example"
        )
        send_now(make_delivery().pk)
        (sender,) = mail_server.mails[0]["From"].addresses
        assert (sender.display_name, sender.addr_spec) == (
            "Fietsen Café, Utrecht",
            "balie@spaak.example",
        )

    def test_a_timeline_that_refuses_does_not_hide_that_it_was_sent(
        self, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(**_values: object) -> None:
            raise ValidationError("This customer was erased.", code="erased")

        monkeypatch.setattr(deliver, "add_moment", refuse)
        assert send_now(make_delivery().pk) == Status.SENT
        assert not ContactMoment.objects.exists()

    def test_is_sent_once(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        assert send_now(delivery.pk) == send_now(delivery.pk) == Status.SENT
        assert len(mail_server.received) == 1

    def test_says_until_when_somebody_has_it_in_hand(
        self, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = make_delivery()
        seen: list[Any] = []

        def look(_mail: object) -> str:
            seen.append(Delivery.objects.get(pk=delivery.pk))
            return "<1@spaak.example>"

        monkeypatch.setattr("contacts.sending.email.hand_over", look)
        before = timezone.now()
        assert send_now(delivery.pk) == Status.SENT
        (row,) = seen
        assert row.status == Status.SENDING
        assert before < row.next_attempt_at - deliver.SENDING_AT_MOST < timezone.now()

    def test_what_somebody_decided_meanwhile_stays(
        self, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = make_delivery()

        def take_long(_mail: object) -> str:
            row = Delivery.objects.get(pk=delivery.pk)
            row.status = Status.BOUNCED
            row.save()
            return "<1@spaak.example>"

        monkeypatch.setattr("contacts.sending.email.hand_over", take_long)
        assert send_now(delivery.pk) == Status.BOUNCED
        assert not ContactMoment.objects.exists()

    def test_into_a_file_without_a_mail_server(self, settings: Any, tmp_path: Path) -> None:
        settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
            "contacts.sending.files.Backend",
            tmp_path / "mail",
        )
        assert send_now(make_delivery().pk) == Status.SENT
        (file,) = (tmp_path / "mail").iterdir()
        assert file.stat().st_mode & 0o77 == 0
        assert f"To: {ADDRESS}" in file.read_text()


class TestTemporary:
    @pytest.mark.parametrize("moment", ["answers_at_rcpt", "answers_at_data"])
    def test_is_tried_again_after_growing_pauses(
        self, mail_server: MailServer, moment: str
    ) -> None:
        delivery = make_delivery()
        getattr(mail_server, moment).extend(["451 4.3.0 Try again later"] * len(deliver.PAUSES))
        for number, pause in enumerate(deliver.PAUSES, start=1):
            before = timezone.now()
            assert send_now(delivery.pk) == Status.QUEUED
            delivery.refresh_from_db()
            assert delivery.attempts == number
            assert delivery.next_attempt_at
            assert before + pause <= delivery.next_attempt_at <= timezone.now() + pause
            assert "451 4.3.0 Try again later" in delivery.error
            (job,) = waiting_jobs()
            assert job.scheduled_at == delivery.next_attempt_at
            assert job.args == {"delivery_id": delivery.pk}
            assert send_now(delivery.pk) == Status.QUEUED, "not before its time"
            self.let_time_pass(delivery)
        assert send_now(delivery.pk) == Status.SENT
        delivery.refresh_from_db()
        assert delivery.error == ""
        assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1

    def test_fails_after_the_last_pause(self, mail_server: MailServer) -> None:
        delivery = make_delivery(attempts=len(deliver.PAUSES))
        mail_server.answers_at_rcpt.append("450 4.2.0 Greylisted")
        assert send_now(delivery.pk) == Status.FAILED
        delivery.refresh_from_db()
        assert "Greylisted" in delivery.error
        assert not HeldAddress.objects.exists()
        assert waiting_jobs() == []

    def test_nobody_listens(self, mail_server: MailServer, settings: Any) -> None:
        settings.EMAIL_PORT = 1
        delivery = make_delivery()
        assert send_now(delivery.pk) == Status.QUEUED
        delivery.refresh_from_db()
        assert "ConnectionRefusedError" in delivery.error

    def test_no_answer_in_time_before_the_message(
        self, mail_server: MailServer, settings: Any
    ) -> None:
        settings.EMAIL_TIMEOUT = 0.5
        mail_server.dawdles_at_rcpt = True
        mail_server.may_answer.clear()
        assert send_now(make_delivery().pk) == Status.QUEUED

    def test_routing_that_breaks_sends_nothing(
        self, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(deliver, "recipients_for", lambda *_a: 1 / 0)
        assert send_now(make_delivery().pk) == Status.QUEUED
        assert mail_server.received == []

    @staticmethod
    def let_time_pass(delivery: Delivery) -> None:
        delivery.next_attempt_at = timezone.now() - timedelta(seconds=1)
        delivery.save()
        ProcrastinateJob.objects.all()._raw_delete(using="default")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 Wrong password"), Status.QUEUED),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 Not you", "winkel@spaak.example"), Status.QUEUED),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Status.FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_the_server_says_of_us_can_be_mended(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: str
) -> None:
    def refuse(_mail: object) -> None:
        raise error

    monkeypatch.setattr("contacts.sending.email.EmailMessage.send", refuse)
    assert send_now(make_delivery().pk) == status
    assert not HeldAddress.objects.exists()


class TestPermanent:
    @pytest.mark.parametrize("answer", ["550 5.1.1 User unknown", "550 No such user here"])
    def test_no_such_address(self, mail_server: MailServer, answer: str) -> None:
        delivery = make_delivery()
        mail_server.answers_at_rcpt.append(answer)
        assert send_now(delivery.pk) == Status.BOUNCED
        held = HeldAddress.objects.get()
        assert (held.address, held.channel, held.customer) == (ADDRESS, "email", delivery.customer)
        assert answer in held.reason
        another = make_delivery(delivery.customer)
        assert send_now(another.pk) == Status.WITHHELD
        assert mail_server.received == []

    @pytest.mark.parametrize(
        ("moment", "answer"),
        [
            ("answers_at_rcpt", "554 5.7.1 Your network is blocked"),
            ("answers_at_rcpt", "554 5.5.1 Not a command I know"),
            ("answers_at_rcpt", "552 5.3.4 Too large for this system"),
            ("answers_at_data", "554 5.6.0 Message refused"),
            ("answers_at_data", "550 5.1.1 Too late to say so"),
        ],
    )
    def test_that_is_not_about_the_address(
        self, mail_server: MailServer, moment: str, answer: str
    ) -> None:
        delivery = make_delivery()
        getattr(mail_server, moment).append(answer)
        assert send_now(delivery.pk) == Status.FAILED
        assert not HeldAddress.objects.exists()
        assert not ContactMoment.objects.exists()


class TestUnsure:
    def test_hung_up_after_the_message(self, mail_server: MailServer) -> None:
        mail_server.hangs_up = True
        delivery = make_delivery()
        assert send_now(delivery.pk) == Status.UNSURE
        assert send_now(delivery.pk) == Status.UNSURE
        assert len(mail_server.received) == 1
        assert waiting_jobs() == []

    def test_no_answer_in_time_after_the_message(
        self, mail_server: MailServer, settings: Any
    ) -> None:
        settings.EMAIL_TIMEOUT = 0.5
        mail_server.may_answer.clear()
        assert send_now(make_delivery().pk) == Status.UNSURE


@pytest.mark.parametrize(("over_tls", "kind"), [(True, smtplib.SMTP_SSL), (False, smtplib.SMTP)])
def test_the_moment_is_known_over_tls_too(over_tls: bool, kind: type[smtplib.SMTP]) -> None:
    used = smtp.Backend(use_ssl=over_tls, use_tls=False).connection_class
    assert issubclass(used, kind)
    assert issubclass(used, smtplib.SMTP_SSL) == over_tls
    assert used.data is not smtplib.SMTP.data


def test_the_same_address_written_otherwise_still_gets_it(mail_server: MailServer) -> None:
    delivery = make_delivery()
    delivery.customer.emails = ADDRESS.upper()
    delivery.customer.save()
    assert send_now(delivery.pk) == Status.SENT


class TestWithheld:
    """What was planned is looked at once more, when it leaves."""

    def test_permission_withdrawn(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        withdraw(customer=delivery.customer, address=ADDRESS, actor=make_staff())
        self.is_withheld(delivery, mail_server)

    def test_inactive_now(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        delivery.customer.status = "inactive"
        delivery.customer.save()
        self.is_withheld(delivery, mail_server)

    def test_another_address_now(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        delivery.customer.emails = "nieuw@domstad.example"
        delivery.customer.save()
        self.is_withheld(delivery, mail_server)

    def test_on_hold(self, mail_server: MailServer) -> None:
        delivery = make_delivery()
        hold(address=ADDRESS, customer=delivery.customer, reason="kwam terug", actor="test")
        self.is_withheld(delivery, mail_server)

    def is_withheld(self, delivery: Delivery, mail_server: MailServer) -> None:
        assert send_now(delivery.pk) == Status.WITHHELD
        delivery.refresh_from_db()
        assert len(delivery.error) > 10
        assert delivery.sent_at is None
        assert mail_server.received == []
        assert not ContactMoment.objects.exists()


def test_another_customers_contact_person_is_not_in_the_timeline(mail_server: MailServer) -> None:
    payer = make_customer()
    contact = make_contact(
        payer, type_id="administration", preferred=True, emails=ADDRESS, email_permission=1
    )
    customer = make_customer()
    make_contact(customer, type_id="invoice_address", emails="", invoice_customer=payer)
    delivery = make_delivery(customer, document="invoice", address=ADDRESS, contact_person=contact)
    delivery.customer = payer
    delivery.save()
    assert send_now(delivery.pk) == Status.SENT
    moment = ContactMoment.objects.get()
    assert (moment.customer, moment.contact_person) == (customer, None)


class TestText:
    def test_the_sender_is_the_shop_in_eleven_letters(self, sms_folder: Path) -> None:
        ShopSettings.objects.create(pk=1, shop_name="Fietsen Café, Utrecht")
        assert send_now(make_text().pk) == Status.SENT
        (file,) = sms_folder.iterdir()
        assert json.loads(file.read_text())["from"] == "FietsenCafU"

    def test_a_number_that_cannot_be_right_goes_nowhere(self, sms_folder: Path) -> None:
        delivery = make_text()
        delivery.customer.mobile = delivery.address = "+3161234567890"
        delivery.customer.save()
        delivery.save()
        assert send_now(delivery.pk) == Status.BOUNCED
        assert HeldAddress.objects.get().channel == "sms"
        assert not sms_folder.exists() or not list(sms_folder.iterdir())

    def test_is_written_to_a_file(self, sms_folder: Path) -> None:
        delivery = make_text()
        assert send_now(delivery.pk) == Status.SENT
        (file,) = sms_folder.iterdir()
        written = json.loads(file.read_text())
        assert (written["to"], written["text"]) == ("+31612345678", TEXT)
        assert written["from"] == "Klantbeheer"
        delivery.refresh_from_db()
        assert delivery.provider_id == written["reference"] == file.stem
        assert ContactMoment.objects.get().kind == "sms"


def test_what_happened_is_noted_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "NOTING", (0, 0))
    away = SimpleNamespace(in_atomic_block=False, close=lambda: None)
    monkeypatch.setattr(deliver, "connection", away)
    answers = [OperationalError("away"), OperationalError("still"), None]

    def note() -> str:
        if answer := answers.pop(0):
            raise answer
        return "noted"

    assert deliver._surely(note) == "noted"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(mail_server: MailServer) -> None:
    delivery = make_delivery()
    mail_server.may_answer.clear()
    found: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            found.append(send_now(delivery.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    assert mail_server.has_message.wait(30)
    while len(found) < 3:
        threading.Event().wait(0.02)
    assert found == [Status.SENDING] * 3
    mail_server.may_answer.set()
    for worker in workers:
        worker.join(60)
    assert found[3] == Status.SENT
    assert len(mail_server.received) == 1
