"""Who gets an invoice, and who owes: rules that the database keeps with the customers."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.models import BillingAccount, Invoice, InvoiceLine
from accounts.services.invoices import create_draft, discard_draft
from customers.models import Customer
from customers.privacy.erasure import eraser
from klantbeheer import history
from tests.accounts.clerk import draft, make_draft, make_payer
from tests.accounts.rules import ISSUED, refused, refuses, set_status
from tests.factories import (
    make_account,
    make_customer,
    make_invoice,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.django_db
class TestWhoGetsOne:
    @pytest.mark.parametrize("status", ["inactive", "erased"])
    def test_no_new_one_for_an_inactive_customer(self, status: str) -> None:
        customer = make_payer()
        paying = make_customer(status=status)
        assert refused(lambda: make_invoice(customer, payer=paying)) == "invoice_customer_active"
        customer.status = status
        customer.save()
        assert refused(lambda: make_invoice(customer)) == "invoice_customer_active"
        values = {"account": customer.billing_account, "customer": customer, "payer": customer}
        assert refused(lambda: Invoice.objects.create(status="discarded", **values)) == ""

    def test_nor_on_an_inactive_account(self) -> None:
        customer = make_customer()
        make_account(customer, active=False)
        assert refused(lambda: make_invoice(customer)) == "invoice_account_active"

    def test_a_draft_does_not_become_an_inactive_ones(self) -> None:
        make_invoice()
        inactive = make_customer(status="inactive")
        found = refuses("UPDATE accounts_invoice SET payer_id = %s", inactive.pk)
        assert found == "invoice_customer_active"
        closed = make_account(active=False)
        found = refuses("UPDATE accounts_invoice SET account_id = %s", closed.pk)
        assert found == "invoice_account_active"

    def test_a_draft_on_an_account_that_was_closed_is_not_issued(self) -> None:
        invoice = make_invoice()
        BillingAccount.objects.filter(pk=invoice.account_id).update(active=False)
        columns = ", ".join(f"{name} = %s" for name in ISSUED)
        found = refuses(f"UPDATE accounts_invoice SET {columns}", *ISSUED.values())
        assert found == "invoice_account_active"

    def test_a_paid_one_of_an_inactive_customer_does_not_open_again(self) -> None:
        invoice = make_invoice(status="paid")
        Customer.objects.filter(pk=invoice.customer_id).update(status="inactive")
        found = refuses("UPDATE accounts_invoice SET status = 'open', paid = 1, paid_on = NULL")
        assert found == "invoice_customer_active"


@pytest.mark.django_db
class TestWhoOwesStays:
    def test_an_account_with_an_open_invoice_stays_active(self) -> None:
        invoice = make_invoice(issued=True)
        close = "UPDATE accounts_billingaccount SET active = false WHERE id = %s"
        assert refuses(close, invoice.account_id) == "billingaccount_has_no_open_invoices"
        assert refuses(close, make_invoice(status="paid").account_id) == ""
        assert refuses(close, make_invoice().account_id) == ""

    @pytest.mark.parametrize("to", ["inactive", "erased"])
    @pytest.mark.parametrize(
        ("status", "rule"),
        [
            ("draft", "customer_has_no_open_invoices"),
            ("open", "customer_has_no_open_invoices"),
            ("paid", ""),
            ("discarded", ""),
        ],
    )
    def test_a_customer_and_its_payer_stay_active(self, status: str, rule: str, to: str) -> None:
        customer, payer = make_payer(), make_customer()
        make_invoice(customer, payer=payer, status=status)
        assert [set_status(one, to) for one in (customer, payer)] == [rule, rule]
        assert set_status(make_customer(), to) == ""

    @pytest.mark.parametrize(
        ("status", "rule"),
        [
            ("draft", "customer_prospect_has_no_invoices"),
            ("open", "customer_prospect_has_no_invoices"),
            ("paid", "customer_prospect_has_no_invoices"),
            ("discarded", ""),
        ],
    )
    def test_no_prospect_with_an_invoice(self, status: str, rule: str) -> None:
        customer = make_payer()
        make_invoice(customer, status=status)
        assert set_status(customer, "prospect") == rule

    def test_a_draft_that_is_thrown_away_no_longer_counts(self) -> None:
        customer = make_payer()
        discard_draft(invoice=make_draft(customer), actor="test")
        assert set_status(customer, "inactive") == ""

    def test_but_for_an_erasure_that_is_repeated_now(self) -> None:
        customer = make_payer()
        make_invoice(customer)
        told = {"scope": "customer", "customer_pk": customer.pk, "customer_number": customer.number}
        line = told | {"ground": "law", "actor": "test"}
        first = eraser.begin(line)
        assert set_status(customer, "erased") == "customer_has_no_open_invoices"
        eraser.finish(first, {})
        again = eraser.begin(line | {"replayed_at": timezone.now()})
        assert set_status(customer, "erased") == ""
        assert set_status(customer, "inactive") == "customer_has_no_open_invoices"
        eraser.finish(again, {})
        assert set_status(customer, "erased") == "customer_has_no_open_invoices"


def give_draft(customer: Customer) -> None:
    make_invoice(customer)


def give_service_draft(customer: Customer) -> None:
    create_draft(customer=customer, values=draft(), actor="test")


def deactivate(customer: Customer) -> None:
    row = Customer.objects.get(pk=customer.pk)
    row.status = "inactive"
    row.save()


def close_account(customer: Customer) -> None:
    account = BillingAccount.objects.get(customers=customer)
    account.active = False
    account.save()


def issue_draft(customer: Customer) -> None:
    invoice = Invoice.objects.get(customer=customer)
    for name, value in ISSUED.items():
        setattr(invoice, name, value)
    invoice.save()


def change_line(customer: Customer) -> None:
    line = InvoiceLine.objects.get(customer=customer)
    line.quantity, line.amount = 2, 2 * line.amount
    line.save()


def add_line(customer: Customer) -> None:
    line = InvoiceLine.objects.get(customer=customer)
    line.pk, line.position = None, 2
    line._state.adding = True
    line.save()


def delete_line(customer: Customer) -> None:
    InvoiceLine.objects.get(customer=customer).delete()


AT_ONCE = (
    ("", give_draft, deactivate, "customer_has_no_open_invoices"),
    ("", deactivate, give_draft, "invoice_customer_active"),
    ("", give_service_draft, deactivate, "customer_has_no_open_invoices"),
    ("draft", issue_draft, close_account, "billingaccount_has_no_open_invoices"),
    ("draft", close_account, issue_draft, "invoice_account_active"),
    ("draft", issue_draft, change_line, "invoiceline_issued_is_fixed"),
    ("draft", change_line, issue_draft, "invoice_totals_equal_lines"),
    ("draft", issue_draft, add_line, "invoiceline_issued_is_fixed"),
    ("draft", add_line, issue_draft, "invoice_totals_equal_lines"),
    ("draft", issue_draft, delete_line, "invoiceline_issued_is_fixed"),
    ("draft", delete_line, issue_draft, "invoice_has_lines"),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("has", "first", "second", "rule"),
    AT_ONCE,
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_never_both_at_once(
    has: str,
    first: Callable[[Customer], None],
    second: Callable[[Customer], None],
    rule: str,
) -> None:
    """The second waits until the first has ended, and is refused."""
    customer = make_payer()
    if has:
        make_invoice(customer)
    begun, finish = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), history.acting(actor="test"):
            first(customer)
            begun.set()
            finish.wait(10)
        connection.close()

    def follow() -> str:
        begun.wait(10)
        threading.Timer(0.15, finish.set).start()
        try:
            with transaction.atomic(), history.acting(actor="test"):
                second(customer)
        except Error as error:
            return str(getattr(error.__cause__, "diag").constraint_name)  # noqa: B009  # untyped
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(hold)
        assert pool.submit(follow).result() == rule
        held.result()
