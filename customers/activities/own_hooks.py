"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from customers import hooks
from customers.hooks import OnErase, OnMerge


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()


def _register_links() -> None:
    move = OnMerge.MOVE
    for model, on_erase, why in (
        ("activities.Activity", OnErase.OVERWRITE, ""),
        ("activities.ArrivalNotice", OnErase.OVERWRITE, ""),
    ):
        hooks.register_merge_erase(model, "customer", on_merge=move, on_erase=on_erase, why=why)
