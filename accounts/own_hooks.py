"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from customers import hooks
from customers.hooks import OnErase, OnMerge


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()


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
            why="the tax law keeps what was issued until its date; name and address stay as issued",
        )
