"""Invoices on the page of an activity: to bill it, and what it was billed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Invoice
from customers.activities.hooks import ActivityAction
from customers.activities.models import State

if TYPE_CHECKING:
    from customers.activities.models import Activity


def bill_action(user: Any, activity: Activity) -> ActivityAction | None:
    """'Factureren': a draft of this activity, for what is done and was not invoiced yet."""
    due = activity.status == State.DONE and activity.billing == activity.Billing.DUE
    if not (due and activity.customer.is_active and user.has_perm("accounts.add_invoice")):
        return None
    return ActivityAction(
        label=pgettext("activity", "Invoice it …"),
        url=reverse("accounts:invoice_bill", args=[activity.customer.number]),
        icon="receipt-text",
        post=True,
        fields={"activity": str(activity.pk)},
    )


def invoices_section(user: Any, activity: Activity) -> dict[str, Any] | None:
    """The invoice that it is billed on; None when there is none. What was credited does not count.

    One query, by the index that lets an activity stand on one invoice only.
    """
    if not user.has_perm("accounts.view_invoice"):
        return None
    found = Invoice.objects.visible_to(user).filter(lines__activity=activity, lines__released=False)
    rows = [
        {
            "title": f"{Invoice.Kind(invoice.kind).label} {invoice.number or _('draft')}",
            "status": Invoice.Status(invoice.status).label,
            "total": invoice.total,
            "url": reverse("accounts:invoice", args=[invoice.pk]),
        }
        for invoice in found
    ]
    return {"rows": rows} if rows else None
