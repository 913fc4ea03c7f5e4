"""What an invoice is called and how it stands, in a few words."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Invoice
from customers.presentation.lists import Tag

if TYPE_CHECKING:
    import datetime

NOTHING = Decimal(0)


def amount_due(invoice: Invoice) -> Decimal:
    """What is still to be paid; nothing of a draft or of what was settled."""
    if invoice.status != Invoice.Status.OPEN:
        return NOTHING
    return invoice.total - invoice.paid


def is_overdue(invoice: Invoice, today: datetime.date) -> bool:
    """Whether it should have been paid to the shop before today: as `querysets.overdue_on`."""
    is_owed = invoice.status == Invoice.Status.OPEN and invoice.total > 0
    return is_owed and invoice.due_on is not None and invoice.due_on < today


def late_words(days: int) -> str:
    """'1 dag te laat', '9 dagen te laat'."""
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def tag_of(invoice: Invoice, today: datetime.date) -> Tag:
    """How it stands: 'open', 'te laat', 'deels betaald', 'betaald', 'concept', 'credit'."""
    status = Invoice.Status(invoice.status)
    if status in (Invoice.Status.DRAFT, Invoice.Status.DISCARDED, Invoice.Status.CREDITED):
        return Tag(str(status.label))
    if invoice.kind == Invoice.Kind.CREDIT:
        return Tag(pgettext("invoice", "credit"))
    if status == Invoice.Status.PAID:
        return Tag(str(status.label), "ok")
    if is_overdue(invoice, today):
        return Tag(pgettext("invoice", "overdue"), "danger")
    return Tag(pgettext("invoice", "partly paid")) if invoice.paid else Tag(str(status.label))


def name_of(invoice: Invoice) -> str:
    """'Factuur 2026-1204', 'Creditfactuur 2026-1205', 'Conceptfactuur'."""
    if invoice.number:
        return f"{Invoice.Kind(invoice.kind).label} {invoice.number}"
    if invoice.status == Invoice.Status.DISCARDED:
        return _("Discarded draft")
    return _("Draft invoice")


def short_name(invoice: Invoice) -> str:
    """The number, or 'concept'."""
    return invoice.number or str(invoice.get_status_display())
