"""Which role may do what with contact persons, the timeline and messages."""

from __future__ import annotations

from klantbeheer.staff.roles import (
    ADMINISTRATOR,
    BACK_OFFICE,
    CLERK,
    READER,
    register_role_permissions,
)

_VIEW = (
    "contacts.view_contactperson",
    "contacts.view_contacttype",
    "contacts.view_consentevent",
    "contacts.view_contactmoment",
    "contacts.view_attachment",
    "contacts.view_memo",
    "contacts.view_message",
    "contacts.view_delivery",
    "contacts.view_heldaddress",
    "customers.view_messagepreference",
)
_WRITE = (
    "contacts.add_contactperson",
    "contacts.change_contactperson",
    "contacts.add_consentevent",
    "contacts.add_contactmoment",
    "contacts.change_contactmoment",
    "contacts.add_attachment",
    "contacts.add_memo",
    "contacts.change_memo",
    "contacts.send_message",
    "contacts.change_heldaddress",
    "customers.add_messagepreference",
    "customers.change_messagepreference",
)
_OFFICE = (
    "contacts.export_contactperson",
    "contacts.remove_attachment",
    "contacts.remove_contactmoment",
    "contacts.view_messagetemplate",
)
_BOSS = (
    "contacts.add_contacttype",
    "contacts.change_contacttype",
    "contacts.add_messagetemplate",
    "contacts.change_messagetemplate",
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
