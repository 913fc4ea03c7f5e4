"""Which customers: for whom, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Func, TextField
from django.db.models.functions import Collate

from klantbeheer.history import TrackedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser

CHOOSABLE = ("prospect", "active")


def sort_name(
    kind: Any, infix: Any, last_name: Any, company_name: Any, *, with_infix: bool
) -> Collate:
    """The name as lists are sorted by it: small letters without marks, the infix only in Belgium.

    The arguments are fields or expressions. No collation of the machine has a say: the same order
    everywhere, by an index that no upgrade of the system can spoil.
    """
    function = f"public.customers_sort_name{'_with_infix' if with_infix else ''}"
    parts = (kind, infix, last_name, company_name)
    return Collate(Func(*parts, function=function, output_field=TextField()), "C")


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
