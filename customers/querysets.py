"""Which customers: for whom, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from klantbeheer.history import TrackedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser

CHOOSABLE = ("prospect", "active")


class CustomerQuerySet(TrackedQuerySet):
    """Customers, narrowed by who looks and by what they are wanted for."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may know of: all of them with the view permission, else none."""
        if user.is_active and user.has_perm("customers.view_customer"):
            return self.all()
        return self.none()

    def active(self) -> Self:
        """Those that are shown by default: prospects and active ones."""
        return self.filter(status__in=CHOOSABLE)

    def choosable(self) -> Self:
        """Those that may be chosen for anything new: never an inactive or erased one."""
        return self.active()
