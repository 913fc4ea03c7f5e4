"""Whatever is left of an erased customer is seen, wherever it stands."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from customers.models import CustomerRelation, Draft, ErasedFile, ErasureEntry
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.proof import journal
from customers.privacy.proof.remains import NotErasedError, remains_of
from klantbeheer import journal_file
from tests.factories import (
    make_account,
    make_contact,
    make_customer,
    make_invoice,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


@pytest.fixture
def erased(_journal: None) -> Customer:
    """With an invoice that the law keeps, and a line in the journal's file."""
    customer = make_customer()
    make_account(customer)
    make_contact(customer)
    make_invoice(customer, status="paid")
    entry = erase_customer(customer=customer, actor="test", ground="not_needed")
    journal_file.append(journal.journal_path(), [journal.line_of(entry)])
    return customer


def around_the_rules(statement: str) -> Callable[[Customer], None]:
    """What no trigger lets anybody do; `{pk}` is the customer's key."""

    def change(customer: Customer) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement.format(pk=customer.pk))
            cursor.execute("SET LOCAL session_replication_role = origin")

    return change


def relate(customer: Customer) -> None:
    relation = CustomerRelation(customer=make_customer(), other=make_customer(), kind="household")
    relation.save()
    around_the_rules(
        f"UPDATE customers_customerrelation SET customer_id = {{pk}} WHERE id = {relation.pk};"
        "UPDATE customers_historicalcustomerrelation SET customer_id = {pk}"
        f" WHERE id = {relation.pk}"
    )(customer)


def draft(customer: Customer, days: int) -> None:
    path = f"/customers/{customer.number}/edit/"
    made = Draft.objects.create(owner=make_staff(), path=path, data={})
    saved_at = timezone.now() + datetime.timedelta(days=days)
    Draft.objects.filter(pk=made.pk).update(saved_at=saved_at)


PLACES: dict[str, tuple[Callable[[Customer], object], set[tuple[str, str]]]] = {
    "nothing": (lambda _customer: None, set()),
    "a column": (
        around_the_rules("UPDATE contacts_contactperson SET note = 'x' WHERE customer_id = {pk}"),
        {("contacts_contactperson", "note")},
    ),
    "the past": (
        around_the_rules("UPDATE customers_historicalcustomer SET city = 'x' WHERE id = {pk}"),
        {("customers_historicalcustomer", "city")},
    ),
    "a row": (relate, {("customers_customerrelation", "")}),
    "its account": (
        around_the_rules("UPDATE accounts_billingaccount SET name = 'x'"),
        {("accounts_billingaccount", "name")},
    ),
    "the search": (
        around_the_rules(
            "INSERT INTO customers_searchemail (customer_id, kind, active, value, source_id, detail)"
            " VALUES ({pk}, 0, true, 'x', 0, '')"
        ),
        {("customers_searchemail", "customer_id")},
    ),
    "a draft": (lambda customer: draft(customer, -1), {("customers_draft", "")}),
    "a draft of later": (lambda customer: draft(customer, 1), set()),
    "a file": (lambda _customer: ErasedFile.objects.create(name="x"), {("files", "")}),
    "the journal": (
        lambda _customer: journal.journal_path().unlink(),
        {("customers_erasureentry", "file")},
    ),
    "what is asked later": (lambda customer: make_request(customer, note="Belde."), set()),
    "what was asked before": (
        lambda customer: (
            make_request(customer, note="Belde."),
            around_the_rules(
                "UPDATE customers_historicalprivacyrequest"
                " SET history_date = history_date - interval '9 days' WHERE customer_id = {pk}"
            )(customer),
        ),
        {("customers_historicalprivacyrequest", "note")},
    ),
}


@pytest.mark.parametrize("where", PLACES)
def test_what_is_left(erased: Customer, where: str) -> None:
    leave, expected = PLACES[where]
    leave(erased)
    found = remains_of(erased.number)
    assert {(left.table, left.column) for left in found.left} == expected
    assert {day for _columns, day in found.kept.values()} == {datetime.date(2033, 12, 31)}
    assert not found.disappeared


def test_who_disappeared() -> None:
    customer = make_customer()
    entry = erase_customer(customer=customer, actor="test", ground="not_needed")
    journal_file.append(journal.journal_path(), [journal.line_of(entry)])
    found = remains_of(customer.number)
    assert (found.disappeared, found.left, found.customer) == (True, [], entry.customer_pk)


def test_only_of_who_is_erased(erased: Customer) -> None:
    with pytest.raises(NotErasedError, match="present"):
        remains_of(make_customer().number)
    with pytest.raises(NotErasedError, match="unknown"):
        remains_of("424242")
    around_the_rules("DELETE FROM customers_erasureentry")(erased)
    assert not ErasureEntry.objects.exists()
    with pytest.raises(NotErasedError, match="present"):
        remains_of(erased.number)
