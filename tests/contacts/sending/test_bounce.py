"""Delivery status notifications, as mail servers write them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contacts.models import Delivery, HeldAddress, Message
from contacts.sending.identity import delivery_number, message_id, reference
from tests.contacts.sending.making import ADDRESS, make_delivery, make_text
from tests.klantbeheer.running import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
Status = Delivery.Status

POSTFIX = """\
Return-Path: <>
Received: by mx.spaak.example (Postfix)\tid 4XyZ; Sun, 22 Nov 2026 10:00:00 +0100 (CET)
Date: Sun, 22 Nov 2026 10:00:00 +0100 (CET)
From: MAILER-DAEMON@mx.spaak.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: winkel@spaak.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ.1637571600/mx.spaak.example"
Message-Id: <20261122090000.4XyZ@mx.spaak.example>

This is a MIME-encapsulated message.

--4XyZ.1637571600/mx.spaak.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<{recipient}>: host mx.domstad.example[192.0.2.1] said: {diagnostic}

--4XyZ.1637571600/mx.spaak.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.spaak.example
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Sun, 22 Nov 2026 09:59:59 +0100 (CET)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.domstad.example
Diagnostic-Code: smtp; {diagnostic}

--4XyZ.1637571600/mx.spaak.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

{original}
--4XyZ.1637571600/mx.spaak.example--
"""

# Exchange Online: the headers alone, another Message-ID of its own, no Original-Recipient.
EXCHANGE = """\
From: <postmaster@domstad.example>
To: <winkel@spaak.example>
Date: Sun, 22 Nov 2026 09:00:01 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"
In-Reply-To: {message_id}
References: {message_id}
Subject: =?utf-8?B?T25iZXN0ZWxiYWFy?=
Auto-Submitted: auto-replied

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PGI+Vy48L2I+
--b2--

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01.prod.outlook.example

Final-Recipient: rfc822;{recipient}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not
 found by SMTP address lookup

--b1
Content-Type: text/rfc822-headers

Message-ID: <rewritten@relay.example>
Subject: Iets anders

