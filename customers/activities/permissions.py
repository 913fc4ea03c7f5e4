"""Which role may do what with activities."""

from __future__ import annotations

from klantbeheer.staff.roles import (
    ADMINISTRATOR,
    BACK_OFFICE,
    CLERK,
    PRACTITIONER,
    READER,
    register_role_permissions,
)

_VIEW = ("activities.view_activity", "activities.view_arrival")
_WRITE = (
    "activities.add_activity",
    "activities.change_activity",
    "activities.add_arrival",
    "activities.change_arrival",
)
_OFFICE = ("activities.export_activity", "activities.tell_arrival")
_LISTS = ("stage", "subscriptionkind", "subscriptionquality")
_BOSS = (
    *(f"activities.{action}_{model}" for model in _LISTS for action in ("view", "add", "change")),
    "activities.view_treatmentread",
)
_MEDICAL = ("activities.view_treatments", "activities.write_treatments")


def register() -> None:
    """Register the permissions; called from `AppConfig.ready()`, harmless when called again."""
    for role, permissions in (
        (READER, _VIEW),
        (CLERK, (*_VIEW, *_WRITE)),
        (BACK_OFFICE, (*_VIEW, *_WRITE, *_OFFICE)),
        (ADMINISTRATOR, (*_VIEW, *_WRITE, *_OFFICE, *_BOSS)),
        (PRACTITIONER, _MEDICAL),
    ):
        register_role_permissions(role, *permissions)
