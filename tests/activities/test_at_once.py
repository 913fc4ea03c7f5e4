"""Two clerks at the same moment: real threads and transactions."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from customers.activities.models import Activity
from customers.activities.services.activities import (
    change_activity,
    create_activity,
    set_stage,
    values_of,
)
from customers.activities.services.stages import stage_of
from customers.models import Customer
from customers.services import lifecycle
from customers.services.combining import OverlapError
from customers.services.lifecycle import StepBlockedError
from klantbeheer.history_guard import find_gaps
from tests.at_once import at_once
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
REFUSED = (IntegrityError, StepBlockedError)


@pytest.fixture(autouse=True)
def _no_gaps() -> Iterator[None]:
    """After every one of these the history is whole."""
    yield
    assert find_gaps() == []


@pytest.fixture
def anna() -> StaffUser:
    return make_staff()


def told(deed: Callable[[], Any]) -> Callable[[], Any]:
    """The deed; what the database refuses is an answer too."""

    def do() -> Any:
        try:
            with transaction.atomic():
                return deed()
        except REFUSED as error:
            raise ValidationError(str(error)) from error

    return do


def opened(customer: Customer, kind: str = "order") -> Activity:
    return create_activity(
        customer=customer, kind=kind, values={"title": "Fietszitje"}, actor="test"
    )


def never_both(customer: Customer) -> None:
    """An inactive customer has nothing running."""
    customer.refresh_from_db()
    running = Activity.objects.filter(customer=customer, status="open").exists()
    assert (customer.status, running) in {("inactive", False), ("active", True)}


class TestDeactivation:
    """One opens something while the other deactivates: one of them is refused."""

    def test_an_order_through_the_services(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            customer = make_customer()
            results = at_once(
                told(partial(opened, customer)),
                told(
                    partial(lifecycle.deactivate, customer=customer, reason="Verhuisd", actor=anna)
                ),
            )
            assert sum(isinstance(each, ValidationError) for each in results) == 1
            never_both(customer)

    def test_an_order_that_is_opened_again(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            order = make_activity(code="done")
            at_once(
                told(
                    partial(set_stage, activity=order, stage=stage_of("order", "ready"), actor=anna)
                ),
                told(
                    partial(
                        lifecycle.deactivate, customer=order.customer, reason="Verhuisd", actor=anna
                    )
                ),
            )
            never_both(order.customer)

    @pytest.mark.parametrize("how", ["new", "again"])
    @pytest.mark.parametrize("first", ["order", "inactive"])
    def test_whoever_is_first_around_the_services(self, first: str, how: str) -> None:
        """Plain writes: the second one waits for the first to end, and is refused then."""
        customer = make_customer()
        ended = make_activity(customer, code="done", closed_on="2026-11-20")
        again = {"stage": stage_of("order", "ready"), "status": "open", "closed_on": None}
        opens: dict[str, Callable[[], Any]] = {
            "new": lambda: make_activity(customer),
            "again": lambda: Activity.objects.filter(pk=ended.pk).update(**again),
        }
        deeds: dict[str, Callable[[], Any]] = {
            "order": opens[how],
            "inactive": lambda: Customer.objects.filter(pk=customer.pk).update(status="inactive"),
        }
        [second] = deeds.keys() - {first}
        done = Event()

        def leads() -> None:
            deeds[first]()
            done.set()
            assert not Event().wait(0.3)  # the other one has come, and waits

        def follows() -> None:
            assert done.wait(10)
            deeds[second]()

        results = at_once(told(leads), told(follows))
        assert results[0] is None
        assert isinstance(results[1], ValidationError)
        never_both(customer)


class TestTwoClerks:
    """Nobody's work is overwritten, and nothing is made twice."""

    def test_of_two_who_fill_in_the_same_one_is_asked(self, anna: StaffUser) -> None:
        order = opened(make_customer())
        now = values_of(order)
        results = at_once(
            *(
                lambda title=title: change_activity(
                    activity=order, version=1, values=now | {"title": title}, actor=anna
                )
                for title in ("Zitje voor", "Zitje achter")
            )
        )
        assert sum(isinstance(each, OverlapError) for each in results) == 1
        assert Activity.objects.get().version == 2

    def test_numbers_are_given_once(self) -> None:
        customers = [make_customer() for _each in range(4)]
        at_once(*(lambda customer=customer: opened(customer) for customer in customers))
        assert sorted(Activity.objects.values_list("number", flat=True)) == [1, 2, 3, 4]

    def test_the_same_from_the_till_is_made_once(self) -> None:
        customers = [make_customer() for _each in range(3)]
        results = at_once(
            *(
                lambda customer=customer: create_activity(
                    customer=customer,
                    kind="purchase",
                    values={"title": "Band"},
                    actor="till",
                    source="till",
                    external_id="77",
                )
                for customer in customers
            )
        )
        assert len({each.pk for each in results}) == 1
        assert Activity.objects.count() == 1
