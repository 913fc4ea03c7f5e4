"""A member of staff: a login of the shop, never a customer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, Group, Permission, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import Tracked, TrackedQuerySet, track


class StaffManager(UserManager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
    """Django's manager of users, with history for bulk writes."""


class StaffUser(Tracked, AbstractUser):
    """A login. It is never deleted, only deactivated, so that the history keeps its names.

    The roles are groups; see `klantbeheer.staff.roles`.
    """

    never_deleted: ClassVar[bool] = True

    # Declared again, so that the history can name them: who had which role when.
    groups = models.ManyToManyField(  # type: ignore[assignment]  # of this model, not the mixin
        Group,
        blank=True,
        related_name="user_set",
        related_query_name="user",
        verbose_name=_("roles"),
    )
    user_permissions = models.ManyToManyField(  # type: ignore[assignment]
        Permission,
        blank=True,
        related_name="user_set",
        related_query_name="user",
        verbose_name=_("permissions of their own"),
    )

    history = track(
        indexed=(),
        excluded_fields=["password", "last_login"],
        m2m_fields=[groups, user_permissions],
    )
    objects: ClassVar[Any] = StaffManager()

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["first_name", "last_name", "username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="staffuser_username_once_any_case")
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name that colleagues see: 'Anna Visser', or the user name."""
        return self.get_full_name() or self.username

    @property
    def short_name(self) -> str:
        """The first name, for the bar and for lists."""
        return self.first_name or self.username

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises ValidationError."""
        raise ValidationError(_("Staff are never deleted. Deactivate the login instead."))
