"""Why the shop has billing accounts and invoices, in the register of processing (article 30)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import Processing


def register() -> None:
    """Put the lines of accounts in the register."""
    hooks.register_processing(
        Processing(
            name="accounts",
            label=_("Billing accounts"),
            tables=("accounts_billingaccount",),
            purpose=_("sending invoices and collecting what is due"),
            ground=_("contract (article 6.1.b)"),
            subjects=_("customers and who pays for them"),
            kept=_("until every customer of the account is erased"),
            kinds=("customer", "prospect"),
            recipients=_("the bank, for direct debits"),
            position=60,
        )
    )
    hooks.register_processing(
        Processing(
            name="invoices",
            label=_("Invoices and payments"),
            tables=("accounts_invoice", "accounts_invoiceline", "accounts_invoicepayment"),
            purpose=_("selling, and the bookkeeping that the tax law asks for"),
            ground=_("contract and legal obligation (articles 6.1.b and 6.1.c)"),
            subjects=_("customers and who pays for them"),
            kept=_("drafts until the customer is erased, issued ones as long as the tax law asks"),
            vault=("invoices",),
            recipients=_("the bookkeeper and the tax authority"),
            position=62,
        )
    )
