"""What accounts and invoices say on the tab Historie: one sentence per change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import BillingAccount, Invoice, InvoicePayment, PaymentTerm
from accounts.presentation import history_sentences as said
from accounts.presentation.history_sentences import Known
from customers.hooks import HistoryEntry, HistorySource, register_history_source
from customers.models import Customer
from customers.presentation.history_rows import entry_of, newest_streams, with_previous
from customers.values.names import PersonName, full_name

GROUPS = {
    said.ACCOUNT: pgettext_lazy("history filter", "details of the account"),
    said.INVOICES: pgettext_lazy("history filter", "invoices"),
    said.PAYMENTS: pgettext_lazy("history filter", "payments"),
}
_ACCOUNT, _INVOICE = gettext_lazy("billing account"), gettext_lazy("invoice")
PLACES = {
    **dict.fromkeys(
        (
            "accounts:account", "accounts:account_add", "accounts:account_find",
            "accounts:account_link", "accounts:account_edit", "accounts:account_unlink",
            "accounts:account_close", "accounts:account_reopen",
        ),
        _ACCOUNT,
    ),
    **dict.fromkeys(
        (
            "accounts:invoice", "accounts:invoice_add", "accounts:invoice_edit",
            "accounts:invoice_discard", "accounts:invoice_issue", "accounts:invoice_pdf",
        ),
        _INVOICE,
    ),
    "accounts:invoices": gettext_lazy("invoices of the customer"),
    "accounts:invoices_export": gettext_lazy("invoices of the customer"),
    "accounts:invoice_bill": gettext_lazy("to be invoiced"),
    "accounts:invoice_send": gettext_lazy("sending an invoice"),
    "accounts:invoice_pay": gettext_lazy("registering a payment"),
    "accounts:invoice_credit": gettext_lazy("crediting an invoice"),
    "accounts:all_invoices": gettext_lazy("all invoices"),
    "accounts:bookkeeping": gettext_lazy("export for bookkeeping"),
    "accounts:bookkeeping_file": gettext_lazy("export for bookkeeping"),
}  # fmt: skip

if TYPE_CHECKING:
    Streams = list[list[Any]]


def register() -> None:
    """Put the changes of accounts and invoices on the tab Historie."""
    register_history_source(HistorySource("accounts", GROUPS, entries_of, PLACES))


def entries_of(user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The newest changes of the customer's account, of its invoices, and what was paid.

    Args:
        user: who looks.
        customer: whose history; the account is the one that it has now.
        limit: how many rows of each table to read at most.
    """
    accounts: Streams = []
    invoices: Streams = []
    payments: list[InvoicePayment] = []
    if user.has_perm("accounts.view_billingaccount") and customer.billing_account_id:
        rows = BillingAccount.history.filter(id=customer.billing_account_id)
        accounts = newest_streams(rows, limit)
    if user.has_perm("accounts.view_invoice"):
        invoices = newest_streams(Invoice.history.filter(customer_id=customer.pk), limit)
    if invoices and user.has_perm("accounts.view_invoicepayment"):
        payments = _payments(customer, limit)
    known = _known(accounts, invoices, payments)
    found = [
        entry_of(row, said.of_account(row, previous, known))
        for stream in accounts
        for row, previous in with_previous(stream)
    ]
    found += [
        entry_of(row, said.of_invoice(row, previous, known))
        for stream in invoices
        for row, previous in with_previous(stream)
    ]
    return found + [_entry_of_payment(payment, known) for payment in payments]


def _payments(customer: Customer, limit: int) -> list[InvoicePayment]:
    """What came in for the customer's newest invoices."""
    newest = Invoice.objects.filter(customer=customer).order_by("-issued_on", "-pk")
    rows = InvoicePayment.objects.filter(invoice__in=newest.values("pk")[:limit])
    return list(rows.select_related("staff").order_by("-pk")[:limit])


def _entry_of_payment(payment: InvoicePayment, known: Known) -> HistoryEntry:
    """A payment is written once: it is its own history."""
    return HistoryEntry(
        moment=payment.moment,
        order=payment.pk,
        staff=payment.staff,
        system=payment.system,
        reason="",
        origin="",
        sentences=[said.of_payment(payment, known)],
    )


def _known(accounts: Streams, invoices: Streams, payments: list[InvoicePayment]) -> Known:
    """The names behind the keys in these rows, each kind of name in one query."""
    known = Known()
    if accounts:
        known.terms = dict(PaymentTerm.objects.values_list("pk", "name"))
    rows = [row for stream in invoices for row in stream]
    payers = {
        stream_row.payer_id
        for stream in invoices
        if len({row.payer_id for row in stream}) > 1
        for stream_row in stream
    }
    if payers:
        known.customers = {
            other.pk: f"{other.number} {full_name(PersonName.of(other), capital=False)}"
            for other in Customer.objects.filter(pk__in=payers)
        }
    known.invoices = {row.id: row.number for row in reversed(rows) if row.number}
    missing = {payment.invoice_id for payment in payments} - set(known.invoices)
    if missing:
        known.invoices |= dict(Invoice.objects.filter(pk__in=missing).values_list("pk", "number"))
    return known
