"""Whom an invoice concerns: locked, and held against the rules of who gets one.

Whoever writes invoices takes the locks in this order: customers by key, the account, the invoice, the
activities, the counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import BillingAccount, Invoice
from accounts.services.payers import payer_of
from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Parties:
    """A customer, who pays its invoices, and the account that they are booked on; all locked."""

    customer: Customer
    payer: Customer
    account: BillingAccount | None

    def require(self) -> BillingAccount:
        """The account. Raises ValidationError when this customer cannot be invoiced."""
        problems = refusals(self.customer, self.payer, self.account)
        if problems or self.account is None:
            raise ValidationError(problems)
        return self.account


def lock_parties(customer_id: int, *, invoice: Invoice | None = None) -> Parties:
    """Hold the customer, its payer and its account.

    Args:
        customer_id: whose business it is.
        invoice: an invoice that is booked on an account already; else the customer's own counts.
    """
    payer_id = payer_of(Customer.objects.get(pk=customer_id)).pk
    locked = lock_customers({customer_id, payer_id})
    account_id = invoice.account_id if invoice else locked[customer_id].billing_account_id
    return Parties(locked[customer_id], locked[payer_id], lock_account(account_id))


def lock_customers(keys: Iterable[int]) -> dict[int, Customer]:
    """Hold these customers, always in the same order."""
    rows = Customer.objects.filter(pk__in=set(keys)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def lock_account(account_id: int | None) -> BillingAccount | None:
    """Hold an account, if there is one."""
    if account_id is None:
        return None
    rows = BillingAccount.objects.filter(pk=account_id).select_related("payment_term")
    return rows.select_for_update(of=("self",), no_key=True).first()


def lock_invoice(invoice: Invoice) -> Invoice:
    """Hold an invoice and read it anew."""
    locked: Invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    return locked


def refusals(customer: Customer, payer: Customer, account: BillingAccount | None) -> list[str]:
    """Why this customer cannot be invoiced now, each with what to do about it."""
    problems = []
    if not customer.is_active:
        text = _("An inactive customer gets no invoices. Make the customer active first.")
        problems.append(text)
    elif not payer.is_active:
        text = _(
            "Customer %(number)s, who pays the invoices, is inactive. Make that customer active first."
        )
        problems.append(text % {"number": payer.number})
    if account is None:
        problems.append(_("This customer has no billing account. Make one first."))
    elif not account.active:
        text = _("Billing account %(number)s is inactive. Take it into use again first.")
        problems.append(text % {"number": account.number})
    return problems
