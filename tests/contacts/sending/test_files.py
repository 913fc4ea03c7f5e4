"""Files that go with a message: kept, e-mailed to the byte, on the timeline, sent again as they were."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from contacts.models import Attachment, ContactMoment, Delivery, Document, Message, MessageFile
from contacts.sending import send_now
from contacts.services import deliveries, message_files
from contacts.services.messages import OutgoingFile, send_document
from customers.models import MessagePreference
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from contacts.services.messages import SendResult
    from customers.models import Customer
    from tests.contacts.sending.mailserver import MailServer

pytestmark = pytest.mark.django_db

Status = Delivery.Status
CONTENT = b"%PDF-1.7\r\n.\r\n" + bytes(range(256)) * 40 + b"\n%%EOF"
NAME = "Factuur 2026-0001 Café Zoë.pdf"
PDF = OutgoingFile(NAME, "application/pdf", CONTENT)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Files on a real disk, as in a shop."""
    settings.MEDIA_ROOT = tmp_path / "media"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def make_jan(**fields: Any) -> Customer:
    return make_customer(**{"emails": "jan@example.nl", "email_permission": 1} | fields)


def send(customer: Customer, *files: OutgoingFile, **changes: Any) -> SendResult:
    values = {
        "document": Document.INVOICE,
        "about": "2026-0001",
        "values": {},
        "key": "invoice:1",
        "actor": "test",
    }
    return send_document(customer=customer, attachments=files or (PDF,), **values | changes)


def kept(settings: Any) -> list[str]:
    """The files on disk."""
    root = settings.MEDIA_ROOT
    return sorted(str(one.relative_to(root)) for one in root.rglob("*") if one.is_file())


def test_arrives_to_the_byte(mail_server: MailServer) -> None:
    (delivery,) = send(make_jan()).deliveries
    assert send_now(delivery.pk) == Status.SENT
    (mail,) = mail_server.mails
    assert mail.get_content_type() == "multipart/mixed"
    body = mail.get_body()
    assert body is not None
    assert "2026-0001" in body.get_content()
    (part,) = mail.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("application/pdf", NAME)
    assert part.get_content() == CONTENT


@pytest.mark.parametrize(
    ("name", "kind", "content"),
    [
        ("lijst.csv", "text/csv", "Zoë;1\r\nŁódź;2\n".encode()),
        ("brief.txt", "text/plain", b"a\r\n.\r\nb\xff"),
        ("vorige.eml", "message/rfc822", b"Subject: x\r\n\r\nDag"),
        ("foto.png", "image/png", b"\x89PNG\r\n\x1a\n123"),
    ],
)
def test_every_kind_arrives_to_the_byte(
    name: str, kind: str, content: bytes, mail_server: MailServer
) -> None:
    (delivery,) = send(make_jan(), OutgoingFile(name, kind, content)).deliveries
    assert send_now(delivery.pk) == Status.SENT
    (part,) = mail_server.mails[0].iter_attachments()
    assert part.get_filename() == name
    assert part.get_payload(decode=True) == content


def test_is_kept_under_a_name_that_says_nothing(settings: Any) -> None:
    send(make_jan())
    row = MessageFile.objects.get()
    assert (row.name, row.content_type, row.size) == (NAME, "application/pdf", len(CONTENT))
    assert str(row.file) == kept(settings)[0]
    assert str(row.file).startswith("messages/")
    assert "2026" not in str(row.file)
    assert row.file.read() == CONTENT
    assert row.history.count() == 1


def test_nothing_is_kept_of_what_was_not_sent(settings: Any) -> None:
    customer = make_jan()
    with pytest.raises(RuntimeError), transaction.atomic():
        send(customer)
        assert kept(settings)
        raise RuntimeError
    assert kept(settings) == []
    send(make_jan(emails=""))
    assert (kept(settings), MessageFile.objects.count()) == ([], 0)


def test_the_same_key_keeps_one(mail_server: MailServer) -> None:
    customer = make_jan()
    send(customer)
    assert send(customer, OutgoingFile("Anders.pdf", "application/pdf", b"%PDF-x")).repeated
    assert MessageFile.objects.get().name == NAME


