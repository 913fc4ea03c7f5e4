"""The activity of a contact moment, as the timeline and the form show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from customers.activities.models import Kind

if TYPE_CHECKING:
    from customers.activities.models import Activity

LONGEST = 60


def may_see(user: Any, activity: Activity | None) -> bool:
    """Whether a contact moment names its activity to this user."""
    if activity is None or activity.kind == Kind.TREATMENT:
        return False
    may: bool = user.has_perm("activities.view_activity")
    return may


def activity_label(activity: Activity) -> str:
    """'B-20418 Fietszitje Yepp', cut when it is long."""
    text = str(activity)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def url_of(activity: Activity, number: str) -> str:
    """The page of the activity, of the customer with this number."""
    name = "project" if activity.kind == Kind.PROJECT else "activity"
    return reverse(f"activities:{name}", args=[number, activity.pk])
