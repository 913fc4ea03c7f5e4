"""The facts on the page of an activity, as labels and values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.activities.models import Kind
from customers.activities.presentation.kinds import title_of
from customers.activities.presentation.rows import (
    km_words,
    of_its_own,
    period_words,
    span_words,
    url_of,
)
from customers.presentation.dates import full_day, moment_words
from customers.presentation.facts import Fact, Value
from customers.values.amounts import show_amount
from customers.values.keys import read_key

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from customers.activities.models import Activity

_Pairs = list[tuple[str, Value]]


def facts_of(activity: Activity) -> list[Fact]:
    """What it is, and its days: first what the kind has of its own."""
    details, make = of_its_own(activity), _OF_KIND.get(Kind(activity.kind))
    own = make(details) if make and details is not None else []
    days = [
        (pgettext("activity", "Opened"), _day(activity.opened_on)),
        (_("Planned on"), _day(activity.planned_on)),
        (pgettext("activity", "Due"), _day(activity.due_on)),
        (_("Closed on"), _day(activity.closed_on)),
    ]
    return _facts([*own, *days])


def dealings_of(activity: Activity) -> list[Fact]:
    """The money and the people: amount, billing, colleague, project, where it came from."""
    colleague = activity.assigned_to
    archived = pgettext("tag", "archived") if activity.archived else ""
    return _facts(
        [
            (_("Amount"), Value(show_amount(activity.amount, activity.currency))),
            (_("Billing"), _billing(activity)),
            (_("Colleague"), Value(colleague.display_name if colleague else "")),
            (pgettext("activity", "Project"), _project(activity)),
            (_("Source"), _source(activity)),
            (pgettext("activity", "Archived"), Value(archived and _("yes"))),
        ]
    )


def _facts(pairs: _Pairs) -> list[Fact]:
    return [Fact(label, [value]) for label, value in pairs if value.text]


def _day(day: datetime.date | None) -> Value:
    return Value(full_day(day) if day else "")


def _billing(activity: Activity) -> Value:
    if not activity.billing and activity.amount is None:
        return Value("")
    return Value(str(activity.get_billing_display()))


def _project(activity: Activity) -> Value:
    parent = activity.parent
    if parent is None:
        return Value("")
    url = url_of(parent, activity.customer.number)
    return Value(f"{parent.label} {title_of(parent)}", href=url)


def _source(activity: Activity) -> Value:
    """Where it came from: another activity of this customer, or a system such as the till."""
    source, there = activity.source, activity.external_id
    if source in Kind.values:
        key, label = read_key(there.split(":")[0]), str(Kind(source).label)
        if not key:
            return Value(label)
        number = activity.customer.number
        return Value(label, href=reverse("activities:activity", args=[number, key]))
    return Value(" ".join(part for part in (source, there) if part))


# ---------------------------------------------------------------- by kind
def _repair(repair: Any) -> _Pairs:
    told = moment_words(repair.ready_at) if repair.ready_at else ""
    return [
        (_("Device"), Value(repair.device)),
        (_("Serial number"), Value(repair.serial_number)),
        (_("RMA number"), Value(repair.rma_number)),
        (_("Shelf"), Value(repair.shelf)),
        (_("Customer told"), Value(told)),
    ]


def _appointment(appointment: Any) -> _Pairs:
    return [
        (_("When"), Value(span_words(appointment))),
        (_("Place"), Value(appointment.place)),
    ]


def _subscription(subscription: Any) -> _Pairs:
    kind, quality = subscription.subscription_kind, subscription.quality
    return [
        (_("Kind"), Value(kind.name if kind else "")),
        (_("Quality"), Value(quality.name if quality else "")),
        (_("Period"), Value(period_words(subscription.period_months))),
        (_("Next renewal"), _day(None if subscription.stops_on else subscription.next_on)),
        (_("Stops on"), _day(subscription.stops_on)),
    ]


def _trip(trip: Any) -> _Pairs:
    return [
        (pgettext("trip", "From"), Value(trip.origin)),
        (pgettext("trip", "To"), Value(trip.destination)),
        (_("Distance"), Value(km_words(trip.km))),
        (_("Purpose"), Value(trip.purpose)),
    ]


_OF_KIND: dict[Kind, Callable[[Any], _Pairs]] = {
    Kind.REPAIR: _repair,
    Kind.APPOINTMENT: _appointment,
    Kind.SUBSCRIPTION: _subscription,
    Kind.TRIP: _trip,
}
