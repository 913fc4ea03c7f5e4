"""What accounts put in the file of an access request: chapters, and the invoices as PDF."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.documents.names import file_name
from accounts.documents.pdf import invoice_pdf
from accounts.models import Invoice
from customers.hooks import AccessSection, AccessTable, register_access_section
from customers.hooks.access import (
    AccessChapter,
    MadeFile,
    register_access_chapter,
    register_access_files,
)
from customers.presentation.dates import full_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.models import Customer


def register() -> None:
    """Register everything; harmless when called again."""
    for name, label, tables, position in (
        ("account", pgettext_lazy("tab", "Account"), ("accounts_billingaccount",), 90),
        (
            "invoices",
            pgettext_lazy("page", "Invoices"),
            ("accounts_invoice", "accounts_invoiceline", "accounts_invoicepayment"),
            100,
        ),
    ):
        register_access_chapter(AccessChapter(name, label, tables, position))
    register_access_files("invoices", pgettext_lazy("page", "Invoices"), invoice_files)
    register_access_section(
        AccessSection("paid_for_others", _("Invoices of others that you pay"), paid_for_others, 30)
    )


def invoice_files(customer: Customer) -> Iterator[MadeFile]:
    """The customer's issued invoices as PDF; one that is another's to pay bears the other's name."""
    issued = Invoice.objects.filter(customer=customer, payer=customer).exclude(number="")
    for invoice in issued.order_by("pk").iterator(chunk_size=500):
        yield MadeFile(file_name(invoice), partial(_pdf, invoice.pk))


def _pdf(key: int) -> bytes:
    return invoice_pdf(Invoice.objects.get(pk=key))


def paid_for_others(customer: Customer) -> AccessTable:
    """Invoices of other customers that are sent to this one: number, day and amount, not what for."""
    theirs = Invoice.objects.filter(payer=customer).exclude(customer=customer).exclude(number="")
    rows = (
        (one.number, full_day(one.issued_on) if one.issued_on else "", _amount(one))
        for one in theirs.order_by("pk").iterator(chunk_size=500)
    )
    heads = (_("Number"), _("Date"), _("Amount"))
    return AccessTable(heads, rows)  # type: ignore[arg-type]  # read while it is drawn


def _amount(invoice: Invoice) -> str:
    return f"{invoice.currency} {formats.localize(invoice.total)}"
