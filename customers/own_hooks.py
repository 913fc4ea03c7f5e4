"""What this app itself registers in the hooks: the staff list, and its own foreign keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.hooks import (
    Blocker,
    CardAction,
    OnErase,
    OnMerge,
    OpenItem,
    Place,
    register_blocker,
    register_card_action,
    register_merge_erase,
)

if TYPE_CHECKING:
    from customers.models import Customer


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    register_blocker("staff", gettext_lazy("staff list"), on_staff_list)
    _register_parts()
    _register_links()
    _register_privacy()


def _register_links() -> None:
    move, drop = OnMerge.MOVE, OnMerge.DROP
    for model, field, on_merge, on_erase, why in (
        ("customers.Address", "customer", move, OnErase.OVERWRITE, ""),
        ("customers.LoyaltyCard", "customer", move, OnErase.OVERWRITE, ""),
        (
            "customers.CustomerRelation",
            "customer",
            move,
            OnErase.DELETE,
            "says who belongs to whom",
        ),
        ("customers.CustomerRelation", "other", move, OnErase.DELETE, "says who belongs to whom"),
        ("customers.MessagePreference", "customer", drop, OnErase.KEEP, "the other's own stays"),
        ("customers.FormerNumber", "customer", move, OnErase.KEEP, "a number is never reused"),
        ("customers.OpenedCustomer", "customer", drop, OnErase.DELETE, ""),
        ("customers.PrivacyRequest", "customer", move, OnErase.OVERWRITE, "stays in the register"),
        ("customers.ErasureHold", "customer", move, OnErase.OVERWRITE, ""),
        ("customers.AccessExport", "customer", move, OnErase.OVERWRITE, "the file goes"),
        ("customers.RetentionItem", "customer", drop, OnErase.KEEP, "a number in a list"),
        ("customers.Customer_interests", "customer", move, OnErase.DELETE, ""),
    ):
        register_merge_erase(model, field, on_merge=on_merge, on_erase=on_erase, why=why)


def _register_privacy() -> None:
    register_card_action(
        CardAction(
            "erase",
            gettext_lazy("Erase (GDPR)"),
            "privacy:erase",
            "trash-2",
            Place.MORE,
            "customers.erase_customer",
            position=900,
            statuses=frozenset({"prospect", "active", "inactive"}),
        )
    )
    register_card_action(
        CardAction(
            "erase_fields",
            gettext_lazy("Erase data …"),
            "privacy:fields",
            "trash-2",
            Place.MORE,
            "customers.erase_customer",
            position=901,
            statuses=frozenset({"prospect", "active", "inactive"}),
        )
    )
    _register_requests()


def _register_requests() -> None:
    standing = frozenset({"prospect", "active", "inactive"})
    for place, (name, label, icon, may, statuses) in enumerate(
        (
            ("add_access", gettext_lazy("Access request"), "file-text", "add", standing),
            ("customer", gettext_lazy("Privacy (GDPR)"), "lock", "view", standing | {"erased"}),
        )
    ):
        permission = f"customers.{may}_privacyrequest"
        register_card_action(
            CardAction(
                f"privacy_{name}",
                label,
                f"privacy:{name}",
                icon,
                Place.MORE,
                permission,
                position=902 + place,
                statuses=statuses,
            )
        )


def on_staff_list(customer: Customer) -> Blocker | None:
    """An employee who can still sign in: an administrator must sign them off first."""
    employee = customer.employee
    if employee is None or not employee.is_active:
        return None
    return Blocker(
        kind="staff",
        label=_("Is on the staff list"),
        icon="id-card",
        count=1,
        items=(
            OpenItem(
                text="",
                note=_("%(name)s. An administrator must sign this employee off there first.")
                % {"name": employee.display_name},
            ),
        ),
    )


def _register_parts() -> None:
    """What registers itself in a module of its own."""
    from customers import texts
    from customers.privacy import access_parts, bench
    from customers.privacy.erasure import plan_lines
    from customers.privacy.processing import groups as processing
    from customers.privacy.requests import history as of_requests
    from customers.privacy.retention import history as of_retention
    from customers.privacy.retention import kinds

    for module in (
        access_parts,
        plan_lines,
        kinds,
        processing,
        of_requests,
        of_retention,
        texts,
        bench,
    ):
        module.register()
