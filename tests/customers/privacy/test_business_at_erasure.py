"""Business that a clerk does at the moment of an erasure: it holds the erasure back, or is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Invoice
from contacts.models import Document
from contacts.services.attachments import attach
from contacts.services.messages import send_document
from customers.activities.models import Activity
from customers.models import Customer, ErasureEntry
from customers.privacy.erasure import engine
from customers.views import shared
from klantbeheer.backup.making import media_files
from klantbeheer.history_guard import find_gaps
from tests.accounts.clerk import draft, make_payer, make_shop
from tests.at_once import at_once
from tests.customers.privacy.person import found_in_database
from tests.factories import make_activity, make_contact, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Quispelaar"
REFUSED = (engine.ErasureBlockedError, engine.AlreadyErasedError, ValidationError, IntegrityError)


def _upload(customer: Customer, clerk: StaffUser) -> None:
    moment = customer.moments.get()
    attach(moment=moment, upload=SimpleUploadedFile(f"{NAME}.txt", b"tekst"), actor=clerk)


def _send(customer: Customer, clerk: StaffUser) -> None:
    send_document(
        customer=customer,
        document=Document.READY,
        about="B-1",
        values={"toelichting": NAME},
        key="once",
        actor=clerk,
    )


def _invoice(customer: Customer, clerk: StaffUser) -> None:
    from accounts.services.invoices import create_draft

    create_draft(customer=customer, values=draft(), actor=clerk)


def _order(customer: Customer, _clerk: StaffUser) -> None:
    make_activity(customer, "order", title=NAME)


@pytest.mark.parametrize("deed", [_upload, _send, _invoice, _order])
def test_one_of_the_two(
    deed: Callable[[Customer, StaffUser], None], tmp_path: Path, settings: Any
) -> None:
    settings.ERASURE_JOURNAL, settings.MEDIA_ROOT = tmp_path / "e.jsonl", tmp_path / "media"
    make_shop()
    clerk = make_staff()
    customer = make_payer(last_name=NAME, emails="q@example.nl", email_permission=1)
    make_activity(customer, code="done")
    make_moment(customer)
    answers = at_once(
        lambda: engine.erase_customer(customer=customer, actor="test", ground="not_needed"),
        lambda: deed(customer, clerk),
        refused=REFUSED,
        whole=False,
    )
    customer.refresh_from_db()
    is_erased = isinstance(answers[0], ErasureEntry)
    assert is_erased == (customer.status == Customer.Status.ERASED)
    if is_erased:
        assert found_in_database([NAME]) == set()
        assert not Invoice.objects.exists()
        assert not Activity.objects.exclude(status="done").exists()
        assert list(media_files(tmp_path / "media")) == []
    else:
        assert isinstance(answers[0], engine.ErasureBlockedError)
        assert answers[1] is None
    assert find_gaps() == []


def test_who_saves_a_page_then_finds_nobody(
    client: Client, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view looked at a customer who was there; the database, a moment later, knows better."""
    settings.ERASURE_JOURNAL = tmp_path / "e.jsonl"
    customer = make_payer(last_name=NAME)
    make_activity(customer, code="done")
    engine.erase_customer(customer=customer, actor="test", ground="not_needed")
    monkeypatch.setattr(
        shared, "get_changeable", lambda _request, _number: make_contact(customer, last_name=NAME)
    )
    client.force_login(make_staff("kantoor"))
    page = reverse("contacts:person_add", args=[customer.number])
    answer = client.post(page, {"type": "sales", "last_name": NAME, "version": "0"})
    assert answer.status_code == 404
    assert found_in_database([NAME]) == set()
