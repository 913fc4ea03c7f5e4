"""Addresses on hold, on the card and in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import HeldAddress
from contacts.services import held
from tests.contacts.views.messages.screens import url
from tests.factories import make_contact, make_customer, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from customers.models import Customer

pytestmark = pytest.mark.django_db


class TestHeld:
    def hold(self, customer: Customer, address: str, **fields: Any) -> HeldAddress:
        row = held.hold(
            address=address,
            customer=customer,
            reason="adres bestaat niet",
            actor="worker",
            **fields,
        )
        row.held_at = timezone.localtime().replace(month=1, day=3)
        row.save()
        return row

    def test_on_the_card_until_it_is_used_again(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        row = self.hold(jan, "jan@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl kwam terug op 3 jan.: adres bestaat niet" in card
        answer = client.post(url(jan, "release/"), {"held": str(row.pk)})
        assert answer["Location"] == f"/customers/{jan.number}/"
        row.refresh_from_db()
        assert row.released_by == clerk
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl wordt weer gebruikt." in card
        assert "kwam terug" not in card

    def test_of_a_contact_person_and_of_a_number(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        make_contact(jan, emails="S.Jansen@domstad.example; inkoop@domstad.example")
        self.hold(make_customer(), "inkoop@domstad.example")
        self.hold(jan, "+31655010244", channel="sms")
        self.hold(jan, "weg@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "inkoop@domstad.example kwam terug" in card
        assert "06 55 01 02 44 kwam terug" in card
        assert "weg@example.nl" not in card

    def test_not_of_an_archived_contact_person(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        make_contact(jan, emails="inkoop@domstad.example", archived=True)
        row = self.hold(jan, "inkoop@domstad.example")
        assert "kwam terug" not in text_of(client.get(f"/customers/{jan.number}/"))
        client.post(url(jan, "release/"), {"held": str(row.pk)})
        row.refresh_from_db()
        assert row.released_at is None

    def test_only_addresses_of_this_customer(
        self, client: Client, clerk: Any, jan: Customer
    ) -> None:
        row = self.hold(make_customer(), "els@example.nl")
        for wanted in (str(row.pk), "", "x", "\x00", "9" * 40):
            assert client.post(url(jan, "release/"), {"held": wanted}).status_code == 302
        row.refresh_from_db()
        assert row.released_at is None

    def test_a_reader_sees_it_only(self, client: Client, jan: Customer) -> None:
        client.force_login(make_staff("inkijk"))
        row = self.hold(jan, "jan@example.nl")
        card = text_of(client.get(f"/customers/{jan.number}/"))
        assert "jan@example.nl kwam terug" in card
        assert "Weer gebruiken" not in card
        assert client.post(url(jan, "release/"), {"held": str(row.pk)}).status_code == 403

    def test_a_constant_number_of_queries(self, client: Client, clerk: Any, jan: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/customers/{jan.number}/")
            return len(asked)

        make_contact(jan)
        self.hold(jan, "jan@example.nl")
        count()  # what is read once per process
        few = count()
        for number in range(5):
            make_contact(jan, last_name=f"N{number}", emails=f"n{number}@example.nl")
            self.hold(jan, f"n{number}@example.nl")
        assert count() == few
