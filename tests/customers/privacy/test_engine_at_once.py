"""A clerk who saves at the moment of an erasure: before it, and erased too, or refused."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contacts.models import ContactMoment, ContactPerson
from customers.models import Customer, ErasureEntry
from customers.privacy.erasure import approval, engine
from customers.privacy.retention.holds import save_hold
from klantbeheer.history_guard import find_gaps
from tests.at_once import at_once
from tests.customers.privacy.person import found_in_database
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_moment,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Quispelaar"


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


def erase(customer: Customer) -> ErasureEntry:
    return engine.erase_customer(customer=customer, actor="test", ground="not_needed")


def _add_moment(customer: Customer) -> None:
    make_moment(customer, text=NAME)


def _add_person(customer: Customer) -> None:
    make_contact(customer, last_name=NAME)


def _change_moment(customer: Customer) -> None:
    ContactMoment.objects.filter(customer=customer).update(text=NAME)


def _change_customer(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(internal_note=NAME)


WRITES = (_add_moment, _add_person, _change_moment, _change_customer)


@pytest.mark.parametrize("write", WRITES)
def test_nobody_is_erased_by_half(write: Callable[[Customer], None]) -> None:
    customer = make_customer(last_name=NAME)
    make_activity(customer, code="done")
    make_moment(customer)
    answers = at_once(lambda: erase(customer), lambda: write(customer), refused=(DatabaseError,))
    assert isinstance(answers[0], ErasureEntry)
    assert found_in_database([NAME]) == set()
    assert find_gaps() == []


@pytest.mark.parametrize("write", WRITES)
def test_who_was_first_is_waited_for(write: Callable[[Customer], None]) -> None:
    """The clerk has written and not committed yet when the erasure begins."""
    customer = make_customer(last_name=NAME)
    make_activity(customer, code="done")
    make_moment(customer)
    written = Event()

    def clerk() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            write(customer)
            written.set()
            cursor.execute("SELECT pg_sleep(0.2)")

    def shop() -> ErasureEntry:
        written.wait(10)
        return erase(customer)

    answers = at_once(clerk, shop, refused=(), whole=False)
    assert isinstance(answers[1], ErasureEntry)
    assert found_in_database([NAME]) == set()
    assert find_gaps() == []


def test_who_comes_while_it_goes_on_is_refused() -> None:
    customer = make_customer(last_name=NAME)
    make_activity(customer, code="done")
    erased, refused = Event(), Event()

    def shop() -> None:
        with transaction.atomic():
            erase(customer)
            erased.set()
            refused.wait(10)

    def clerk() -> None:
        erased.wait(10)
        try:
            make_contact(customer, last_name=NAME)
        finally:
            refused.set()

    answers = at_once(shop, clerk, refused=(IntegrityError,), whole=False)
    assert "is being erased" in str(answers[1])
    assert not ContactPerson.objects.filter(customer=customer).exists()


def test_two_erase_the_same_customer() -> None:
    customer = make_customer(last_name=NAME)
    make_activity(customer, code="done")
    answers = at_once(
        lambda: erase(customer),
        lambda: erase(customer),
        refused=(engine.AlreadyErasedError,),
        whole=False,
    )
    kinds = sorted(type(answer).__name__ for answer in answers)
    assert kinds == ["AlreadyErasedError", "ErasureEntry"]


def until_waited_for(done: Event) -> None:
    """Keep this transaction open until another waits for it, or is done without."""
    with connection.cursor() as cursor:
        while not done.wait(0.01):
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return


@pytest.mark.parametrize("scope", ["customer", "columns"])
def test_a_hold_that_is_being_set_is_waited_for(scope: str) -> None:
    customer = make_customer(mobile="+31655010147")
    parts: dict[str, Any] = {
        "scope": "columns",
        "scope_table": "customers_customer",
        "scope_pk": customer.pk,
        "scope_columns": ["mobile"],
    }
    asked = make_request(customer, **(parts if scope == "columns" else {}))
    approval.send_for_approval(request=asked, actor=make_staff("kantoor"))
    boss = make_staff("beheerder")
    day = approval.approve(request=asked, actor=boss, typed_number=customer.number).execute_on
    held, done = Event(), Event()

    def clerk() -> None:
        with transaction.atomic():
            save_hold(customer=customer, version=None, reason="claim", until=None, actor=boss)
            held.set()
            until_waited_for(done)

    def shop() -> int:
        held.wait(10)
        try:
            return approval.carry_out_due(day)
        finally:
            done.set()

    assert at_once(clerk, shop, refused=(), whole=False)[1] == 0
    asked.refresh_from_db()
    assert asked.status == "open"
    assert Customer.objects.get(pk=customer.pk).mobile == "+31655010147"


def test_the_last_two_of_an_account_take_it_with_them() -> None:
    """Neither sees the other erased, unless the second waits for the first."""
    first, second = make_customer(), make_customer()
    account = make_account(first, second, name=NAME)
    for customer in (first, second):
        make_activity(customer, code="done")
    erased, done = Event(), Event()

    def one() -> None:
        with transaction.atomic():
            erase(first)
            erased.set()
            until_waited_for(done)

    def other() -> None:
        erased.wait(10)
        try:
            erase(second)
        finally:
            done.set()

    at_once(one, other, refused=(), whole=False)
    account.refresh_from_db()
    assert account.name == "[gewist]"
    assert found_in_database([NAME]) == set()
