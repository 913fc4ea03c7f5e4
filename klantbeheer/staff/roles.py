"""The roles, as groups whose permissions stand here in code and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps as global_apps
from django.db import DEFAULT_DB_ALIAS, router
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.apps.registry import Apps
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrPromise

ADMINISTRATOR = "beheerder"
CLERK = "balie"
BACK_OFFICE = "kantoor"
READER = "inkijk"
PRACTITIONER = "behandelaar"

ROLES = (ADMINISTRATOR, CLERK, BACK_OFFICE, READER, PRACTITIONER)
#: What the first may do, the second may too.
_GROWN_FROM = {CLERK: PRACTITIONER}
ROLE_LABELS: dict[str, StrPromise] = {
    CLERK: _("counter: find, add and change customers"),
    BACK_OFFICE: _("back office: as the counter, and exports"),
    READER: _("read only"),
    PRACTITIONER: _("practitioner: as the counter, and treatments"),
    ADMINISTRATOR: _("administrator: everything, and this part"),
}


def _permissions(app: str, actions: Iterable[str], models: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{app}.{action}_{model}" for model in models for action in actions)


_CARD = ("customer", "address", "loyaltycard", "customerrelation")
_LISTS = ("category", "interest", "customfield")

#: The privacy law: whoever stands at the counter takes a request in, the office answers it.
_REQUESTS = _permissions("customers", ["view", "add"], ["privacyrequest"])
_ANSWERS = (
    *_permissions("customers", ["change"], ["privacyrequest"]),
    *_permissions("customers", ["view", "add", "change"], ["erasurehold"]),
    *_permissions("customers", ["view"], ["retentionbatch", "erasureentry", "accessexport"]),
    "customers.erase_customer",
    "customers.export_person",
)
_APPROVALS = (
    "customers.approve_erasure",
    "customers.approve_retentionbatch",
    *_permissions("customers", ["view", "add", "change"], ["retentionrule"]),
    *_permissions("customers", ["view", "add", "change"], ["privacysettings"]),
)

_READER = (
    *_permissions("customers", ["view"], _CARD),
    *_permissions("customers", ["view"], ["formernumber"]),
)
_CLERK = (
    *_READER,
    *_permissions("customers", ["add", "change"], _CARD),
    "customers.set_inactive_customer",
    *_REQUESTS,
)
_BACK_OFFICE = (
    *_CLERK,
    "customers.export_customer",
    *_permissions("customers", ["view"], _LISTS),
    *_ANSWERS,
)
_ADMINISTRATOR = (
    *_BACK_OFFICE,
    *_APPROVALS,
    "customers.renumber_customer",
    *_permissions("customers", ["add", "change"], _LISTS),
    *_permissions("customers", ["view", "add", "change"], ["shopsettings"]),
    *_permissions("customers", ["view"], ["numbercounter"]),
    *_permissions("staff", ["view", "add", "change"], ["staffuser"]),
    "auth.view_group",
)

ROLE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    ADMINISTRATOR: _ADMINISTRATOR,
    CLERK: _CLERK,
    BACK_OFFICE: _BACK_OFFICE,
    READER: _READER,
    PRACTITIONER: _CLERK,
}


def register_role_permissions(role: str, *permissions: str) -> None:
    """Let `role` have `permissions` ('app_label.codename') too, from an app's `ready()`.

    Raises KeyError for a role that does not exist.
    """
    held = ROLE_PERMISSIONS[role]
    ROLE_PERMISSIONS[role] = (*held, *(name for name in permissions if name not in held))
    if role in _GROWN_FROM:
        register_role_permissions(_GROWN_FROM[role], *permissions)


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """The names of the user's roles; none for somebody who is not signed in."""
    if user.pk is None:
        return frozenset()
    return frozenset(name for name in _group_names(user) if name in ROLES)


def _group_names(user: Any) -> list[str]:
    return [group.name for group in user.groups.all()]


def sync_roles(
    *,
    app_config: Any = None,
    using: str = DEFAULT_DB_ALIAS,
    apps: Apps = global_apps,
    **kwargs: Any,
) -> None:
    """Make the groups and give each exactly its permissions; the receiver of `post_migrate`.

    It acts after the last app, when all permissions are there, and writes only what differs. A
    permission that does not exist (an app migrated back) is left out.
    """
    if app_config is not None and app_config.label != _last_app():
        return
    try:
        groups: Any = apps.get_model("auth", "Group")
        permissions: Any = apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not router.allow_migrate_model(using, groups):
        return
    ids = {
        f"{app}.{codename}": pk
        for pk, app, codename in permissions.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _made = groups.objects.using(using).get_or_create(name=role)
        wanted = {ids[name] for name in ROLE_PERMISSIONS[role] if name in ids}
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)


def _last_app() -> str:
    """The last app to which `post_migrate` is sent."""
    return [app.label for app in global_apps.get_app_configs() if app.models_module][-1]
