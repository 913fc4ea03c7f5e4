"""'Notities en contacten' on the page of an activity: of it, and of the parts of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from contacts.models import ContactMoment
from contacts.presentation.timeline import day_rows
from contacts.timeline import OWN, SHOWN, Entry, event_of
from customers.activities.models import Activity, Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN_AT_ONCE = 20


def project_notes(user: Any, activity: Activity) -> dict[str, Any] | None:
    """The newest contact moments with this activity; two queries.

    Returns:
        None for a treatment, and for who may not read contact moments.
    """
    if activity.kind == Kind.TREATMENT or not user.has_perm("contacts.view_contactmoment"):
        return None
    moments = (
        ContactMoment.objects.visible_to(user)
        .standing()
        .filter(customer=activity.customer_id, activity__in=_with_parts(activity))
        .select_related(*SHOWN)
        .defer("search")
        .order_by("-moment", "-pk")
    )
    found = list(moments[: SHOWN_AT_ONCE + 1])
    number = activity.customer.number
    entries = [Entry(OWN, event_of(moment), moment) for moment in found[:SHOWN_AT_ONCE]]
    may_add = user.has_perm("contacts.add_contactmoment")
    add_url = reverse("contacts:moment_add", args=[number])
    return {
        "days": day_rows(entries, user=user, number=number),
        "add_url": f"{add_url}?new=note&activity={activity.pk}" if may_add else "",
        "all_url": f"{reverse('contacts:timeline', args=[number])}?activity={activity.pk}",
        "more": len(found) > SHOWN_AT_ONCE,
    }


def _with_parts(activity: Activity) -> QuerySet[Any, Any]:
    """The keys of the activity and, of a project, of what it gathers; no treatment is among them."""
    own = Q(pk=activity.pk)
    if activity.kind == Kind.PROJECT:
        own |= Q(parent=activity.pk)
    ordinary: QuerySet[Any] = Activity.objects.ordinary()
    return ordinary.filter(own).order_by().values("pk")
