"""What the kinds of activity are called and look like, and which of them somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext_lazy

from customers.activities.models import Activity, Kind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer

ICONS = {
    Kind.ORDER: "package",
    Kind.QUOTE: "file-text",
    Kind.REPAIR: "wrench",
    Kind.SUBSCRIPTION: "repeat",
    Kind.APPOINTMENT: "calendar",
    Kind.PROJECT: "folder",
    Kind.LEAD: "target",
    Kind.REQUEST: "inbox",
    Kind.FAULT_REPORT: "bell",
    Kind.PURCHASE: "shopping-bag",
    Kind.TREATMENT: "stethoscope",
    Kind.TRIP: "car",
}
PLURALS: dict[Kind, StrOrPromise] = {
    Kind.ORDER: pgettext_lazy("activities", "Orders"),
    Kind.QUOTE: pgettext_lazy("activities", "Quotes"),
    Kind.REPAIR: pgettext_lazy("activities", "Repairs"),
    Kind.SUBSCRIPTION: pgettext_lazy("activities", "Subscriptions"),
    Kind.APPOINTMENT: pgettext_lazy("activities", "Appointments"),
    Kind.PROJECT: pgettext_lazy("activities", "Projects"),
    Kind.LEAD: pgettext_lazy("activities", "Leads"),
    Kind.REQUEST: pgettext_lazy("activities", "Requests"),
    Kind.FAULT_REPORT: pgettext_lazy("activities", "Fault reports"),
    Kind.PURCHASE: pgettext_lazy("activities", "Purchases"),
    Kind.TREATMENT: pgettext_lazy("activities", "Treatments"),
    Kind.TRIP: pgettext_lazy("activities", "Trips"),
}
#: What the detail tables of the kinds are called as seen from an activity, for one query with all.
DETAILS = (
    "repair",
    "appointment",
    "trip",
    "subscription__subscription_kind",
    "subscription__quality",
)


def kinds_for(user: Any) -> tuple[Kind, ...]:
    """The kinds that this user may know of, in their order; none without the permission to look."""
    if not user.has_perm("activities.view_activity"):
        return ()
    medical = user.has_perm("activities.view_treatments")
    return tuple(kind for kind in Kind if medical or kind is not Kind.TREATMENT)


def of_customer(user: Any, customer: Customer) -> ActivityQuerySet:
    """The activities of a customer that this user may see.

    As `visible_to`, for a customer that was loaded through `get_standing`: it stands, so nothing has
    to be joined to know that, and every question reads the index of this customer alone.
    """
    if customer.status == "erased" or not (user.is_active and kinds_for(user)):
        return Activity.objects.none()
    seen = Activity.objects.filter(customer=customer)
    return seen if user.has_perm("activities.view_treatments") else seen.ordinary()


def title_of(activity: Activity) -> str:
    """The title in a list. That of a treatment is medical: its kind stands there instead."""
    if activity.kind == Kind.TREATMENT:
        return str(Kind.TREATMENT.label)
    return activity.title


def named(activity: Activity) -> str:
    """'Bestelling B-20418'."""
    return f"{Kind(activity.kind).label} {activity.label}"
