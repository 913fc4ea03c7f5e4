"""What every plan of erasure says of the account and the invoices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from customers import hooks
from customers.hooks import PlanLine

#: Lines have an index on their invoice, not on whose it is.
_OF_INVOICES = "invoice_id IN (SELECT id FROM accounts_invoice WHERE customer_id = %(id)s)"


def _accounts(n: int) -> str:
    return ngettext("%(n)d account", "%(n)d accounts", n) % {"n": n}


def _invoices(n: int, *_lines: int) -> str:
    return ngettext("%(n)d invoice", "%(n)d invoices", n) % {"n": n}


def register() -> None:
    """Register the lines; harmless when called again."""
    hooks.register_plan_line(
        PlanLine(
            "account",
            gettext_lazy("Billing account"),
            ("accounts_billingaccount",),
            gettext_lazy("name, address, IBAN and note gone; number and terms stay"),
            "account",
            40,
            _accounts,
        )
    )
    hooks.register_plan_line(
        PlanLine(
            "invoices",
            gettext_lazy("Invoices"),
            ("accounts_invoice", "accounts_invoiceline", "accounts_invoicepayment"),
            gettext_lazy("recipient and descriptions gone; number and amounts stay"),
            "account",
            41,
            _invoices,
            counted_by={"accounts_invoiceline": _OF_INVOICES},
        )
    )
