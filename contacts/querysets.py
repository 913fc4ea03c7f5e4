"""Which contact persons and moments: for whom, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from klantbeheer.history import TrackedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser


class ContactPersonQuerySet(TrackedQuerySet):
    """Contact persons, narrowed by who looks and by what they are wanted for."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may know of; never those of an erased customer."""
        if user.is_active and user.has_perm("contacts.view_contactperson"):
            return self.exclude(customer__status="erased")
        return self.none()

    def choosable(self) -> Self:
        """Those that may be chosen or written to: not the archived ones."""
        return self.filter(archived=False)


class ContactMomentQuerySet(TrackedQuerySet):
    """Contact moments, narrowed by who looks."""

    def visible_to(self, user: StaffUser | AnonymousUser) -> Self:
        """Those that `user` may read."""
        if user.is_active and user.has_perm("contacts.view_contactmoment"):
            return self.all()
        return self.none()

    def standing(self) -> Self:
        """Those that were not taken off the timeline."""
        return self.filter(removed_at=None)
