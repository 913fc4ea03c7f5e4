"""Archiving, putting back, preferring, and undoing that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from customers.models import Customer
from tests.contacts.views.persons.screens import TAB, edit_url
from tests.factories import make_contact, make_customer
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


class TestDeeds:
    def undo(self, client: Client) -> Any:
        """Press 'Ongedaan maken' in the message."""
        html = client.get(TAB).content.decode()
        (url,) = re.findall(r'<form class="banner__end" method="post" action="([^"]*)"', html)
        return client.post(url)

    def test_archive_and_back(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, preferred=True)
        make_contact(domstad, last_name="Twee")
        assert client.post(f"{edit_url(person)}archive/")["Location"] == TAB
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (True, False)
        self.undo(client)
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (False, True)

    def test_archiving_who_is_preferred_says_that_nobody_is(
        self, client: Client, domstad: Customer
    ) -> None:
        client.post(f"{edit_url(make_contact(domstad, preferred=True))}archive/")
        assert "Niemand is nu voorkeur voor Inkoop." in text_of(client.get(TAB))

    def test_restore_and_back(self, client: Client, domstad: Customer) -> None:
        person = make_contact(domstad, archived=True)
        assert "Terugzetten" in text_of(client.get(edit_url(person)))
        client.post(f"{edit_url(person)}restore/")
        person.refresh_from_db()
        assert not person.archived
        self.undo(client)
        person.refresh_from_db()
        assert person.archived

    def test_prefer_and_back(self, client: Client, domstad: Customer) -> None:
        one = make_contact(domstad, preferred=True)
        two = make_contact(domstad, last_name="Twee")
        client.post(f"{edit_url(two)}prefer/")
        assert domstad.contacts.get(preferred=True) == two
        self.undo(client)
        assert domstad.contacts.get(preferred=True) == one

    @pytest.mark.parametrize("deed", ["restore", "prefer"])
    def test_what_cannot_be_done_is_said(
        self, client: Client, domstad: Customer, deed: str
    ) -> None:
        gone = make_customer()
        person = make_contact(
            domstad, type_id="invoice_address", invoice_customer=gone, archived=True
        )
        Customer.objects.filter(pk=gone.pk).update(status="inactive")
        client.post(f"{edit_url(person)}{deed}/")
        assert "banner--danger" in client.get(TAB).content.decode()
        person.refresh_from_db()
        assert (person.archived, person.preferred) == (True, False)
