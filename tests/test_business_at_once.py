"""Two clerks at the same business at the same moment: one of them is told, and nothing is done twice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Invoice, InvoiceLine, InvoicePayment
from accounts.services.billing import bill
from accounts.services.invoices import change_draft, credit, discard_draft, issue
from accounts.services.payments import register_payment
from contacts.models import Message
from customers.activities.models import Activity, Arrival, ArrivalNotice, Subscription
from customers.activities.services import arrivals, repairs, requests, subscriptions
from customers.activities.services.appointments import cancel_activity
from customers.models import Interest
from klantbeheer.history_guard import find_gaps
from tests.accounts.clerk import (
    draft,
    line,
    make_done,
    make_draft,
    make_issued,
    make_payer,
    make_shop,
)
from tests.at_once import REFUSED, at_once
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 3


@pytest.fixture
def anna(transactional_db: None) -> StaffUser:
    make_shop()
    return make_staff()


@pytest.fixture(autouse=True)
def _whole() -> Iterator[None]:
    """After every one of these the money adds up, and the history is whole."""
    yield
    for invoice in Invoice.objects.all():
        paid = invoice.payments.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
        assert paid == invoice.paid
        assert (invoice.status == "paid") == (invoice.number != "" and paid == invoice.total) or (
            invoice.status == "credited"
        )
    billed = InvoiceLine.objects.filter(released=False).exclude(activity=None)
    for activity in Activity.objects.all():
        lines = billed.filter(activity=activity).count()
        assert lines == (activity.billing == "invoiced")
    assert find_gaps() == []


def refused(results: list[Any]) -> int:
    """How many of them were."""
    return sum(isinstance(result, REFUSED) for result in results)


class TestInvoices:
    def test_issued_while_it_is_changed(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            made = make_draft()
            results = at_once(
                lambda made=made: issue(invoice=made, version=made.version, actor=anna),  # type: ignore[misc]  # the default binds it
                lambda made=made: change_draft(  # type: ignore[misc]
                    invoice=made, version=made.version, values=draft(line(price="99")), actor=anna
                ),
            )
            assert refused(results) == 1
            made.refresh_from_db()
            assert (made.number == "") == (made.total == Decimal("198.00"))

    def test_issued_while_it_is_thrown_away(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            made = make_draft()
            results = at_once(
                lambda made=made: issue(invoice=made, version=made.version, actor=anna),  # type: ignore[misc]
                lambda made=made: discard_draft(invoice=made, actor=anna),  # type: ignore[misc]
            )
            assert refused(results) == 1

    def test_paid_while_it_is_credited(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            made = make_issued()
            at_once(
                lambda made=made: register_payment(  # type: ignore[misc]
                    invoice=made,
                    amount=made.total,
                    received_on=timezone.localdate(),
                    method="pin",
                    actor=anna,
                ),
                lambda made=made: credit(invoice=made, actor=anna, reason="Fout"),  # type: ignore[misc]
            )
            made.refresh_from_db()
            assert made.status == "credited"
            pair = Invoice.objects.filter(pk=made.pk) | Invoice.objects.filter(credits=made)
            # What came in is what the shop still has to pay back.
            came_in = InvoicePayment.objects.filter(invoice__in=pair, method="pin")
            came_in_sum = came_in.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
            open_sum = sum(one.total - one.paid for one in pair)
            assert open_sum == -came_in_sum

    def test_billed_while_the_draft_is_thrown_away(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            customer = make_payer()
            make_done(customer)
            first = bill(customer=customer, actor=anna)
            at_once(
                lambda first=first: discard_draft(invoice=first, actor=anna),  # type: ignore[misc]
                lambda customer=customer: bill(customer=customer, actor=anna),  # type: ignore[misc]
            )
            assert Invoice.objects.filter(customer=customer, status="draft").count() <= 1


def both(deed: Callable[[], Any]) -> list[Any]:
    """The same by two at once."""
    return at_once(deed, deed)


class TestActivities:
    def test_renewed_by_two(self, anna: StaffUser) -> None:
        activity = make_activity(kind="subscription", amount="49.50")
        begins = timezone.localdate()
        Subscription.objects.create(activity=activity, next_on=begins)
        results = both(
            lambda: subscriptions.renew_subscription(activity=activity, actor=anna, begins=begins)
        )
        assert refused(results) == 1
        assert Activity.objects.filter(kind="order").count() == 1

    def test_ready_for_two(self, anna: StaffUser) -> None:
        customer = make_customer(emails="jan@example.nl", email_permission=1)
        order = make_activity(customer)
        results = both(lambda: repairs.mark_ready(activity=order, actor=anna))
        assert refused(results) == 0
        assert Message.objects.count() == 1

    def test_honoured_by_two(self, anna: StaffUser) -> None:
        request = make_activity(make_customer(status="prospect"), "request")
        one, other = both(lambda: requests.honour_request(activity=request, actor=anna, values={}))
        assert one == other
        assert Activity.objects.filter(kind="project").count() == 1

    def test_ready_while_it_is_called_off(self, anna: StaffUser) -> None:
        for _round in range(ROUNDS):
            order = make_activity()
            at_once(
                lambda order=order: repairs.mark_ready(activity=order, actor=anna),  # type: ignore[misc]
                lambda order=order: cancel_activity(activity=order, actor=anna, reason="Weg"),  # type: ignore[misc]
            )
            order.refresh_from_db()
            assert order.status == "cancelled"

    def test_told_by_two(self, anna: StaffUser) -> None:
        office = make_staff("kantoor")
        interest = Interest.objects.create(name="Tandems")
        for number in range(4):
            fan = make_customer(emails=f"fan{number}@example.nl", email_permission=2)
            fan.interests.add(interest)
        arrival = Arrival.objects.create(title="Atlas", author=office)
        arrival.interests.add(interest)
        results = both(lambda: arrivals.tell(arrival=arrival, actor=office))
        assert sorted(results) == [0, 4]
        assert ArrivalNotice.objects.count() == 4
