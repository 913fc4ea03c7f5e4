"""The memo, written by more than one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Memo
from contacts.services.memos import memo_of, write_memo
from customers.models import Customer
from customers.services.combining import OverlapError
from klantbeheer.staff.models import StaffUser
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> StaffUser:
    return make_staff()


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def write(customer: Customer, clerk: StaffUser, version: int, text: str) -> Memo:
    return write_memo(customer=customer, version=version, text=text, actor=clerk).memo


def test_first_and_next(customer: Customer, clerk: StaffUser) -> None:
    assert memo_of(customer).version == 0
    memo = write(customer, clerk, 0, "Een")
    write(customer, clerk, memo.version, "Twee")
    memo.refresh_from_db()
    assert (memo.text, memo.version) == ("Twee", 2)
    assert [row.text for row in memo.history.order_by("history_id")] == ["Een", "Twee"]
    assert memo.history.latest().history_user == clerk


def test_nothing_is_written_without_a_difference(customer: Customer, clerk: StaffUser) -> None:
    assert not write_memo(customer=customer, version=0, text="", actor=clerk).changed
    assert Memo.objects.count() == 0
    write(customer, clerk, 0, "Een")
    for version in (0, 1):
        assert not write_memo(customer=customer, version=version, text="Een", actor=clerk).changed
    assert Memo.objects.get().version == 1


def test_can_be_emptied(customer: Customer, clerk: StaffUser) -> None:
    write(customer, clerk, 0, "Een")
    write(customer, clerk, 1, "")
    assert Memo.objects.get().text == ""
    write(customer, clerk, 0, "Opnieuw")
    assert Memo.objects.get().text == "Opnieuw"


@pytest.mark.parametrize("version", [0, 1])
def test_two_at_once(customer: Customer, clerk: StaffUser, version: int) -> None:
    """Whoever opened the form before the other saved is shown both, the very first time too."""
    bram = make_staff(first_name="Bram", last_name="de Wit")
    if version:
        write(customer, clerk, 0, "Samen")
    write(customer, bram, version, "Bram was hier")
    with pytest.raises(OverlapError) as caught:
        write(customer, clerk, version, "Anna was hier")
    [overlap] = caught.value.overlaps
    assert overlap.theirs == {"text": "Bram was hier"}
    assert overlap.mine == {"text": "Anna was hier"}
    assert caught.value.author.name == "Bram de Wit"
    assert Memo.objects.get().text == "Bram was hier"
    write(customer, clerk, caught.value.seen_version, "Allebei waren hier")
    assert Memo.objects.get().text == "Allebei waren hier"


def test_not_of_an_erased_customer(customer: Customer, clerk: StaffUser) -> None:
    Customer.objects.filter(pk=customer.pk).update(status="erased")
    with pytest.raises(ValidationError):
        write(customer, clerk, 0, "Een")
