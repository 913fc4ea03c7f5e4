"""One clerk sets a customer inactive while another opens something: never both. Real threads."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import Invoice
from accounts.services.invoices import DraftValues, LineValues, create_draft, issue
from customers.activities.models import Activity, Stage
from customers.activities.services.activities import create_activity, set_stage
from customers.models import Customer
from customers.services import lifecycle
from customers.services.lifecycle import StepBlockedError, StepImpossibleError
from klantbeheer.history_guard import find_gaps
from tests.at_once import at_once
from tests.factories import make_account, make_activity, make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = (StepBlockedError, StepImpossibleError, ValidationError)
ROUNDS = 4
LINE = LineValues("Banden", Decimal(1), Decimal("121.00"), Decimal(21))


def settle(customer: Customer, open_: Callable[[Customer], Any], *, of: Customer) -> None:
    """Open something and set `of` inactive at once: one of the two is refused, in words."""
    clerk = make_staff()
    results = at_once(
        lambda: open_(customer),
        lambda: lifecycle.deactivate(customer=of, reason="Verhuisd", actor=clerk),
        refused=REFUSED,
        whole=False,
    )
    assert not any(isinstance(result, IntegrityError) for result in results)
    assert sum(isinstance(result, REFUSED) for result in results) == 1, results
    of.refresh_from_db()
    went = not isinstance(results[1], Exception)
    assert (of.status == "inactive") == went
    running = Activity.objects.running().filter(customer=of).exists()
    owed = Invoice.objects.of_customer(of).filter(status__in=["open", "draft"]).exists()
    assert (running or owed) != went
    if isinstance(results[1], StepBlockedError):
        assert results[1].plan.blockers  # and it says what


@pytest.mark.parametrize("kind", ["order", "repair", "subscription", "project"])
def test_a_new_activity(kind: str) -> None:
    clerk = make_staff()
    for _round in range(ROUNDS):
        customer = make_customer()
        settle(
            customer,
            lambda one: create_activity(
                customer=one, kind=kind, values={"title": "Zes bakfietsen"}, actor=clerk
            ),
            of=customer,
        )
    assert find_gaps() == []


def _again(activity: Activity, stage: Stage, clerk: StaffUser, _customer: Customer) -> Activity:
    return set_stage(activity=activity, stage=stage, actor=clerk)


def test_an_activity_that_is_opened_again() -> None:
    clerk = make_staff()
    stage = Stage.objects.get(kind="order", code="ordered")
    for _round in range(ROUNDS):
        activity = make_activity(code="done")
        settle(
            activity.customer,
            partial(_again, activity, stage, clerk),
            of=activity.customer,
        )


def test_a_draft() -> None:
    clerk = make_staff()
    for _round in range(ROUNDS):
        customer = make_customer()
        make_account(customer)
        settle(
            customer,
            lambda one: create_draft(customer=one, values=DraftValues(lines=(LINE,)), actor=clerk),
            of=customer,
        )
    assert find_gaps() == []


def test_an_invoice_that_another_pays() -> None:
    """A draft whose payer is found when it is issued: the Factuuradres goes inactive meanwhile."""
    from accounts.models import InvoiceSettings

    clerk = make_staff()
    InvoiceSettings.objects.create(pk=1, legal_name="De Spaak Rijwielen B.V.")
    for _round in range(ROUNDS):
        customer, payer = make_customer(), make_customer()
        make_account(customer)
        draft = create_draft(customer=customer, values=DraftValues(lines=(LINE,)), actor=clerk)
        make_contact(
            customer, type_id="invoice_address", invoice_customer=payer, preferred=True,
            initials="", last_name="", emails="",
        )  # fmt: skip
        results = at_once(
            partial(issue, invoice=draft, version=draft.version, actor=clerk),
            partial(lifecycle.deactivate, customer=payer, reason="Weg", actor=clerk),
            refused=REFUSED,
            whole=False,
        )
        payer.refresh_from_db()
        pays = Invoice.objects.filter(payer=payer, status="open").exists()
        assert not (payer.status == "inactive" and pays), results
