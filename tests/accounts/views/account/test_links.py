"""Finding an account, linking and unlinking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer
from tests.accounts.views.account.screens import FIND, IBAN, LINK, UNLINK
from tests.factories import make_account, make_customer, make_invoice
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestFind:
    def test_by_what_is_typed(self, client: Client, domstad: Customer) -> None:
        cargo = make_customer(company_name="Domstad Cargo", kind="company", last_name="")
        account = make_account(cargo, number="900001", name="Domstad Cargo", iban=IBAN)
        make_account(number="900002", name="Domstad Oud", active=False)
        response = client.get(FIND, {"wanted": "domst", "last_name": "x"})
        text = text_of(response)
        assert f"900001 Domstad Cargo van {cargo.number} Domstad Cargo · 3512 JE 47" in text
        assert "NL91 ABNA 0417 1643 00" in text
        assert "Rekening 900002 is gesloten." in text
        html = response.content.decode()
        assert html.count('name="account"') == 1
        assert f'value="{account.pk}"' in html
        assert f'action="{LINK}?last_name=x"' in html
        live = client.get(FIND, {"wanted": "domst"}, headers={"HX-Target": "offers"})
        assert "<html" not in live.content.decode()
        assert 'data-for="domst"' in live.content.decode()

    def test_nothing_found_says_so(self, client: Client, domstad: Customer) -> None:
        assert "Geen rekening past." in text_of(client.get(FIND, {"wanted": "zzz\0"}))
        assert "Typ het begin van een nummer" in text_of(client.get(FIND))

    def test_the_number_of_queries_is_constant(self, client: Client, domstad: Customer) -> None:
        counts = []
        client.get(FIND)
        for n in range(2):
            make_account(*(make_customer() for _n in range(4)), name="Domstad Cargo")
            for _n in range(n * 8):
                make_account(make_customer(), name="Domstad Cargo")
            with CaptureQueriesContext(connection) as queries:
                response = client.get(FIND, {"wanted": "domstad"}, headers={"HX-Target": "offers"})
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert "en nog 2" in text_of(response)


class TestLink:
    def test_links_and_back(self, client: Client, domstad: Customer) -> None:
        before, chosen = make_account(domstad), make_account(number="900001")
        response = client.post(LINK, {"account": chosen.pk, "seen": before.number}, follow=True)
        assert "Rekening 900001 is gekoppeld." in text_of(response)
        undo = f"{LINK}?account={before.pk}"
        assert f'action="{undo}"' in response.content.decode()
        client.post(undo)
        domstad.refresh_from_db()
        assert domstad.billing_account == before

    def test_the_first_one_is_undone_by_unlinking(self, client: Client, domstad: Customer) -> None:
        response = client.post(LINK, {"account": make_account().pk}, follow=True)
        assert f'action="{UNLINK}"' in response.content.decode()
        client.post(UNLINK)
        domstad.refresh_from_db()
        assert domstad.billing_account is None

    @pytest.mark.parametrize("key", ["", "x", "0", "²", "9" * 30, "-1", "1e3"])
    def test_what_is_no_account(self, client: Client, domstad: Customer, key: str) -> None:
        assert client.post(LINK, {"account": key})["Location"] == FIND
        assert "Kies een rekening uit de lijst." in text_of(client.get(FIND))

    def test_one_that_a_colleague_linked_stays(self, client: Client, domstad: Customer) -> None:
        theirs = make_account(domstad, number="900001")
        response = client.post(LINK, {"account": make_account().pk, "seen": ""}, follow=True)
        assert "Een collega heeft intussen rekening 900001 gekoppeld." in text_of(response)
        domstad.refresh_from_db()
        assert domstad.billing_account == theirs

    def test_open_invoices_hold_the_one_before(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, number="900001")
        invoice = make_invoice(domstad)
        assert "Op rekening 900001 staat nog 1 factuur open" in text_of(client.get(FIND))
        response = client.post(LINK, {"account": make_account().pk})
        assert "Rekening 900001 kan nog niet worden ontkoppeld" in text_of(response)
        assert f'href="/invoices/{invoice.pk}/"' in response.content.decode()


class TestUnlink:
    def test_asks_and_does(self, client: Client, domstad: Customer) -> None:
        account = make_account(domstad, number="900001")
        assert "Rekening 900001 ontkoppelen van deze klant?" in text_of(client.get(UNLINK))
        assert Customer.objects.get(pk=domstad.pk).billing_account == account
        response = client.post(UNLINK, {"reason": "dubbel", "seen": "900001"}, follow=True)
        assert "Rekening 900001 is ontkoppeld." in text_of(response)
        assert f'action="{LINK}?account={account.pk}"' in response.content.decode()
        domstad.refresh_from_db()
        assert domstad.billing_account is None
        newest = Customer.history.filter(id=domstad.pk).order_by("-history_id").first()
        assert newest.history_change_reason == "dubbel"

    def test_open_invoices_hold_it(self, client: Client, domstad: Customer) -> None:
        make_account(domstad, number="900001")
        for _n in range(6):
            make_invoice(domstad)
        for response in (client.get(UNLINK), client.post(UNLINK)):
            text = text_of(response)
            assert "Rekening 900001 kan nog niet worden ontkoppeld" in text
            assert "Er staan nog 6 facturen open." in text
            assert "Banden en kettingen concept" in text
            assert "Toon alle 6" in text
        domstad.refresh_from_db()
        assert domstad.billing_account is not None
