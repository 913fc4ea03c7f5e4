"""Closing an account, and opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.models import BillingAccount
from customers.models import Customer
from tests.accounts.views.account.screens import CLOSE, REOPEN, notes_of
from tests.factories import make_account, make_customer, make_invoice
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestClose:
    def test_needs_a_reason(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, make_customer(), number="900001")
        text = text_of(client.get(CLOSE))
        assert "Rekening 900001 sluiten?" in text
        assert "Nog 1 andere klant heeft deze rekening." in text
        response = client.post(CLOSE, {"reason": " "})
        assert notes_of(response) == {"reason": "Vul een reden in. Die komt in de historie."}
        response = client.post(CLOSE, {"reason": "dubbel"}, follow=True)
        assert "Rekening 900001 is gesloten." in text_of(response)
        assert not BillingAccount.objects.get().active
        assert "Deze rekening is al gesloten." in text_of(client.get(CLOSE, follow=True))
        client.post(REOPEN, {"reason": ""})
        assert BillingAccount.objects.get().active

    def test_open_invoices_of_all_who_share_it_hold_it(
        self, client: Client, domstad: Customer
    ) -> None:
        other = make_customer()
        make_account(domstad, other, number="900001")
        make_invoice(other)
        for response in (client.get(CLOSE), client.post(CLOSE, {"reason": "dubbel"})):
            text = text_of(response)
            assert "Rekening 900001 kan nog niet worden gesloten" in text
            assert f"Banden en kettingen concept, {other.number} Jansen" in text
        assert BillingAccount.objects.get().active
