"""The one way in which a view gets at an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from accounts.models import Invoice
from customers.values.keys import LARGEST_KEY

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser


def get_invoice(user: StaffUser | AnonymousUser, pk: int) -> Invoice:
    """The invoice with this key, with its customer, payer and account.

    Args:
        user: who asks; what this user may not see does not exist.
        pk: the key, as it stands in the address.

    Raises:
        Http404: no such invoice, not for this user, or its customer was erased.
    """
    if not 0 < pk <= LARGEST_KEY:
        raise Http404
    invoices = Invoice.objects.visible_to(user).select_related(
        "customer__category",
        "customer__assigned_to",
        "customer__attention_by",
        "customer__employee",
        "customer__billing_account__payment_term",
        "payer",
        "account__payment_term",
        "credits",
        "author",
    )
    invoice: Invoice | None = invoices.filter(pk=pk).first()
    if invoice is None:
        raise Http404
    return invoice
