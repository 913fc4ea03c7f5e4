"""A clerk who saves at the moment of an erasure: before it, and erased too, or refused."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contacts.models import ContactMoment, ContactPerson
from customers.models import Customer, ErasureEntry
from customers.privacy.erasure import engine
from klantbeheer.history_guard import find_gaps
from tests.at_once import at_once
from tests.customers.privacy.person import found_in_database
from tests.factories import make_activity, make_contact, make_customer, make_moment

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
