"""Unpaid invoices among what is open on the customer's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Invoice
from accounts.presentation.states import is_overdue, late_words
from contacts.presentation.persons import called
from customers.activities.hooks import OpenRow
from customers.presentation.dates import short_day

if TYPE_CHECKING:
    import datetime

    from customers.models import Customer

#: Of more than these the tab Rekening tells; the longest late stand first.
MOST = 20


def open_rows(user: Any, customer: Customer) -> list[OpenRow]:
    """The customer's unpaid invoices that this user may see, with one query by their index."""
    if not user.has_perm("accounts.view_invoice"):
        return []
    today = timezone.localdate()
    unpaid = Invoice.objects.visible_to(user).unpaid().filter(customer=customer)
    found = unpaid.exclude(total=F("paid")).select_related("payer").order_by("due_on", "pk")
    return [_row(invoice, today) for invoice in found[:MOST]]


def _row(invoice: Invoice, today: datetime.date) -> OpenRow:
    is_late = is_overdue(invoice, today)
    tag = _state(invoice)
    if is_late and invoice.due_on:
        tag = late_words((today - invoice.due_on).days)
    payer = ""
    if invoice.payer_id != invoice.customer_id:
        payer = _("paid by %(customer)s") % {"customer": called(invoice.payer)}
    due = ""
    if invoice.due_on and invoice.total > 0:
        due = _("due %(day)s") % {"day": short_day(invoice.due_on)}
    return OpenRow(
        icon="receipt-text",
        title=f"{Invoice.Kind(invoice.kind).label} {invoice.number}",
        detail=", ".join(part for part in (invoice.subject.removesuffix("."), due, payer) if part),
        tag=tag,
        tag_kind="danger" if is_late else "",
        amount=invoice.total - invoice.paid,
        url=reverse("accounts:invoice", args=[invoice.pk]),
        order=invoice.due_on,
    )


def _state(invoice: Invoice) -> str:
    return pgettext("invoice", "partly paid") if invoice.paid else ""
