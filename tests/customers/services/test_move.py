"""A customer who moves: the old address stays."""

import datetime

import pytest

from customers.models import Customer
from customers.services import state
from customers.services.move import AddressChangedError, move_customer
from tests.factories import make_customer, make_staff

DAY = datetime.date(2026, 12, 1)
NEW = {
    "street": "Nobelstraat",
    "house_number": 131,
    "house_number_addition": "",
    "postcode": "3512 LS",
    "city": "Utrecht",
    "country": "NL",
}


def seen(customer: Customer) -> dict[str, object]:
    return {name: getattr(customer, name) for name in state.ADDRESS}


@pytest.mark.django_db
class TestMove:
    def test_the_old_address_becomes_a_former_one(self) -> None:
        customer, anna = make_customer(), make_staff()
        moved = move_customer(
            customer=customer, seen=seen(customer), address=NEW, moved_on=DAY, actor=anna
        )
        assert (moved.street, moved.house_number, moved.postcode) == ("Nobelstraat", 131, "3512 LS")
        former = moved.addresses.get()
        assert (former.kind, former.street, former.house_number, former.valid_to) == (
            "former",
            "Voorstraat",
            47,
            DAY,
        )
        assert former.history.get().history_user == anna

    def test_the_same_address_is_no_move(self) -> None:
        customer = make_customer()
        same = seen(customer)
        move_customer(customer=customer, seen=same, address=same, moved_on=DAY, actor=make_staff())
        assert not customer.addresses.exists()
        assert Customer.history.filter(id=customer.pk).count() == 1

    def test_without_an_old_address_there_is_no_former_one(self) -> None:
        customer = make_customer(street="", house_number=None, postcode="", city="")
        move_customer(
            customer=customer, seen=seen(customer), address=NEW, moved_on=DAY, actor=make_staff()
        )
        assert not customer.addresses.exists()

    def test_an_address_changed_in_the_meantime_is_not_overwritten(self) -> None:
        customer = make_customer()
        before = seen(customer)
        customer.street = "Zeedijk"
        customer.save()
        with pytest.raises(AddressChangedError):
            move_customer(
                customer=customer, seen=before, address=NEW, moved_on=DAY, actor=make_staff()
            )
