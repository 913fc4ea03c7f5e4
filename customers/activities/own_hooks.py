"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import CardAction, CardSection, CardTab, OnErase, OnMerge, Place


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()
    _register_new()
    _register_card()
    _register_parts()


def _register_links() -> None:
    move = OnMerge.MOVE
    for model, on_erase, why in (
        ("activities.Activity", OnErase.OVERWRITE, ""),
        ("activities.ArrivalNotice", OnErase.OVERWRITE, ""),
    ):
        hooks.register_merge_erase(model, "customer", on_merge=move, on_erase=on_erase, why=why)


def _register_new() -> None:
    """The kinds in the menu 'Nieuw …', those that a counter makes most of first.

    They stand above the invoice and beside the kinds of contact, so that B soon is an order.
    """
    from customers.activities.models import Kind
    from customers.activities.presentation.kinds import ICONS

    often = (Kind.ORDER, Kind.REPAIR, Kind.APPOINTMENT, Kind.QUOTE, Kind.SUBSCRIPTION)
    for place, kind in enumerate((*often, *(kind for kind in Kind if kind not in often))):
        may = "write_treatments" if kind is Kind.TREATMENT else "add_activity"
        hooks.register_card_action(
            CardAction(
                f"activity_{kind.value}",
                kind.label,
                f"activities:add_{kind.value}",
                ICONS[kind],
                Place.NEW,
                f"activities.{may}",
                position=21 + place,
            )
        )


def _register_card() -> None:
    from customers.activities.hooks import register_open_rows
    from customers.activities.presentation import activities

    hooks.register_card_tab(
        CardTab(
            "activities",
            _("Activities"),
            "activities:activities",
            50,
            count=activities.tab_count,
            permission="activities.view_activity",
        )
    )
    register_open_rows(activities.open_rows, name="activities")
    for name, context, position in (
        ("open", activities.open_section, 10),
        ("recent", activities.recent_section, 20),
    ):
        hooks.register_card_section(
            CardSection(f"activities_{name}", f"activities/_card_{name}.html", context, position)
        )


def _register_parts() -> None:
    """What registers itself in a module of its own."""
    from customers.activities import (
        access_parts,
        bench,
        blockers,
        plan_lines,
        processing,
        retention,
        texts,
        timeline,
    )
    from customers.activities.presentation import history
    from customers.activities.seed import part as seed

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
        texts,
    ):
        module.register()