--b1--
"""


def sent(**changes: Any) -> Delivery:
    fields: dict[str, Any] = {"status": "sent", "sent_at": timezone.now()} | changes
    delivery = make_delivery(**fields)
    delivery.provider_id = message_id(delivery, "winkel@spaak.example")
    delivery.save()
    return delivery


def original(*headers: str) -> str:
    return "\n".join((*headers, "From: winkel@spaak.example", "", "Beste,", ""))


def postfix(delivery: Delivery, *headers: str, **parts: str) -> str:
    headers = headers or (f"Message-ID: {delivery.provider_id}", "Subject: Klaar")
    values = {
        "recipient": delivery.address,
        "action": "failed",
        "status": "5.1.1",
        "diagnostic": "550 5.1.1 <jansen@domstad.example>: user unknown",
        "original": original(*headers),
    }
    return POSTFIX.format(**values | parts)


def bounce(text: str | bytes, tmp_path: Path) -> str:
    file, out = tmp_path / "dsn.eml", io.StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("bounce", str(file), stdout=out)
    return out.getvalue()


class TestPermanent:
    def test_by_message_id(self, tmp_path: Path) -> None:
        delivery = sent()
        said = bounce(postfix(delivery), tmp_path)
        assert said == f"delivery {delivery.pk}: bounced, its address is on hold\n"
        self.is_on_hold(delivery)

    def test_by_our_own_header(self, tmp_path: Path) -> None:
        delivery = sent(provider_id="")
        headers = ("Message-ID: <x@y>", f"X-Klantbeheer-Delivery: {reference(delivery)}")
        bounce(postfix(delivery, *headers), tmp_path)
        self.is_on_hold(delivery)

    def test_by_what_it_answers(self, tmp_path: Path) -> None:
        delivery = sent()
        text = EXCHANGE.format(recipient=ADDRESS, message_id=delivery.provider_id)
        bounce(text.replace("\n", "\r\n"), tmp_path)
        delivery.refresh_from_db()
        assert "RecipientNotFound" in delivery.error
        self.is_on_hold(delivery, "RecipientNotFound")

    def test_by_address_and_subject(self, tmp_path: Path) -> None:
        sent(subject="Iets anders")
        delivery = sent(subject="Je bestelling · café", address=ADDRESS.capitalize())
        subject = "Subject: =?utf-8?q?Je_bestelling_=C2=B7_caf=C3=A9?="
        others = sent(subject="Je bestelling · café", address="info@domstad.example")
        bounce(postfix(delivery, subject, recipient=ADDRESS.upper()), tmp_path)
        others.refresh_from_db()
        assert others.status == Status.SENT
        self.is_on_hold(delivery)
        assert Delivery.objects.get(message__subject="Iets anders").status == Status.SENT

    def test_one_that_never_left_is_not_meant(self, tmp_path: Path) -> None:
        delivery = sent(subject="Klaar")
        waiting = make_delivery(delivery.customer, subject="Klaar")
        bounce(postfix(delivery, "Subject: Klaar"), tmp_path)
        self.is_on_hold(delivery)
        waiting.refresh_from_db()
        assert waiting.status == Status.QUEUED

    def test_of_who_forwards_the_first_address_counts(self, tmp_path: Path) -> None:
        delivery = sent(subject="Klaar")
        text = postfix(delivery, "Subject: Klaar").replace(
            f"Final-Recipient: rfc822; {ADDRESS}", "Final-Recipient: rfc822; elders@x.example"
        )
        assert "elders@x.example" in text
        bounce(text, tmp_path)
        self.is_on_hold(delivery)

    def test_twice(self, tmp_path: Path) -> None:
        delivery = sent()
        bounce(postfix(delivery), tmp_path)
        bounce(postfix(delivery), tmp_path)
        self.is_on_hold(delivery)

    def test_without_an_enhanced_status(self, tmp_path: Path) -> None:
        delivery = sent()
        bounce(postfix(delivery, status="550 nobody here"), tmp_path)
        self.is_on_hold(delivery)

    def test_not_because_of_the_address(self, tmp_path: Path) -> None:
        delivery = sent()
        said = bounce(postfix(delivery, status="5.7.1", diagnostic="554 5.7.1 Blocked"), tmp_path)
        assert "not because of its address" in said
        delivery.refresh_from_db()
        assert delivery.status == Status.BOUNCED
        assert not HeldAddress.objects.exists()

    @staticmethod
    def is_on_hold(delivery: Delivery, because: str = "user unknown") -> None:
        delivery.refresh_from_db()
        assert delivery.status == Status.BOUNCED
        held = HeldAddress.objects.get()
        assert (held.address, held.customer) == (ADDRESS, delivery.customer)
        assert because in held.reason
        assert delivery.history.first().history_actor == "bounce"


class TestIgnored:
    @pytest.mark.parametrize(
        "parts",
        [
            {"action": "delayed", "status": "4.4.1", "diagnostic": "451 later"},
            {"action": "delivered", "status": "2.0.0", "diagnostic": "250 ok"},
            {"action": "failed", "status": "4.4.7", "diagnostic": "too long in the queue"},
            {"action": "", "status": ""},
        ],
        ids=str,
    )
    def test_what_is_not_final(self, tmp_path: Path, parts: dict[str, str]) -> None:
        delivery = sent()
        assert "ignored" in bounce(postfix(delivery, **parts), tmp_path)
        self.nothing_changed(delivery)

    def test_an_ordinary_mail(self, tmp_path: Path) -> None:
        said = bounce("From: a@b.example\nSubject: Afwezig\n\nIk ben er niet.", tmp_path)
        assert said == "ignored: this is no delivery status notification\n"

    def test_about_a_mail_of_another(self, tmp_path: Path) -> None:
        delivery = sent()
        other = postfix(delivery, "Message-ID: <a@b.example>", "Subject: Van een ander")
        assert "no message of ours" in bounce(other, tmp_path)
        forged = delivery.provider_id.replace("-", "-0")
        assert "no message of ours" in bounce(postfix(delivery, f"Message-ID: {forged}"), tmp_path)
        self.nothing_changed(delivery)

    def test_of_longer_ago_than_two_weeks(self, tmp_path: Path) -> None:
        delivery = sent(subject="Klaar")
        Message.objects.filter(pk=delivery.message_id).update(
            created_at=timezone.now() - timedelta(days=15)
        )
        said = bounce(postfix(delivery, "Subject: Klaar"), tmp_path)
        assert "no message of ours" in said
        self.nothing_changed(delivery)

    def test_about_another_mail_of_the_conversation(self, tmp_path: Path) -> None:
        delivery = sent(subject="Iets anders")
        delivery.provider_id = "<9@relay.example>"
        delivery.save()
        about = f"References: {delivery.provider_id}\n" + postfix(
            delivery, "Message-ID: <x@elders.example>", "Subject: Van een ander"
        )
        assert "no message of ours" in bounce(about, tmp_path)
        self.nothing_changed(delivery)

    def test_about_a_text_message(self, tmp_path: Path) -> None:
        delivery = make_text(status="sent", sent_at=timezone.now())
        header = f"X-Klantbeheer-Delivery: {reference(delivery)}"
        assert "no message of ours" in bounce(postfix(delivery, header), tmp_path)
        self.nothing_changed(delivery)

    def test_a_delivery_that_never_left(self, tmp_path: Path) -> None:
        delivery = sent(status="withheld", sent_at=None)
        assert "it is withheld" in bounce(postfix(delivery), tmp_path)
        assert not HeldAddress.objects.exists()

    @staticmethod
    def nothing_changed(delivery: Delivery) -> None:
        delivery.refresh_from_db()
        assert delivery.status == Status.SENT
        assert not HeldAddress.objects.exists()


class TestGarbage:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\0\xff\xfe\x80" * 100,
            b"no headers at all",
            b"x" * (11 << 20),
            b"From: a\n" + b"Content-Type: message/rfc822\n\n" * 5_000,
        ],
        ids=len,
    )
    def test_is_an_error_that_a_mail_server_understands(
        self, tmp_path: Path, content: bytes
    ) -> None:
        with pytest.raises(CommandError) as caught:
            bounce(content, tmp_path)
        assert caught.value.returncode == os.EX_DATAERR

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("message/rfc822", "message/rfc822; charset=nonsense"),
            ("Diagnostic-Code: smtp; ", "Diagnostic-Code: smtp; =?nope?Q?\0=00=ED=A0=80?= "),
            ("Final-Recipient: rfc822;", "Final-Recipient:"),
            ("Message-ID: <", "Message-ID: <<<"),
            ("Status: 5.1.1", "Status: 99999999999999.1.1"),
            ("Content-Type: message/delivery-status", "Content-Type: message/delivery-status; x"),
            ("--4XyZ.1637571600/mx.spaak.example--", ""),
            ("Content-Description: Delivery report", "Content-Transfer-Encoding: base64"),
        ],
    )
    def test_a_damaged_notification_is_no_crash(self, tmp_path: Path, old: str, new: str) -> None:
        text = postfix(sent())
        assert old in text
        assert bounce(text.replace(old, new), tmp_path)

    def test_a_file_that_is_not_there(self) -> None:
        with pytest.raises(CommandError) as caught:
            call_command("bounce", "/no/such/file")
        assert caught.value.returncode == os.EX_NOINPUT


def test_the_database_away_is_try_again_later(tmp_path: Path) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    result = subprocess.run(
        [sys.executable, "manage.py", "bounce"],
        cwd=ROOT,
        env=environment(tmp_path) | away,
        input=postfix(sent()).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == os.EX_TEMPFAIL, result.stderr
    assert b"Traceback" not in result.stderr


def test_a_reference_cannot_be_guessed() -> None:
    delivery = make_delivery()
    assert delivery_number(reference(delivery)) == delivery.pk
    assert delivery_number(reference(delivery).replace(str(delivery.pk), "1", 1) + "0") is None
    assert delivery_number(f"{delivery.pk}-000000000000") is None
    assert delivery_number("nonsense") is None
