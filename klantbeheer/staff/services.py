"""Writing logins: who may do what, under whose name in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.utils import reset
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import acting
from klantbeheer.staff.models import StaffUser
from klantbeheer.staff.roles import ADMINISTRATOR, ROLES, roles_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def create_staff(
    *,
    username: str,
    role: str,
    password: str,
    actor: AbstractBaseUser | str,
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    reason: str = "",
) -> StaffUser:
    """Make a login with one role and return it.

    `actor` is a member of staff or the name of a system actor. Raises ValidationError for a role that
    does not exist, a user name in use, or a password that breaks the rules.
    """
    _require_role(role)
    user = StaffUser(username=username, first_name=first_name, last_name=last_name, email=email)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    with transaction.atomic(), acting(actor=actor, reason=reason):
        user.save()
        set_role(user=user, role=role, actor=actor, reason=reason)
    return user


def set_role(
    *, user: StaffUser, role: str, actor: AbstractBaseUser | str, reason: str = ""
) -> StaffUser:
    """Give the user this one role; the administration is open to administrators alone.

    Writes only what differs. Raises ValidationError for a role that does not exist, or when
    administrators take the role from themselves (there would soon be none left).
    """
    _require_role(role)
    if user == actor and ADMINISTRATOR in roles_of(user) and role != ADMINISTRATOR:
        raise ValidationError(_("You cannot take the administrator's role from yourself."))
    with transaction.atomic(), acting(actor=actor, reason=reason):
        if user.is_staff != (role == ADMINISTRATOR):
            user.is_staff = role == ADMINISTRATOR
            user.save()
        if {group.name for group in user.groups.all()} != {role}:
            user.groups.set([Group.objects.get(name=role)])
    return user


def unlock(user: StaffUser) -> None:
    """Forget the wrong tries of this login, at every address."""
    reset(username=user.get_username())


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise ValidationError(
            _("There is no role '%(role)s'. The roles are: %(roles)s."),
            params={"role": role, "roles": ", ".join(ROLES)},
        )
