"""What the views of the steps share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from customers.activities.access import get_activity
from customers.activities.models import Activity, Kind
from customers.presentation.card import card_head
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.views import shared

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError
    from django.forms import Form
    from django.http import HttpRequest

may_change = permission_required("activities.change_activity", raise_exception=True)


def get_writable(request: HttpRequest, number: str, activity_id: int) -> Activity:
    """The activity, to do something to.

    Raises:
        Http404: there is none, or not for this user.
        PermissionDenied: the user may read treatments, and not write them.
    """
    activity = get_activity(shared.clerk(request), number, activity_id)
    if activity.kind == Kind.TREATMENT and not request.user.has_perm("activities.write_treatments"):
        raise PermissionDenied
    return activity


def query_of(request: HttpRequest) -> str:
    """The search in which the customer was opened, '?…' or ''."""
    return SearchTerms.of(request.GET).query


def page_of(request: HttpRequest, activity: Activity, name: str = "") -> str:
    """A page of an activity; its own one, or that of a project, when no name is given."""
    name = name or ("project" if activity.kind == Kind.PROJECT else "activity")
    url = reverse(f"activities:{name}", args=[activity.customer.number, activity.pk])
    return f"{url}{query_of(request)}"


def undo_stage(request: HttpRequest, activity: Activity, stage_id: int) -> str:
    """Where a post brings the activity back to the stage where it was."""
    url = page_of(request, activity, "stage")
    return f"{url}{'&' if '?' in url else '?'}stage={stage_id}"


def frame_of(request: HttpRequest, activity: Activity, form: Form | None = None) -> dict[str, Any]:
    """What every page of a step needs: the frame, the customer, the way back."""
    customer = activity.customer
    return {
        **customer_frame(request, customer),
        "card": card_head(request.user, customer),
        "activity": activity,
        "form": form,
        "back_url": page_of(request, activity),
        "hidden": shared.hidden_fields(request),
    }


def say_refused(request: HttpRequest, error: ValidationError) -> None:
    """Say on the next page why it was not done."""
    messages.error(request, " ".join(error.messages))
