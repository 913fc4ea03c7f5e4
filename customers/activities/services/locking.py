"""Holding an activity while something is done to it."""

from __future__ import annotations

from customers.activities.models import Activity
from customers.models import Customer


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
