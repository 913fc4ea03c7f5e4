"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import hooks
from customers.hooks import CardAction, CardTab, OnErase, OnMerge, Place


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()
    _register_accounts()
    _register_invoices()
    _register_parts()


def _register_links() -> None:
    for model, field, on_merge in (
        ("accounts.Invoice", "customer", OnMerge.MOVE),
        ("accounts.Invoice", "payer", OnMerge.MOVE),
        ("accounts.InvoiceLine", "customer", OnMerge.MOVE),
    ):
        hooks.register_merge_erase(
            model,
            field,
            on_merge=on_merge,
            on_erase=OnErase.KEEP,
            why=(
                "the tax law keeps what was issued until its date; name and address stay as issued,"
                " also when it moves: see services/merging.py"
            ),
        )


def _register_accounts() -> None:
    hooks.register_card_tab(
        CardTab(
            "account",
            pgettext_lazy("tab", "Account"),
            "accounts:account",
            40,
            permission="accounts.view_billingaccount",
        )
    )
    hooks.register_card_action(
        CardAction(
            "account_add",
            _("Make account with customer details"),
            "accounts:account_add",
            "receipt-text",
            Place.MORE,
            "accounts.add_billingaccount",
            position=40,
            shown=lambda customer: customer.billing_account_id is None,
        )
    )
    hooks.register_card_action(
        CardAction(
            "account_find",
            _("Find account"),
            "accounts:account_find",
            "search",
            Place.MORE,
            "accounts.change_billingaccount",
            key="K",
            position=41,
        )
    )


def _register_invoices() -> None:
    from accounts.presentation.of_activity import bill_action, invoices_section
    from accounts.presentation.open_rows import open_rows
    from customers.activities.hooks import (
        register_activity_action,
        register_open_rows,
        register_project_section,
    )

    hooks.register_card_action(
        CardAction(
            "invoice",
            pgettext_lazy("button", "Invoice"),
            "accounts:invoice_add",
            "receipt-text",
            Place.NEW,
            "accounts.add_invoice",
            key="R",
            position=50,
            short=pgettext_lazy("button", "Invoice"),
        )
    )
    hooks.register_card_action(
        CardAction(
            "invoices",
            pgettext_lazy("page", "Invoices"),
            "accounts:invoices",
            "receipt-text",
            Place.MORE,
            "accounts.view_invoice",
            position=20,
            statuses=frozenset({"prospect", "active", "inactive"}),
        )
    )
    register_open_rows(open_rows, name="invoices")
    register_activity_action("bill", bill_action)
    register_project_section(
        "invoices", "accounts/_activity_invoices.html", invoices_section, position=20
    )


def _register_parts() -> None:
    """What registers itself in a module of its own."""
    from accounts import (
        access_parts,
        bench,
        blockers,
        erasing,
        plan_lines,
        processing,
        retention,
        texts,
        timeline,
    )
    from accounts.presentation import history
    from accounts.seed import part as seed

    for module in (
        timeline,
        blockers,
        history,
        seed,
        bench,
        retention,
        processing,
        plan_lines,
        access_parts,
        erasing,
        texts,
    ):
        module.register()
