"""What activities say on the tab Historie: one sentence per change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.activities.models import (
    Activity,
    Kind,
    Stage,
    SubscriptionKind,
    SubscriptionQuality,
)
from customers.activities.presentation import history_sentences as said
from customers.activities.presentation.history_sentences import Known
from customers.activities.services import details
from customers.hooks import HistoryEntry, HistorySource, register_history_source
from customers.presentation.history_rows import entry_of, newest_streams, with_previous
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.models import Customer

GROUPS = {said.GROUP: pgettext_lazy("history filter", "activities")}
_ACTIVITY = gettext_lazy("activity")
PLACES = {
    "activities:activities": pgettext_lazy("tab", "Activities"),
    **{f"activities:add_{kind}": gettext_lazy("new activity") for kind in Kind.values},
    "activities:activity": _ACTIVITY,
    "activities:edit": _ACTIVITY,
    "activities:stage": _ACTIVITY,
    "activities:archive": _ACTIVITY,
    "activities:restore": _ACTIVITY,
    "activities:ready": gettext_lazy("ready for pickup"),
    "activities:move": gettext_lazy("moving an appointment"),
    "activities:cancel": gettext_lazy("cancelling an appointment"),
    "activities:stop": gettext_lazy("stopping a subscription"),
    "activities:renew": gettext_lazy("renewing a subscription"),
    "activities:honour": gettext_lazy("honouring a request"),
    "activities:project": gettext_lazy("project page"),
    "activities:reads": gettext_lazy("who read a treatment"),
    "activities:agenda": gettext_lazy("agenda"),
    "activities:trips": gettext_lazy("trips"),
    "activities:arrivals": gettext_lazy("arrivals"),
    "activities:arrival": gettext_lazy("arrivals"),
    "activities:arrival_add": gettext_lazy("arrivals"),
    "activities:arrival_edit": gettext_lazy("arrivals"),
    "activities:arrival_tell": gettext_lazy("arrivals"),
}


def register() -> None:
    """Put the changes of activities on the tab Historie."""
    register_history_source(HistorySource("activities", GROUPS, entries_of, PLACES))


def entries_of(user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The newest changes of the customer's activities, and of what their kinds have of their own.

    Treatments only for who may see them, and then without what is medical in them.

    Args:
        user: who looks.
        customer: whose history.
        limit: how many rows of each table to read at most.
    """
    if not user.has_perm("activities.view_activity"):
        return []
    kinds = _kinds_of(customer)
    if not user.has_perm("activities.view_treatments"):
        kinds.discard(Kind.TREATMENT)
    if not kinds:
        return []
    rows = Activity.history.filter(customer_id=customer.pk, kind__in=kinds)
    shared = newest_streams(rows, limit)
    own = {
        kind: newest_streams(_of_newest(model, customer, kind, limit), limit, key="activity_id")
        for kind, model in details.MODELS.items()
        if kind in kinds
    }
    known = _known(shared, own)
    found = [
        entry_of(row, said.of_activity(row, previous, known))
        for stream in shared
        for row, previous in with_previous(stream)
    ]
    found += [
        entry_of(row, said.of_detail(kind, row, previous, known))
        for kind, streams in own.items()
        for stream in streams
        for row, previous in with_previous(stream)
    ]
    return found


def _kinds_of(customer: Customer) -> set[str]:
    """The kinds of which this customer has any: one query, a look in the index for each."""
    exists = ", ".join(
        "EXISTS (SELECT FROM activities_activity WHERE customer_id = %s AND kind = %s)"
        for _kind in Kind.values
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {exists}", [value for kind in Kind.values for value in (customer.pk, kind)]
        )
        there = cursor.fetchone() or ()
    return {kind for kind, present in zip(Kind.values, there, strict=True) if present}


def _of_newest(model: Any, customer: Customer, kind: str, limit: int) -> Any:
    """The history of the details of the customer's newest activities of this kind."""
    newest = Activity.objects.filter(customer=customer, kind=kind).order_by("-opened_on", "-pk")
    return model.history.filter(activity_id__in=newest.values("pk")[:limit])


def _known(shared: list[list[Any]], own: dict[str, list[list[Any]]]) -> Known:
    """The names behind the keys in these rows, each kind of name in one query."""
    rows = [row for stream in shared for row in stream]
    staff = {row.assigned_to_id for row in rows} - {None}
    keys = {row.parent_id for row in rows} - {None}
    keys |= {row.activity_id for row in _all(own.values())}
    known = Known(stages=dict(Stage.objects.values_list("pk", "name")))
    if staff:
        found = StaffUser.objects.filter(pk__in=staff)
        known.staff = {one.pk: one.display_name for one in found}
    if keys:
        numbers = Activity.objects.filter(pk__in=keys).values_list("pk", "kind", "number")
        known.activities = {pk: (kind, number) for pk, kind, number in numbers}
    if Kind.SUBSCRIPTION in own:
        known.subscription_kinds = dict(SubscriptionKind.objects.values_list("pk", "name"))
        known.qualities = dict(SubscriptionQuality.objects.values_list("pk", "name"))
    return known


def _all(streams: Iterable[list[list[Any]]]) -> Iterable[Any]:
    return (row for some in streams for stream in some for row in stream)
