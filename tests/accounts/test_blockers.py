"""Which invoices hold a customer back, also those that it pays for another; by one query."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.services.payments import register_payment
from customers.models import Customer
from customers.services import lifecycle
from customers.services.lifecycle import StepBlockedError
from tests.factories import make_customer, make_invoice, make_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.hooks import Blocker, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]


@pytest.fixture(autouse=True)
def _dutch() -> Iterator[None]:
    with translation.override("nl"):
        yield


def blockers(customer: Customer) -> dict[str, Blocker]:
    """What holds the customer back, by kind."""
    found = lifecycle.plan_deactivation(customer).blockers
    return {blocker.kind: blocker for blocker in found}


class TestWhatBlocks:
    def test_nothing_open_says_what_was_looked_at(self) -> None:
        clear = lifecycle.plan_deactivation(make_customer()).clear
        assert {"facturen", "conceptfacturen", "facturen voor anderen"} <= set(clear)

    @pytest.mark.parametrize(
        ("days", "words"), [(-9, "9 dagen te laat"), (-1, "1 dag te laat"), (0, "vervalt ")]
    )
    def test_unpaid(self, days: int, words: str) -> None:
        due = timezone.localdate() + timedelta(days=days)
        issued = due - timedelta(days=14)
        invoice = make_invoice(amount="149.95", issued_on=issued, due_on=due)
        found = blockers(invoice.customer)["invoices unpaid"]
        assert (found.label, found.count) == ("1 onbetaalde factuur", 1)
        (item,) = found.items
        assert item.text == invoice.number
        assert item.note.startswith("€\xa0149,95, ")
        assert words in item.note
        assert item.url == reverse("accounts:invoice", args=[invoice.pk])
        pay = reverse("accounts:invoice_pay", args=[invoice.pk])
        assert (item.action_text, item.action_url) == ("Betaling boeken", pay)

    def test_the_longest_due_first_and_five_of_many(self) -> None:
        customer = make_customer()
        for days in (3, 1, 7, 5, 2, 4, 6):
            make_invoice(customer, issued=True, due_on=date(2026, 11, 20) + timedelta(days=days))
        found = blockers(customer)["invoices unpaid"]
        assert (found.count, len(found.items), found.has_more) == (7, 5, True)
        assert [item.note[-7:] for item in found.items][1:] == [
            "22 nov.", "23 nov.", "24 nov.", "25 nov.",
        ]  # fmt: skip
        assert found.all_url == reverse("accounts:invoices", args=[customer.number])

    def test_what_is_left_of_one_that_was_paid_in_part(self) -> None:
        invoice = make_invoice(issued=True)
        register_payment(
            invoice=invoice,
            amount=Decimal(21),
            received_on=timezone.localdate(),
            method="pin",
            actor=make_staff(),
        )
        found = blockers(invoice.customer)
        assert set(found) == {"invoices unpaid"}
        assert found["invoices unpaid"].items[0].note.startswith("€\xa0100,00, ")

    def test_draft(self) -> None:
        invoice = make_invoice(subject="Banden")
        found = blockers(invoice.customer)["invoices draft"]
        assert (found.label, found.items[0].text) == ("1 conceptfactuur", "Banden")

    def test_what_it_pays_for_another(self) -> None:
        payer, customer = make_customer(), make_customer(number="100871")
        invoice = make_invoice(customer, payer=payer, issued=True)
        make_invoice(customer, payer=payer)
        assert set(blockers(customer)) == {"invoices unpaid", "invoices draft"}
        found = blockers(payer)
        assert set(found) == {"invoices payer", "invoices draft"}
        assert found["invoices draft"].items[0].note.startswith("van klant 100871, ")
        assert found["invoices payer"].label == "1 onbetaalde factuur voor een andere klant"
        item = found["invoices payer"].items[0]
        assert item.text == invoice.number
        assert item.note.startswith("van klant 100871, €\xa0121,00, ")

    @pytest.mark.parametrize("status", ["paid", "discarded"])
    def test_what_does_not(self, status: str) -> None:
        invoice = make_invoice(status=status)
        assert lifecycle.plan_deactivation(invoice.customer).allowed

    def test_one_query_for_all(self) -> None:
        payer, customer = make_customer(), make_customer()
        for _nth in range(3):
            make_invoice(customer, payer=payer, issued=True)
            make_invoice(payer, issued=True)
            make_invoice(payer)
        with CaptureQueriesContext(connection) as queries:
            assert len(lifecycle.plan_deactivation(payer).blockers) == 3
        assert len([q for q in queries if "accounts_invoice" in q["sql"]]) == 1


class TestBackToProspect:
    @pytest.mark.parametrize(
        ("status", "blocks"),
        [("draft", True), ("open", True), ("paid", True), ("discarded", False)],
    )
    def test_with(self, status: str, blocks: bool) -> None:
        customer = make_invoice(status=status).customer
        if blocks:
            with pytest.raises(StepBlockedError) as caught:
                lifecycle.make_prospect(customer=customer, actor=make_staff())
            assert [b.label for b in caught.value.plan.blockers] == ["1 factuur"]
        else:
            done = lifecycle.make_prospect(customer=customer, actor=make_staff())
            assert done.status == "prospect"


class TestTheDatabaseHasTheLastWord:
    """A look that sees nothing: what the database refuses then is a plan, never an error."""

    @pytest.fixture(autouse=True)
    def _blind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real, looks = lifecycle._plan, list[int]()

        def plan(customer: Customer, step: Step) -> lifecycle.StepPlan:
            looks.append(1)
            return real(make_customer() if len(looks) == 1 else customer, step)

        monkeypatch.setattr(lifecycle, "_plan", plan)

    @pytest.mark.parametrize("status", ["open", "draft"])
    @pytest.mark.parametrize("whose", ["customer", "payer"])
    def test_inactive(self, status: str, whose: str) -> None:
        invoice = make_invoice(make_customer(), payer=make_customer(), status=status)
        customer = getattr(invoice, whose)
        with pytest.raises(StepBlockedError):
            lifecycle.deactivate(customer=customer, reason="Verhuisd", actor=make_staff())
        customer.refresh_from_db()
        assert customer.status == "active"

    def test_prospect(self) -> None:
        customer = make_invoice(status="paid").customer
        with pytest.raises(StepBlockedError):
            lifecycle.make_prospect(customer=customer, actor=make_staff())
