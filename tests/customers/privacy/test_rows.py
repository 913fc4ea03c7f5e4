"""Whose rows are whose, found by index."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from contacts.models import ContactMoment
from customers.models import Address, LoyaltyCard
from customers.privacy.erasure.rows import rows_of
from customers.privacy.erasure.values import former_values
from tests.factories import make_activity, make_contact, make_customer, make_invoice, make_moment

pytestmark = pytest.mark.django_db


def test_rows_of_others_are_not_its_own() -> None:
    customer, other = make_customer(), make_customer()
    kept, given = make_moment(customer), make_moment(customer)
    ContactMoment.objects.filter(pk=given.pk).update(customer=other)
    make_contact(other)
    gone = LoyaltyCard.objects.create(customer=customer, number="KAART9731")
    key = gone.pk
    gone.delete()
    found = rows_of([customer])
    assert found["contacts_contactmoment"] == {str(kept.pk)}
    assert found["customers_loyaltycard"] == {str(key)}
    assert "contacts_contactperson" not in found
    assert str(given.pk) in rows_of([other])["contacts_contactmoment"]
    both = rows_of([customer, other.pk])
    assert both["contacts_contactmoment"] == {str(kept.pk), str(given.pk)}
    assert both["customers_customer"] == {str(customer.pk), str(other.pk)}


def test_every_row_is_found_by_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    customer = make_customer()
    make_activity(customer)
    make_invoice(customer)
    Address.objects.create(customer=customer, kind="former", street="Steeg", postcode="3512 JE")
    plans: list[str] = []

    def explained(execute: Any, query: str, params: Any, many: bool, context: Any) -> Any:
        if " UNION " in query:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {query}", params)
                plans.extend(row[0] for row in cursor.fetchall())
        return execute(query, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explained):
        rows_of([customer])
        former_values([customer])
    assert plans
    assert {name for line in plans for name in re.findall(r"Seq Scan on (\w+)", line)} == set()
