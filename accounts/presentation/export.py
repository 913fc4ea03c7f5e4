"""Invoices as files: a customer's list, and what the bookkeeping reads.

The bookkeeping's file has a row for each rate of VAT on an invoice: that is how it is booked. The
rows of an invoice add up to its totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Invoice
from accounts.presentation.states import amount_due, tag_of
from accounts.services.invoices import totals_of
from accounts.values.money import RateTotal
from contacts.presentation.persons import called

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Booking:
    """One rate of VAT of an invoice: a row of the file."""

    invoice: Invoice
    part: RateTotal

    @property
    def total(self) -> Decimal:
        """With VAT."""
        return self.part.net + self.part.vat


@dataclass(frozen=True)
class Column:
    """A column that the file may have."""

    name: str
    label: StrOrPromise
    value: Callable[[Booking], object]


def _our_reference(row: Booking) -> str:
    """As issued; of before that was kept, the colleague to whom the customer is assigned."""
    colleague = row.invoice.customer.assigned_to
    return row.invoice.our_reference or (colleague.display_name if colleague else "")


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("number", _("Invoice number"), lambda row: row.invoice.number),
        Column("issued_on", pgettext_lazy("invoice", "Date"), lambda row: row.invoice.issued_on),
        Column("due_on", _("Due date"), lambda row: row.invoice.due_on),
        Column("account", _("Account number"), lambda row: row.invoice.account.number),
        Column("customer", _("Customer number"), lambda row: row.invoice.customer.number),
        Column("name", _("Name"), lambda row: row.invoice.recipient_name),
        Column("subject", pgettext_lazy("invoice", "Description"), lambda row: row.invoice.subject),
        Column("vat_rate", pgettext_lazy("invoice", "VAT rate"), lambda row: row.part.rate),
        Column("net", _("Without VAT"), lambda row: row.part.net),
        Column("vat", pgettext_lazy("invoice", "VAT"), lambda row: row.part.vat),
        Column("total", _("Total"), lambda row: row.total),
        Column(
            "customer_reference", _("Your reference"), lambda row: row.invoice.customer_reference
        ),
        Column("our_reference", _("Our reference"), _our_reference),
        Column("currency", _("Currency"), lambda row: row.invoice.currency),
        Column("iban", _("IBAN"), lambda row: row.invoice.account.iban),
        Column("kind", _("Kind"), lambda row: str(row.invoice.get_kind_display())),
        Column("status", _("Status"), lambda row: str(row.invoice.get_status_display())),
        Column("credits", _("Credits invoice"), lambda row: _credited(row.invoice)),
        Column("invoice_total", _("Total of the invoice"), lambda row: row.invoice.total),
        Column("paid", pgettext_lazy("amount", "Paid"), lambda row: row.invoice.paid),
        Column("paid_on", _("Paid on"), lambda row: row.invoice.paid_on),
        Column("payer", _("Customer number of the payer"), lambda row: row.invoice.payer.number),
        Column("vat_number", _("VAT number"), lambda row: row.invoice.recipient_vat_number),
        Column("country", _("Country"), lambda row: row.invoice.recipient_country),
        Column(
            "mandate", _("Mandate reference"), lambda row: row.invoice.account.mandate_reference
        ),
        Column("series", _("Series"), lambda row: row.invoice.series),
    )
}
#: What a file has when nobody chose.
USUAL = tuple(list(COLUMNS)[:15])


def _credited(invoice: Invoice) -> str:
    return invoice.credits.number if invoice.credits else ""


def chosen_columns(names: Sequence[Any]) -> list[Column]:
    """The columns of a stored choice, in its order; what is not known (any more) is left out."""
    texts = [name for name in names if isinstance(name, str) and name in COLUMNS]
    return [COLUMNS[name] for name in dict.fromkeys(texts)] or [COLUMNS[name] for name in USUAL]


def heading(columns: Iterable[Column]) -> list[str]:
    """The names of the columns."""
    return [str(column.label) for column in columns]


def booking_rows(invoices: Iterable[Invoice], columns: Sequence[Column]) -> Iterator[list[object]]:
    """A row per rate of VAT of invoices that are loaded with their lines, customer and account."""
    for invoice in invoices:
        for booking in bookings_of(invoice):
            yield [column.value(booking) for column in columns]


def bookings_of(invoice: Invoice) -> list[Booking]:
    """The rows of an invoice; one without VAT when it has no lines."""
    found = [Booking(invoice, part) for part in totals_of(invoice, invoice.lines.all()).rates]
    if found:
        return found
    return [Booking(invoice, RateTotal(rate=invoice.vat * 0, net=invoice.net, vat=invoice.vat))]


# ---------------------------------------------------------------- the list of a customer
LIST_HEADING = (
    _("Invoice number"),
    _("Kind"),
    pgettext_lazy("invoice", "Date"),
    _("Due date"),
    pgettext_lazy("invoice", "Description"),
    _("Status"),
    _("Without VAT"),
    pgettext_lazy("invoice", "VAT"),
    _("Total"),
    pgettext_lazy("amount", "Paid"),
    pgettext_lazy("invoice", "Open"),
    _("Your reference"),
    _("Our reference"),
    _("Customer"),
    pgettext_lazy("invoice", "Paid by"),
)


def list_rows(invoices: Iterable[Invoice], today: datetime.date) -> Iterator[list[object]]:
    """A row per invoice, loaded with its customer and payer."""
    for invoice in invoices:
        yield [
            invoice.number,
            str(invoice.get_kind_display()),
            invoice.issued_on,
            invoice.due_on,
            invoice.subject,
            tag_of(invoice, today).text,
            invoice.net,
            invoice.vat,
            invoice.total,
            invoice.paid,
            amount_due(invoice),
            invoice.customer_reference,
            invoice.our_reference,
            called(invoice.customer),
            called(invoice.payer),
        ]
