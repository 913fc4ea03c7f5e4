"""Invoices as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Invoice, InvoiceLine
from accounts.presentation.states import NOTHING, amount_due, short_name, tag_of
from contacts.presentation.persons import called

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from decimal import Decimal

    from customers.models import Customer
    from customers.presentation.lists import Tag


@dataclass(frozen=True)
class InvoiceRow:
    """An invoice in a table. `whose` says when another customer has to do with it."""

    pk: int
    name: str
    is_draft: bool
    issued_on: datetime.date | None
    due_on: datetime.date | None
    subject: str
    whose: str
    tag: Tag
    total: Decimal
    open: Decimal | None
    customer: Customer


def rows_of(
    invoices: Sequence[Invoice], today: datetime.date, *, of: Customer | None = None
) -> list[InvoiceRow]:
    """The rows of invoices that are loaded with their customer and payer; one more query at most.

    Args:
        invoices: in the order of the table.
        today: the day on which they are looked at.
        of: the customer on whose card they stand; without one they stand in the shop's list.
    """
    first = _first_lines([invoice.pk for invoice in invoices if not invoice.subject])
    return [
        InvoiceRow(
            pk=invoice.pk,
            name=short_name(invoice),
            is_draft=invoice.is_draft,
            issued_on=invoice.issued_on,
            due_on=None if invoice.kind == Invoice.Kind.CREDIT else invoice.due_on,
            subject=invoice.subject or first.get(invoice.pk, ""),
            whose=_whose(invoice, of),
            tag=tag_of(invoice, today),
            total=invoice.total,
            open=None if amount_due(invoice) == NOTHING else amount_due(invoice),
            customer=invoice.customer,
        )
        for invoice in invoices
    ]


def shared_words(rows: Sequence[InvoiceRow]) -> str:
    """Which other customer all these invoices have to do with; '' when that is not the same."""
    words = {row.whose for row in rows}
    return words.pop() if len(words) == 1 and len(rows) > 1 else ""


def _first_lines(keys: Sequence[int]) -> dict[int, str]:
    """What an invoice without a description of its own is about, by its key."""
    if not keys:
        return {}
    lines = InvoiceLine.objects.filter(invoice__in=keys).order_by("invoice", "position")
    return dict(lines.distinct("invoice").values_list("invoice", "description"))


def _whose(invoice: Invoice, of: Customer | None) -> str:
    if of is not None and invoice.customer_id != of.pk:
        return _("of %(customer)s") % {"customer": called(invoice.customer)}
    if invoice.payer_id != invoice.customer_id:
        return _("paid by %(customer)s") % {"customer": called(invoice.payer)}
    return ""
