"""Holding an activity while something is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from customers.activities.models import Activity
from customers.models import Customer

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser


def lock_activity(activity: Activity) -> Activity:
    """The activity as it stands now, held until the transaction ends, with its customer and stage.

    Its customer is held first: whoever sets that one inactive waits, and everybody waits in the
    same order.
    """
    customers = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = customers.get(pk=activity.customer_id)
    rows = Activity.objects.select_for_update(of=("self",)).select_related("stage", "assigned_to")
    locked: Activity = rows.get(pk=activity.pk)
    locked.customer = customer
    return locked


def staff_or_none(actor: StaffUser | str) -> StaffUser | None:
    """The member of staff who acts, or None when something else does."""
    return None if isinstance(actor, str) else actor
