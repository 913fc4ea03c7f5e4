"""What this app hangs on a customer, registered in the customers' hooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers import hooks
from customers.hooks import CardAction, CardTab, OnErase, OnMerge, Place


def register() -> None:
    """Register everything; called from `AppConfig.ready()`, harmless when called again."""
    _register_links()
    _register_tabs()
    _register_actions()


def _register_links() -> None:
    move, overwrite = OnMerge.MOVE, OnErase.OVERWRITE
    for model, field, on_erase, why in (
        ("contacts.ContactPerson", "customer", overwrite, ""),
        ("contacts.ContactPerson", "invoice_customer", OnErase.KEEP, "reported, not changed"),
        ("contacts.ConsentEvent", "customer", overwrite, "the strictest wins in a merge"),
        ("contacts.AddressPermission", "customer", OnErase.DELETE, "follows from the events"),
        ("contacts.ContactMoment", "customer", overwrite, ""),
        ("contacts.Attachment", "customer", overwrite, "the file goes"),
        ("contacts.Memo", "customer", overwrite, "the texts are joined in a merge"),
        ("contacts.Message", "customer", overwrite, ""),
        ("contacts.Delivery", "customer", overwrite, ""),
        ("contacts.HeldAddress", "customer", overwrite, ""),
    ):
        hooks.register_merge_erase(model, field, on_merge=move, on_erase=on_erase, why=why)


def _register_tabs() -> None:
    for name, label, url_name, position, permission in (
        ("persons", _("Contact persons"), "contacts:persons", 30, "view_contactperson"),
        (
            "timeline",
            pgettext_lazy("tab", "Contacts"),
            "contacts:timeline",
            60,
            "view_contactmoment",
        ),
        ("notes", pgettext_lazy("tab", "Notes"), "contacts:notes", 62, "view_contactmoment"),
        ("memo", pgettext_lazy("tab", "Memo"), "contacts:memo", 64, "view_memo"),
    ):
        hooks.register_card_tab(
            CardTab(name, label, url_name, position, permission=f"contacts.{permission}")
        )


def _register_actions() -> None:
    hooks.register_card_action(
        CardAction(
            "moment",
            _("New contact moment"),
            "contacts:moment_add",
            "message-square",
            Place.BAR,
            "contacts.add_contactmoment",
            key="C",
            statuses=frozenset({"prospect", "active", "inactive"}),
        )
    )
    hooks.register_card_action(
        CardAction(
            "person",
            _("Contact person"),
            "contacts:person_add",
            "user-plus",
            Place.NEW,
            "contacts.add_contactperson",
            key="P",
            position=10,
        )
    )
