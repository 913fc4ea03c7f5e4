"""Prospect, active, inactive; what is open holds it up."""

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers import hooks
from customers.hooks import Blocker, OpenItem, Step
from customers.models import Customer
from customers.services import lifecycle
from customers.services.lifecycle import StepBlockedError, StepImpossibleError
from tests.factories import make_customer, make_staff


@pytest.fixture
def open_order() -> Iterator[list[Blocker]]:
    """A check of another app: what stands in the list is open."""
    found: list[Blocker] = []
    hooks.register_blocker(
        "test",
        "bestellingen",
        lambda _customer: found[0] if found else None,
        steps=frozenset({Step.INACTIVE, Step.PROSPECT}),
    )
    yield found
    hooks.unregister_blocker("test")


ORDER = Blocker("order", "2 openstaande bestellingen", "package", 2, (OpenItem("B-1"),))


@pytest.mark.django_db
class TestDeactivate:
    def test_with_reason_and_actor(self) -> None:
        customer, anna = make_customer(), make_staff()
        lifecycle.deactivate(customer=customer, reason=" Verhuisd ", actor=anna)
        row = Customer.history.filter(id=customer.pk).latest("history_id")
        assert (row.status, row.history_change_reason, row.history_user) == (
            "inactive",
            "Verhuisd",
            anna,
        )

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_no_reason_no_step(self, reason: str) -> None:
        with pytest.raises(ValidationError):
            lifecycle.deactivate(customer=make_customer(), reason=reason, actor=make_staff())

    def test_an_employee_who_can_sign_in_blocks(self) -> None:
        employee = make_staff(first_name="Jan", last_name="van der Jansen")
        customer = make_customer(employee=employee)
        with pytest.raises(StepBlockedError) as caught:
            lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())
        (blocker,) = caught.value.plan.blockers
        assert (blocker.kind, blocker.count) == ("staff", 1)
        assert "Jan van der Jansen" in blocker.items[0].note
        employee.is_active = False
        employee.save()
        customer.refresh_from_db()
        done = lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())
        assert done.status == "inactive"

    def test_other_apps_block_too(self, open_order: list[Blocker]) -> None:
        customer = make_customer()
        assert "bestellingen" in lifecycle.plan_deactivation(customer).clear
        open_order.append(ORDER)
        plan = lifecycle.plan_deactivation(customer)
        assert (plan.allowed, plan.open_count, plan.blockers) == (False, 2, (ORDER,))
        with pytest.raises(StepBlockedError):
            lifecycle.deactivate(customer=customer, reason="x", actor=make_staff())

    def test_twice_is_once(self) -> None:
        customer, anna = make_customer(), make_staff()
        for _n in range(2):
            lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=anna)
        assert Customer.history.filter(id=customer.pk).count() == 2

    def test_inactive_ones_are_not_offered(self) -> None:
        customer, other = make_customer(), make_customer(status="prospect")
        lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())
        assert list(Customer.objects.choosable()) == [other]


@pytest.mark.django_db
class TestSteps:
    def test_prospect_active_prospect(self, open_order: list[Blocker]) -> None:
        customer, anna = make_customer(status="prospect"), make_staff()
        customer = lifecycle.make_active(customer=customer, actor=anna)
        assert customer.status == "active"
        assert customer.customer_since is not None
        open_order.append(ORDER)
        with pytest.raises(StepBlockedError):
            lifecycle.make_prospect(customer=customer, actor=anna)
        open_order.clear()
        assert lifecycle.make_prospect(customer=customer, actor=anna).status == "prospect"

    def test_an_employee_may_become_a_prospect(self) -> None:
        customer = make_customer(employee=make_staff())
        assert lifecycle.make_prospect(customer=customer, actor=make_staff()).status == "prospect"

    def test_reactivate(self) -> None:
        since = datetime.date(2001, 5, 4)
        customer = make_customer(status="inactive", customer_since=since)
        customer = lifecycle.reactivate(customer=customer, actor=make_staff())
        assert (customer.status, customer.customer_since) == ("active", since)

    @pytest.mark.parametrize(
        ("step", "status"),
        [
            (lifecycle.reactivate, "prospect"),
            (lifecycle.reactivate, "erased"),
            (lifecycle.make_active, "inactive"),
            (lifecycle.make_active, "erased"),
            (lifecycle.make_prospect, "inactive"),
            (lifecycle.make_prospect, "erased"),
        ],
    )
    def test_impossible(self, step: object, status: str) -> None:
        customer = make_customer(status=status)
        with pytest.raises(StepImpossibleError):
            step(customer=customer, actor=make_staff())  # type: ignore[operator]
        customer.refresh_from_db()
        assert customer.status == status

    def test_erased_is_final(self) -> None:
        customer = make_customer(status="erased")
        with pytest.raises(StepImpossibleError):
            lifecycle.deactivate(customer=customer, reason="x", actor=make_staff())


@pytest.mark.django_db(transaction=True)
def test_four_clerks_deactivate_at_once() -> None:
    customer = make_customer()
    clerks = [make_staff() for _n in range(4)]

    def step(number: int) -> None:
        try:
            with transaction.atomic():
                lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=clerks[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(step, range(4)))
    assert Customer.history.filter(id=customer.pk, status="inactive").count() == 1
