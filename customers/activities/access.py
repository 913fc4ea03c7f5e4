"""The one way in which a view gets at an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from customers.access import get_standing
from customers.activities.models import Activity
from customers.values.keys import LARGEST_KEY

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from klantbeheer.staff.models import StaffUser


def get_activity(user: StaffUser | AnonymousUser, number: str, activity_id: int) -> Activity:
    """The activity with this key, of the customer with this number.

    It comes with its customer, stage, colleague, project and the details of its kind, but for those
    of a treatment, which `services.treatments` alone reads.

    Args:
        user: who asks; what this user may not see does not exist.
        number: the customer's, as it stands in the address.
        activity_id: the key.

    Raises:
        Http404: no such activity of this customer, or not for this user.
    """
    customer = get_standing(user, number)
    found: Activity | None = (
        Activity.objects.visible_to(user)
        .filter(customer=customer, pk=activity_id)
        .select_related(
            "stage",
            "assigned_to",
            "parent",
            "repair",
            "appointment",
            "trip",
            "subscription__subscription_kind",
            "subscription__quality",
        )
        .first()
        if activity_id <= LARGEST_KEY
        else None
    )
    if found is None:
        raise Http404
    found.customer = customer
    return found