def test_is_on_the_timeline_once_it_was_sent(mail_server: MailServer) -> None:
    clerk = make_staff()
    first, second = send(make_jan(emails="jan@example.nl; els@example.nl"), actor=clerk).deliveries
    assert not Attachment.objects.exists()
    for delivery in (first, second):
        assert send_now(delivery.pk) == Status.SENT
    attachment = Attachment.objects.get()
    assert attachment.moment == ContactMoment.objects.get()
    assert (attachment.name, attachment.uploaded_by) == (NAME, clerk)
    assert attachment.history.get().history_user == clerk
    assert attachment.file.read() == CONTENT
    assert str(attachment.file) != str(MessageFile.objects.get().file)


def test_send_again_sends_the_same_file(mail_server: MailServer) -> None:
    mail_server.answers_at_data = ["554 5.6.0 no"]
    (delivery,) = send(make_jan()).deliveries
    assert send_now(delivery.pk) == Status.FAILED
    assert deliveries.send_again(delivery=delivery, actor=make_staff())
    assert send_now(delivery.pk) == Status.SENT
    (part,) = mail_server.mails[0].iter_attachments()
    assert part.get_content() == CONTENT


def test_what_counts_as_sent_is_on_the_timeline_too() -> None:
    (delivery,) = send(make_jan()).deliveries
    delivery.status = Status.UNSURE
    delivery.save()
    deliveries.count_as_sent(delivery=delivery, actor=make_staff())
    assert Attachment.objects.get().name == NAME


def test_without_its_file_it_does_not_go(mail_server: MailServer) -> None:
    (delivery,) = send(make_jan()).deliveries
    row = MessageFile.objects.get()
    row.file.storage.delete(str(row.file))
    assert send_now(delivery.pk) == Status.FAILED
    delivery.refresh_from_db()
    assert delivery.error
    assert mail_server.received == []


def test_a_file_that_is_gone_does_not_hide_that_it_was_sent() -> None:
    (delivery,) = send(make_jan()).deliveries
    delivery.status = Status.UNSURE
    delivery.save()
    row = MessageFile.objects.get()
    row.file.storage.delete(str(row.file))
    deliveries.count_as_sent(delivery=delivery, actor=make_staff())
    delivery.refresh_from_db()
    assert delivery.status == Status.SENT
    assert ContactMoment.objects.get().message_id == delivery.message_id


def test_a_text_message_has_none() -> None:
    customer = make_jan(mobile="+31655010147")
    MessagePreference.objects.create(customer=customer, ready_for_pickup="sms")
    send(customer, document=Document.READY)
    assert Message.objects.get().channel == "sms"
    assert not MessageFile.objects.exists()


def test_the_check_of_files_knows_them(settings: Any) -> None:
    send(make_jan())
    out = io.StringIO()
    call_command("check_files", stdout=out, stderr=out)
    assert out.getvalue() == "1 files; 0 without a row, 0 rows without a file.\n"
    (settings.MEDIA_ROOT / kept(settings)[0]).unlink()
    with pytest.raises(CommandError):
        call_command("check_files", stdout=out, stderr=out)
    assert "1 rows without a file" in out.getvalue()


def test_too_large_for_an_email(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_files, "MOST_BYTES", 2 * len(CONTENT) - 1)
    customer = make_jan()
    send(customer, key="one")
    with pytest.raises(ValidationError):
        send(customer, PDF, PDF, key="two")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "file",
    [
        OutgoingFile("a.html", "text/html", b"x"),
        OutgoingFile("", "application/pdf", b"x"),
        OutgoingFile("a.pdf", "application/pdf", b""),
    ],
)
def test_what_is_no_file_to_send(file: OutgoingFile) -> None:
    with pytest.raises(ValueError, match="cannot go with a message"):
        send(make_jan(), file)


def test_the_tab_shows_it_and_links_once_sent(client: Client, mail_server: MailServer) -> None:
    customer = make_jan()
    client.force_login(make_staff())
    (delivery,) = send(customer).deliveries
    url = f"/customers/{customer.number}/messages/"
    page = client.get(url).content.decode()
    assert NAME in page
    assert "/attachments/" not in page
    send_now(delivery.pk)
    page = client.get(url).content.decode()
    assert f"/attachments/{Attachment.objects.get().pk}/" in page
    files = client.get(f"/customers/{customer.number}/files/").content.decode()
    assert NAME in files
