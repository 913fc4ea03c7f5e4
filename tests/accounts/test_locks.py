"""Whoever writes holds what it read until it is done: which rows each step locks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import accounts
from accounts.services.billing import bill
from accounts.services.invoices import change_draft, credit, discard_draft, issue
from accounts.services.payments import register_payment
from accounts.services.sending import send_invoice
from tests.accounts.clerk import (
    draft,
    line,
    make_done,
    make_draft,
    make_issued,
    make_payer,
    make_shop,
)
from tests.factories import make_account, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

#: Whole rows: what an update holds for its history are keys alone.
_LOCKED = re.compile(r'^SELECT "\w+"\."\w+", .* FROM "(\w+)" .*FOR (?:NO KEY )?UPDATE')
CUSTOMER, ACCOUNT, INVOICE = "customers_customer", "accounts_billingaccount", "accounts_invoice"
ACTIVITY, COUNTER = "activities_activity", "customers_numbercounter"


def locked_by(deed: Callable[[], Any]) -> set[str]:
    """The tables of which `deed` holds rows."""
    with CaptureQueriesContext(connection) as queries:
        deed()
    return {
        found[1] for query in queries.captured_queries if (found := _LOCKED.search(query["sql"]))
    }


def test_of_accounts() -> None:
    customer, anna = make_payer(), make_staff()
    account = customer.billing_account
    assert account is not None
    values = accounts.values_of(account) | {"city": "Zeist"}
    deeds: list[tuple[Callable[[], Any], set[str]]] = [
        (
            lambda: accounts.change_account(account=account, version=1, values=values, actor=anna),
            {ACCOUNT},
        ),
        (
            lambda: accounts.link_account(customer=customer, account=make_account(), actor=anna),
            {ACCOUNT, CUSTOMER},
        ),
        (lambda: accounts.unlink_account(customer=customer, actor=anna), {CUSTOMER}),
        (lambda: accounts.close_account(account=account, actor=anna, reason="Weg"), {ACCOUNT}),
        (lambda: accounts.reopen_account(account=account, actor=anna), {ACCOUNT}),
    ]
    for deed, tables in deeds:
        assert locked_by(deed) >= tables


def test_of_invoices() -> None:
    make_shop()
    customer, anna = make_payer(emails="jan@example.nl", email_permission=1), make_staff()
    make_done(customer)
    parties = {CUSTOMER, ACCOUNT}
    assert locked_by(lambda: bill(customer=customer, actor=anna)) >= parties | {ACTIVITY}
    made = make_draft(customer)
    values = draft(line(activity=make_done(customer)))
    change = lambda: change_draft(invoice=made, version=1, values=values, actor=anna)  # noqa: E731
    assert locked_by(change) >= {INVOICE, ACTIVITY}
    number = lambda: issue(invoice=made, version=2, actor=anna)  # noqa: E731
    assert locked_by(number) >= parties | {INVOICE, COUNTER}
    made.refresh_from_db()
    assert locked_by(lambda: send_invoice(invoice=made, actor=anna)) >= {CUSTOMER}
    pay: dict[str, Any] = {"received_on": timezone.localdate(), "method": "pin", "actor": anna}
    in_part = lambda: register_payment(invoice=made, amount=Decimal(1), **pay)  # noqa: E731
    assert locked_by(in_part) >= {INVOICE}
    back = lambda: credit(invoice=made, actor=anna, reason="Fout")  # noqa: E731
    assert locked_by(back) >= parties | {INVOICE, COUNTER}
    other = make_draft(customer)
    assert locked_by(lambda: discard_draft(invoice=other, actor=anna)) >= {INVOICE}


def test_a_payment_and_a_credit_do_not_pass_each_other() -> None:
    """Money taken back opens the invoice again: its customer and payer are held for that."""
    make_shop()
    made, anna = make_issued(), make_staff()
    pay: dict[str, Any] = {"received_on": timezone.localdate(), "method": "pin", "actor": anna}
    paid = register_payment(invoice=made, amount=made.total, **pay)
    again = lambda: register_payment(invoice=paid, amount=-made.total, **pay)  # noqa: E731
    assert locked_by(again) >= {CUSTOMER, INVOICE}
