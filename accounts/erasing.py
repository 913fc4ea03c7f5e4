"""What else there is to do in accounts when somebody is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import BillingAccount, Invoice
from customers.hooks import register_draft_subject, register_erasure_step

if TYPE_CHECKING:
    from collections.abc import Collection

    from customers.privacy.erasure.scope import Erasure

ACCOUNTS = BillingAccount._meta.db_table


def register() -> None:
    """Take part in every erasure."""
    register_draft_subject("invoice_id", standing_invoices)
    register_erasure_step("accounts", carry_out)


def carry_out(erasure: Erasure) -> None:
    """An account without a name gets no invoices any more."""
    if erasure.columns.get(ACCOUNTS) is not None or not (keys := erasure.rows.get(ACCOUNTS)):
        return
    accounts = [int(key) for key in keys]
    unpaid = Invoice.objects.filter(account_id__in=accounts, status=Invoice.Status.OPEN)
    settled = BillingAccount.objects.filter(pk__in=accounts, active=True)
    settled.exclude(pk__in=unpaid.values("account")).update(active=False)


def standing_invoices(keys: Collection[int]) -> Collection[int]:
    """Those of these invoices that are there, and whose customer is."""
    found = Invoice.objects.filter(pk__in=keys).exclude(customer__status="erased")
    return set(found.values_list("pk", flat=True))
