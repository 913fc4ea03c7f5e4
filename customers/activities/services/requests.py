"""From a lead to a request, and from a request to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from customers.activities.models import Activity, Kind
from customers.activities.services.activities import create_activity, set_stage
from customers.activities.services.locking import lock_activity
from customers.activities.services.stages import closed_words, stage_of
from customers.models import Customer
from customers.services import lifecycle
from customers.services.lifecycle import StepImpossibleError
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klantbeheer.staff.models import StaffUser

#: What each of them becomes.
BECOMES = {Kind.LEAD: Kind.REQUEST, Kind.REQUEST: Kind.PROJECT}
#: These values are taken over from what was honoured; the rest is as the kind begins.
FIELDS = ("title", "amount", "assigned_to", "description", "planned_on", "due_on")
_COLUMNS = {"assigned_to": "assigned_to_id"}


def lead_to_request(*, activity: Activity, actor: StaffUser, values: Mapping[str, Any]) -> Activity:
    """Follow a lead up with a request, which is opened; the lead is closed.

    Args:
        activity: the lead.
        actor: who does it.
        values: of the request, by the names in `FIELDS`, the colleague by key; what is missing is
            the lead's.

    Returns:
        the request; a second call returns the first one's.

    Raises:
        ValidationError: the lead lapsed, or the customer is inactive.
    """
    return _become(activity, Kind.LEAD, actor, values)


def honour_request(*, activity: Activity, actor: StaffUser, values: Mapping[str, Any]) -> Activity:
    """Honour a request: it gets a project, and a prospect becomes a customer. All of it, or nothing.

    Args:
        activity: the request.
        actor: who honours it.
        values: of the project, by the names in `FIELDS`, the colleague by key; what is missing is
            the request's.

    Returns:
        the project; a second call returns the first one's.

    Raises:
        ValidationError: the request was declined, or the customer is inactive.
    """
    return _become(activity, Kind.REQUEST, actor, values)


def became(activity: Activity) -> Activity | None:
    """What a lead or a request became, or None."""
    found: Activity | None = Activity.objects.filter(
        source=activity.kind, external_id=str(activity.pk)
    ).first()
    return found


def _become(
    activity: Activity, kind: Kind, actor: StaffUser, values: Mapping[str, Any]
) -> Activity:
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock_activity(activity)
        if locked.kind != kind:
            raise ValidationError(_("This cannot be honoured."))
        earlier = became(locked)
        if earlier is not None:
            return earlier
        if not locked.is_open:
            raise ValidationError(closed_words(locked))
        customer = _as_customer(locked, actor)
        taken_over = {name: getattr(locked, _COLUMNS.get(name, name)) for name in FIELDS}
        made = create_activity(
            customer=customer,
            kind=BECOMES[kind],
            values=taken_over | dict(values),
            actor=actor,
            source=kind.value,
            external_id=str(locked.pk),
        )
        _close(locked, made, actor)
    return made


def _as_customer(activity: Activity, actor: StaffUser) -> Customer:
    """The customer; whose request is honoured is no prospect any more. Raises ValidationError."""
    customer = activity.customer
    if activity.kind == Kind.REQUEST and customer.status == Customer.Status.PROSPECT:
        reason = _("Request %(label)s was honoured") % {"label": activity.label}
        try:
            return lifecycle.make_active(customer=customer, actor=actor, reason=reason)
        except StepImpossibleError as error:
            raise ValidationError(str(error)) from error
    return customer


def _close(activity: Activity, made: Activity, actor: StaffUser) -> None:
    """Close what was honoured; it belongs to the project from then on, and so does its lead."""
    if made.kind == Kind.PROJECT:
        activity.parent = made
        activity.save(update_fields=["parent", "changed_at"])
        _adopt_lead(activity, made)
    set_stage(activity=activity, stage=stage_of(activity.kind, "done"), actor=actor)


def _adopt_lead(request: Activity, project: Activity) -> None:
    if request.source != Kind.LEAD.value or not request.external_id.isdecimal():
        return
    leads = Activity.objects.select_for_update(of=("self",)).filter(
        pk=int(request.external_id), customer=request.customer_id, parent=None
    )
    for lead in leads:
        lead.parent = project
        lead.save(update_fields=["parent", "changed_at"])
