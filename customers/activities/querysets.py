"""Which activities: for whom, and in what state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from klantbeheer.history import TrackedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser


class ActivityQuerySet(TrackedQuerySet):
    """Activities, narrowed by who looks and by what they are wanted for."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may know of: treatments only with the permission for them.

        Those of an erased customer are nobody's to read.
        """
        if not (user.is_active and user.has_perm("activities.view_activity")):
            return self.none()
        seen = self.exclude(customer__status="erased")
        return seen if user.has_perm("activities.view_treatments") else seen.ordinary()

    def ordinary(self) -> Self:
        """Without the treatments, which are medical."""
        return self.exclude(kind="treatment")

    def running(self) -> Self:
        """Those that are open."""
        return self.filter(status="open")

    def to_invoice(self) -> Self:
        """Those that are done and not invoiced yet."""
        return self.filter(status="done", billing="due")
