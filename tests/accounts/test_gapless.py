"""Numbers without a gap, under many writers at once: real threads and transactions."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Invoice, InvoicePayment
from accounts.services import numbering
from accounts.services.billing import bill
from accounts.services.invoices import credit, issue
from accounts.services.payments import register_payment
from klantbeheer.history_guard import find_gaps
from tests.accounts.clerk import line, make_done, make_draft, make_issued, make_payer, make_shop
from tests.at_once import at_once
from tests.factories import make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 8, 5


class CalledOffError(Exception):
    """Something else in the transaction went wrong."""


def writer(drafts: list[Invoice], actor: StaffUser, turns: Any) -> Callable[[], None]:
    """Issues these one after the other; every third time the transaction fails, and is done again."""

    def write() -> None:
        for draft in drafts:
            fails = next(turns) % 3 == 0
            try:
                with transaction.atomic():
                    issue(invoice=draft, version=draft.version, actor=actor)
                    if fails:
                        raise CalledOffError
            except CalledOffError:
                issue(invoice=draft, version=draft.version, actor=actor)

    return write


def test_eight_writers_leave_no_gap() -> None:
    make_shop()
    actor, turns = make_staff(), count()
    customers = [make_payer() for _n in range(WRITERS)]
    drafts = [[make_draft(customer) for _n in range(EACH)] for customer in customers]
    at_once(*(writer(mine, actor, turns) for mine in drafts), whole=False)
    numbers = Invoice.objects.order_by("sequence").values_list("sequence", "number")
    year = Invoice.objects.filter(sequence=1).get().series
    assert list(numbers) == [(n, f"{year}-{n:04d}") for n in range(1, WRITERS * EACH + 1)]
    assert next(turns) == WRITERS * EACH
    assert numbering.broken_series() == []
    assert find_gaps() == []


def test_two_clerks_issue_one_draft_once() -> None:
    make_shop()
    draft, actor = make_draft(), make_staff()
    deed = lambda: issue(invoice=draft, version=draft.version, actor=actor)  # noqa: E731
    results = at_once(deed, deed, whole=False)
    assert sorted(isinstance(result, ValidationError) for result in results) == [False, True]
    assert Invoice.objects.get().sequence == 1
    assert numbering.preview(Invoice.objects.get().series).endswith("-0002")


def test_two_clerks_bill_the_same_once() -> None:
    customer, actor = make_payer(), make_staff()
    for _n in range(3):
        make_done(customer)
    deed = lambda: bill(customer=customer, actor=actor)  # noqa: E731
    one, other = at_once(deed, deed, whole=False)
    assert one == other
    assert Invoice.objects.get().lines.count() == 3
    assert find_gaps() == []


def test_two_clerks_credit_one_invoice_once() -> None:
    make_shop()
    invoice, actor = make_issued(), make_staff()
    deed = lambda: credit(invoice=invoice, actor=actor, reason="Fout")  # noqa: E731
    results = at_once(deed, deed, whole=False)
    assert sorted(isinstance(result, ValidationError) for result in results) == [False, True]
    assert Invoice.objects.filter(kind="credit").count() == 1


def test_two_payments_at_once_are_not_more_than_is_open() -> None:
    make_shop()
    invoice, actor = make_issued(None, line(quantity="1", price="100")), make_staff()
    day = invoice.issued_on
    assert day is not None
    values: dict[str, Any] = {
        "invoice": invoice,
        "received_on": day,
        "method": "pin",
        "actor": actor,
    }
    deed = lambda: register_payment(amount=Decimal(60), **values)  # noqa: E731
    results = at_once(deed, deed, whole=False)
    assert sorted(isinstance(result, ValidationError) for result in results) == [False, True]
    invoice.refresh_from_db()
    assert (invoice.paid, InvoicePayment.objects.count()) == (Decimal(60), 1)
