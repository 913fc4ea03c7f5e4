"""An activity as a row: its words, its tag, its second line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from customers.activities.models import Kind, State
from customers.activities.presentation.kinds import ICONS, named, title_of
from customers.presentation.dates import clock, short_day
from customers.presentation.lists import Tag
from customers.values.amounts import show_number

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable
    from decimal import Decimal

    from customers.activities.models import Activity, Appointment, Subscription

# What is asked is money that is owed; an offer and what recurs is not.
NOT_OWED = {Kind.QUOTE, Kind.SUBSCRIPTION, Kind.PROJECT, Kind.LEAD, Kind.REQUEST}


@dataclass(frozen=True)
class ActivityRow:
    """An activity in a table."""

    pk: int
    kind: str
    icon: str
    label: str
    kind_label: str
    named: str
    title: str
    detail: str
    url: str
    stage: Tag
    late: str
    opened_on: datetime.date
    due_on: datetime.date | None
    assigned_to: str
    amount: Decimal | None
    currency: str
    archived: bool
    number: str = ""


def row_of(activity: Activity, number: str) -> ActivityRow:
    """A row; `activity` is loaded with its stage, its colleague and `kinds.DETAILS`.

    Args:
        activity: the one to show.
        number: the customer's, for the address.
    """
    return ActivityRow(
        pk=activity.pk,
        kind=activity.kind,
        icon=ICONS[Kind(activity.kind)],
        label=activity.label,
        kind_label=str(Kind(activity.kind).label),
        named=named(activity),
        title=title_of(activity),
        detail=detail_of(activity),
        url=url_of(activity, number),
        stage=stage_tag(activity),
        late=late_words(activity),
        opened_on=activity.opened_on,
        due_on=activity.due_on or activity.planned_on,
        assigned_to=activity.assigned_to.short_name if activity.assigned_to else "",
        amount=activity.amount,
        currency=activity.currency,
        archived=activity.archived,
        number=number,
    )


def url_of(activity: Activity, number: str) -> str:
    """The page of an activity; of a project the page that gathers what belongs to it."""
    return url_for(activity.kind, activity.pk, number)


def url_for(kind: str, key: int, number: str) -> str:
    """The same, of the activity of this kind with this key."""
    name = "project" if kind == Kind.PROJECT else "activity"
    return reverse(f"activities:{name}", args=[number, key])


def stage_tag(activity: Activity) -> Tag:
    """The stage, coloured by what it means: ready, open, done or called off."""
    if activity.stage.code == "ready":
        return Tag(activity.stage.name, "ok")
    return Tag(activity.stage.name, "accent" if activity.status == State.OPEN else "")


def late_words(activity: Activity) -> str:
    """'9 dagen te laat' for what is open after its day; '' for what is not late."""
    if activity.status != State.OPEN or activity.due_on is None:
        return ""
    days = (timezone.localdate() - activity.due_on).days
    if days <= 0:
        return ""
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}


def is_past(activity: Activity) -> bool:
    """Whether the day for which it was planned is over."""
    return activity.planned_on is not None and activity.planned_on < timezone.localdate()


def detail_of(activity: Activity) -> str:
    """The second line: what the kind has of its own. Nothing of a treatment, which is medical."""
    details = of_its_own(activity)
    make = _DETAILS.get(Kind(activity.kind))
    return make(details) if make and details is not None else ""


def of_its_own(activity: Activity) -> Any:
    """The row with the details of its kind, or None; never that of a treatment."""
    if activity.kind not in (Kind.REPAIR, Kind.APPOINTMENT, Kind.SUBSCRIPTION, Kind.TRIP):
        return None
    try:
        return getattr(activity, activity.kind)
    except ObjectDoesNotExist:
        return None


def _repair(repair: Any) -> str:
    # 'rek 14' says it by itself, '14' does not.
    shelf = (
        _("shelf %(shelf)s") % {"shelf": repair.shelf} if repair.shelf.isdigit() else repair.shelf
    )
    return _joined(repair.device, repair.serial_number, shelf)


def _appointment(appointment: Appointment) -> str:
    return _joined(span_words(appointment), appointment.place)


def span_words(appointment: Appointment) -> str:
    """'24 nov. 10.00–11.00'; with the second day when it ends on another."""
    first, last = (timezone.localdate(m) for m in (appointment.starts_at, appointment.ends_at))
    end = clock(appointment.ends_at)
    end = end if first == last else f"{short_day(last)} {end}"
    return f"{short_day(first)} {clock(appointment.starts_at)}–{end}"


def _subscription(subscription: Subscription) -> str:
    which = " ".join(
        item.name for item in (subscription.subscription_kind, subscription.quality) if item
    )
    if which == subscription.activity.title:
        which = ""  # it stands there already
    return _joined(which, period_words(subscription.period_months), until_words(subscription))


def period_words(months: int) -> str:
    """'per jaar', 'per 3 maanden'."""
    if months % 12 == 0:
        years = months // 12
        return ngettext("per year", "per %(n)d years", years) % {"n": years}
    return ngettext("per month", "per %(n)d months", months) % {"n": months}


def until_words(subscription: Subscription) -> str:
    """'stopt 1 maart', 'verlengt 1 maart 2027'."""
    if subscription.stops_on:
        return _("stops %(day)s") % {"day": short_day(subscription.stops_on)}
    if subscription.next_on:
        return _("renews %(day)s") % {"day": short_day(subscription.next_on)}
    return ""


def _trip(trip: Any) -> str:
    return _joined(f"{trip.origin} → {trip.destination}", km_words(trip.km), trip.purpose)


def km_words(km: Decimal) -> str:
    """'42 km', '1.204,5 km'."""
    return _("%(n)s km") % {"n": show_number(km, 0 if km == km.to_integral_value() else 1)}


def due_words(activity: Activity) -> str:
    """'verwacht 27 nov.', by what the day means for the kind."""
    if activity.kind in (Kind.APPOINTMENT, Kind.SUBSCRIPTION):
        return ""  # their second line says so
    if activity.due_on:
        day = {"day": short_day(activity.due_on)}
        if activity.kind == Kind.ORDER:
            return _("expected %(day)s") % day
        if activity.kind == Kind.QUOTE:
            return _("valid until %(day)s") % day
        return _("by %(day)s") % day
    if activity.planned_on:
        return pgettext("activity", "on %(day)s") % {"day": short_day(activity.planned_on)}
    return ""


def owed(activity: Activity) -> Decimal | None:
    """The amount that is open with it; None when there is none, or when it is not owed yet."""
    return None if activity.kind in NOT_OWED else activity.amount


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_DETAILS: dict[Kind, Callable[[Any], str]] = {
    Kind.REPAIR: _repair,
    Kind.APPOINTMENT: _appointment,
    Kind.SUBSCRIPTION: _subscription,
    Kind.TRIP: _trip,
}
