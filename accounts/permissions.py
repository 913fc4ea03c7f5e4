"""Which role may do what with accounts and invoices."""

from __future__ import annotations

from klantbeheer.staff.roles import (
    ADMINISTRATOR,
    BACK_OFFICE,
    CLERK,
    READER,
    register_role_permissions,
)

_VIEW = ("accounts.view_billingaccount", "accounts.view_invoice", "accounts.view_invoicepayment")
_WRITE = (
    "accounts.add_billingaccount",
    "accounts.change_billingaccount",
    "accounts.add_invoice",
    "accounts.change_invoice",
    "accounts.issue_invoice",
    "accounts.pay_invoice",
)
_OFFICE = ("accounts.credit_invoice", "accounts.export_invoice")
_LISTS = ("paymentterm", "categorydefaults", "vatrate", "invoicesettings", "exportprofile")
_BOSS = tuple(
    f"accounts.{action}_{model}" for model in _LISTS for action in ("view", "add", "change")
)


def register() -> None:
    """Register the permissions; called from `AppConfig.ready()`, harmless when called again."""
    for role, permissions in (
        (READER, _VIEW),
        (CLERK, (*_VIEW, *_WRITE)),
        (BACK_OFFICE, (*_VIEW, *_WRITE, *_OFFICE)),
        (ADMINISTRATOR, (*_VIEW, *_WRITE, *_OFFICE, *_BOSS)),
    ):
        register_role_permissions(role, *permissions)
