"""Two clerks at one billing account at the same moment: real threads and transactions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import BillingAccount, Invoice
from accounts.services import accounts as service
from accounts.services.accounts import OpenInvoicesError
from accounts.services.invoices import DraftValues, LineValues, create_draft
from accounts.services.predefined import ensure_predefined
from customers.models import Customer
from klantbeheer.history_guard import find_gaps
from tests.at_once import at_once
from tests.factories import make_account, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(transactional_db: None) -> StaffUser:
    ensure_predefined()
    return make_staff()


def held(deed: Callable[[], Any]) -> Callable[[], Any]:
    """The deed, with open invoices as a refusal like any other."""

    def act() -> Any:
        try:
            return deed()
        except OpenInvoicesError as error:
            return error

    return act


def drafting(customer: Customer, actor: StaffUser) -> Callable[[], Any]:
    """A colleague who makes a draft for the customer."""
    line = LineValues("Binnenband", Decimal(1), Decimal("12.10"), Decimal(21))
    values = DraftValues(lines=(line,))
    return lambda: create_draft(customer=customer, values=values, actor=actor)


def test_no_draft_stays_on_an_account_that_is_let_go(anna: StaffUser) -> None:
    for _n in range(3):
        customer = make_customer()
        make_account(customer)
        at_once(
            held(lambda who=customer: service.unlink_account(customer=who, actor=anna)),  # type: ignore[misc]  # the default binds it
            drafting(customer, anna),
        )
        now = Customer.objects.get(pk=customer.pk)
        assert Invoice.objects.filter(customer=now).exists() is (now.billing_account is not None)
    assert find_gaps() == []


def test_no_draft_stays_on_an_account_that_is_closed(anna: StaffUser) -> None:
    for _n in range(3):
        customer = make_customer()
        account = make_account(customer)
        at_once(
            held(
                lambda what=account: service.close_account(  # type: ignore[misc]  # the default binds it
                    account=what, actor=anna, reason="dubbel"
                )
            ),
            drafting(customer, anna),
        )
        now = BillingAccount.objects.get(pk=account.pk)
        assert Invoice.objects.filter(account=now).exists() is now.active


def test_one_number_goes_to_one_of_two(anna: StaffUser) -> None:
    customers = [make_customer(), make_customer()]

    def make(customer: Customer) -> Callable[[], Any]:
        values = service.values_of_customer(customer) | {"number": "900001"}
        return lambda: service.create_account(customer=customer, values=values, actor=anna)

    results = at_once(*map(make, customers))
    refused = [result for result in results if not isinstance(result, BillingAccount)]
    assert len(refused) == 1
    assert "Rekening 900001 bestaat al." in str(refused[0])
    assert Customer.objects.filter(billing_account=None).count() == 1
