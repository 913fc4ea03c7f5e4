"""Adding: the sure double stops it, a reason lets it pass, two clerks make one."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.models import Customer
from customers.services.add import SureDoubleError, add_customer
from tests.factories import make_customer, make_staff


def values(**changes: Any) -> dict[str, Any]:
    """What a valid form says about Johan Janssen at Voorstraat 47."""
    return {
        "kind": "person",
        "initials": "J.",
        "first_name": "",
        "infix": "",
        "last_name": "Janssen",
        "postcode": "3512 JE",
        "house_number": 47,
        "house_number_addition": "",
        "street": "Voorstraat",
        "city": "Utrecht",
        "country": "NL",
    } | changes


@pytest.mark.django_db
class TestAdd:
    def test_a_new_customer_is_a_prospect_with_a_number_and_a_history(self) -> None:
        actor = make_staff()
        customer = add_customer(values=values(), actor=actor)
        assert customer.status == "prospect"
        assert customer.number.isdigit()
        row = Customer.history.get(id=customer.pk)
        assert (row.history_user, row.history_type) == (actor, "+")

    def test_a_sure_double_stops_it(self) -> None:
        existing = make_customer()
        with pytest.raises(SureDoubleError) as caught:
            add_customer(values=values(), actor=make_staff())
        assert [double.customer for double in caught.value.doubles] == [existing]
        assert Customer.objects.count() == 1

    def test_a_reason_lets_it_pass_and_is_kept(self) -> None:
        existing = make_customer()
        customer = add_customer(
            values=values(),
            actor=make_staff(),
            despite="vader en zoon",
            despite_numbers=[existing.number],
        )
        assert Customer.history.get(id=customer.pk).history_change_reason == "vader en zoon"

    def test_a_reason_about_one_is_no_reason_about_another(self) -> None:
        existing = make_customer()
        make_customer(initials="J.")
        with pytest.raises(SureDoubleError):
            add_customer(
                values=values(),
                actor=make_staff(),
                despite="vader en zoon",
                despite_numbers=[existing.number],
            )

    def test_an_erased_customer_is_nobodys_double(self) -> None:
        make_customer(status="erased")
        add_customer(values=values(), actor=make_staff())

    def test_invalid_values_are_refused_before_the_database_does(self) -> None:
        with pytest.raises(ValidationError), transaction.atomic():
            add_customer(values=values(last_name=""), actor=make_staff())
        with pytest.raises(ValidationError), transaction.atomic():
            add_customer(values=values(country="Holland"), actor=make_staff())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "same",
    [
        pytest.param(values(), id="postcode"),
        pytest.param(values(postcode="", house_number=None, street="", city=""), id="name alone"),
        pytest.param(
            values(postcode="", house_number=None, mobile="+31655010147"), id="phone, no postcode"
        ),
    ],
)
def test_eight_clerks_at_once_make_one(same: dict[str, Any]) -> None:
    clerks = [make_staff() for _n in range(8)]

    def add(number: int) -> str:
        try:
            with transaction.atomic():
                customer = add_customer(values=same, actor=clerks[number])
                time.sleep(0.02)
                return customer.number
        except SureDoubleError as found:
            return f"shown {found.doubles[0].customer.number}"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(add, range(8)))
    only = Customer.objects.get()
    assert results.count(only.number) == 1
    assert results.count(f"shown {only.number}") == 7


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shared", [{"mobile": "+31655010147"}, {"emails": "j@example.nl"}])
def test_one_with_and_one_without_postcode_but_the_same_contact(shared: dict[str, str]) -> None:
    clerks = [make_staff() for _n in range(2)]
    both = [
        values(**shared),
        values(**shared, postcode="", house_number=None, street="", city=""),
    ]

    def add(number: int) -> bool:
        try:
            with transaction.atomic():
                add_customer(values=both[number], actor=clerks[number])
                time.sleep(0.05)
        except SureDoubleError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [False, True]
