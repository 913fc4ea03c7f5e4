"""What names a person outside the tables of the shop, and what only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from contacts.models import Attachment
from customers.models import Draft, ErasedFile
from customers.privacy.erasure import engine
from tests.factories import make_activity, make_customer, make_moment, make_staff

if TYPE_CHECKING:
    from pathlib import Path

    from customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


def erase(customer: Customer) -> None:
    make_activity(customer, code="done")
    engine.erase_customer(customer=customer, actor="test", ground="not_needed")


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("Mail naar jan@kwast.example", True),
        ("Mail naar jan@kwast.example.Bel daarna", True),
        ("Mail naar JAN@kwast.example", True),
        ("Mail naar bram@kwast.example", False),
    ],
)
def test_an_address_in_a_draft(text: str, goes: bool) -> None:
    Draft.objects.create(owner=make_staff(), path="/x", data={"text": text})
    erase(make_customer(last_name="Quispelaar", emails="jan@kwast.example"))
    assert Draft.objects.exists() is not goes


def test_who_is_signed_in_stays_so() -> None:
    """A hash may hold the digits of a number by chance."""
    mine = {"_auth_user_id": "1", "_auth_user_hash": "ab699887766cd"}
    session = SessionStore()
    session.update(mine | {"search": "0699887766"})
    session.create()
    erase(make_customer(mobile="+31699887766"))
    assert Session.objects.get().get_decoded() == mine


def test_a_file_of_before_goes_too() -> None:
    customer = make_customer()
    attachment = Attachment.objects.create(
        customer=customer,
        moment=make_moment(customer),
        file="attachments/before",
        name="bon.pdf",
        content_type="application/pdf",
        size=1,
    )
    Attachment.objects.filter(pk=attachment.pk).update(file="attachments/now")
    erase(customer)
    names = set(ErasedFile.objects.values_list("name", flat=True))
    assert names == {"attachments/before", "attachments/now"}
    attachment.refresh_from_db()
    told = {attachment.file.name, *attachment.history.values_list("file", flat=True)}
    assert told == {""}
