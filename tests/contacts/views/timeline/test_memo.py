"""The memo of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contacts.models import Memo
from customers.models import Draft
from tests.contacts.views.timeline.screens import MEMO, page
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db


class TestMemo:
    def test_writing_and_reading(self, client: Client, customer: Customer) -> None:
        assert "Niets." in page(client, MEMO)
        assert "<textarea" in page(client, f"{MEMO}?edit=1")
        response = client.post(f"{MEMO}?edit=1", {"text": "Een\r\ntwee", "version": "0"})
        assert response["Location"] == MEMO
        html = page(client, MEMO)
        assert "Een\ntwee" in html
        assert "Laatst gewijzigd door Anna Visser" in html

    def test_a_conflict_shows_both(self, client: Client, customer: Customer) -> None:
        Memo.objects.create(customer=customer, text="Van Bram")
        response = client.post(MEMO, {"text": "Van Anna", "version": "0"})
        html = response.content.decode()
        assert "Van Bram" in html
        assert "Van Anna</textarea>" in html
        assert "Van Anna</textarea>" in page(client, f"{MEMO}?edit=1")
        client.post(MEMO, {"text": "Van Anna", "version": "1"})
        assert Memo.objects.get().text == "Van Anna"

    def test_a_draft(self, client: Client, customer: Customer) -> None:
        client.post("/customers/draft/", {"text": "Half af", "version": "0", "draft_path": MEMO})
        assert "Je hebt hier een tekst die nog niet af is" in page(client, MEMO)
        assert "Half af</textarea>" in page(client, f"{MEMO}?edit=1")
        client.post(MEMO, {"drop_draft": "1"})
        assert Draft.objects.count() == Memo.objects.count() == 0

    def test_none_of_an_erased_customer(self, client: Client, clerk: StaffUser) -> None:
        make_customer(number="100234", status="erased")
        assert client.post(MEMO, {"text": "x", "version": "0"}).status_code in (403, 404)
        assert b"<textarea" not in client.get(f"{MEMO}?edit=1").content
        assert not Memo.objects.exists()

    def test_a_reader_only_reads(self, client: Client, customer: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        assert "<textarea" not in page(client, f"{MEMO}?edit=1")
        assert client.post(MEMO, {"text": "x", "version": "0"}).status_code == 403
