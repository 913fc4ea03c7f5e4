"""The agenda: the appointments of a day or a week, of all colleagues or of one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.activities.models import Activity, Kind, State
from customers.activities.presentation.kinds import named, title_of
from customers.activities.presentation.page import may_change
from customers.activities.presentation.rows import stage_tag, url_of
from customers.activities.services.appointments import LONGEST
from customers.presentation.dates import clock, full_day, midnight, short_day
from customers.presentation.lists import Tag
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DAY, WEEK = "day", "week"
#: More than these are no agenda any more; the page says that it stops.
MOST_SHOWN = 500
_FIRST, _LAST = datetime.date(1950, 1, 1), datetime.date(2199, 12, 31)


@dataclass(frozen=True)
class Asked:
    """Which days, and whose."""

    day: datetime.date
    span: str = WEEK
    by: str = ""

    @classmethod
    def of(cls, data: Mapping[str, str], *, staff: set[str]) -> Self:
        """Read the query string; what names no day means today."""
        by, span = data.get("by", ""), data.get("span", "")
        return cls(
            day=_day(data.get("day", "")) or timezone.localdate(),
            span=span if span == DAY else WEEK,
            by=by if by in staff else "",
        )

    @property
    def days(self) -> list[datetime.date]:
        """The days shown: this one, or the week from Monday on."""
        if self.span == DAY:
            return [self.day]
        monday = self.day - datetime.timedelta(days=self.day.weekday())
        return [monday + datetime.timedelta(days=n) for n in range(7)]

    @property
    def words(self) -> str:
        """'Zondag 22 november 2026', 'Week 47, 16 nov. 2026 tot en met 22 nov. 2026'."""
        if self.span == DAY:
            text = date_format(self.day, "l j F Y")
            return text[:1].upper() + text[1:]
        days = self.days
        return _("Week %(week)d, %(first)s to %(last)s") % {
            "week": self.day.isocalendar().week,
            "first": full_day(days[0]),
            "last": full_day(days[-1]),
        }

    def url(self, **other: Any) -> str:
        """The agenda with something `other`."""
        asked = replace(self, **other)
        pairs = {
            "day": "" if asked.day == timezone.localdate() else asked.day.isoformat(),
            "span": asked.span if asked.span == DAY else "",
            "by": asked.by,
        }
        query = urlencode({name: value for name, value in pairs.items() if value})
        return f"{reverse('activities:agenda')}?{query}" if query else reverse("activities:agenda")

    def turned(self, step: int) -> str:
        """The agenda so many days or weeks on; '' where the calendar ends."""
        days = step * (1 if self.span == DAY else 7)
        day = self.day + datetime.timedelta(days=days)
        return self.url(day=day) if _FIRST <= day <= _LAST else ""


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


@dataclass(frozen=True)
class Slot:
    """An appointment on one day; `when` is empty for what has no time."""

    pk: int
    when: str
    title: str
    url: str
    named: str
    customer: str
    customer_url: str
    place: str
    by: str
    stage: Tag
    is_open: bool
    clashes: bool = False
    move_url: str = ""
    cancel_url: str = ""


@dataclass(frozen=True)
class AgendaDay:
    """A day with its slots; those without a time stand first."""

    day: datetime.date
    heading: str
    url: str
    is_today: bool
    slots: list[Slot]


@dataclass(frozen=True)
class Agenda:
    """The days, and whether there were more appointments than are shown."""

    days: list[AgendaDay]
    count: int
    is_cut: bool


def agenda(user: Any, asked: Asked, staff: Iterable[str]) -> Agenda:
    """The agenda as asked for, in two queries.

    Treatments are planned on a day, without a time. Whoever may see them sees them there; to the
    others they do not exist, not as 'busy' either.
    """
    days = asked.days
    appointments = _appointments(user, asked, days)
    clashing = _clashing(appointments)
    slots: dict[datetime.date, list[Slot]] = {day: [] for day in days}
    for activity in _treatments(user, asked, days, staff):
        if activity.planned_on:
            slots[activity.planned_on].append(_slot(user, activity, "", clashes=False))
    for activity in appointments[:MOST_SHOWN]:
        first = timezone.localdate(activity.appointment.starts_at)
        # One that ends at midnight is not of the next day.
        moment = activity.appointment.ends_at - datetime.timedelta(microseconds=1)
        last = timezone.localdate(moment)
        for day in days:
            if first <= day <= last:
                when = _when(activity, day, first, last)
                slots[day].append(_slot(user, activity, when, clashes=activity.pk in clashing))
    today = timezone.localdate()
    return Agenda(
        days=[
            AgendaDay(day, _heading(day), asked.url(day=day, span=DAY), day == today, slots[day])
            for day in days
        ],
        count=len(appointments[:MOST_SHOWN]),
        is_cut=len(appointments) > MOST_SHOWN,
    )


def _heading(day: datetime.date) -> str:
    text = f"{date_format(day, 'l')} {short_day(day)}"
    return text[:1].upper() + text[1:]


def _appointments(user: Any, asked: Asked, days: list[datetime.date]) -> list[Activity]:
    since, until = midnight(days[0]), midnight(days[-1] + datetime.timedelta(days=1))
    found = Activity.objects.visible_to(user).filter(
        kind=Kind.APPOINTMENT,
        appointment__starts_at__lt=until,
        appointment__starts_at__gt=since - LONGEST,
        appointment__ends_at__gt=since,
    )
    if asked.by:
        found = found.filter(assigned_to=int(asked.by))
    found = found.exclude(status=State.CANCELLED).order_by("appointment__starts_at", "pk")
    return list(
        found.select_related("appointment", "customer", "stage", "assigned_to")[: MOST_SHOWN + 1]
    )


def _treatments(
    user: Any, asked: Asked, days: list[datetime.date], staff: Iterable[str]
) -> list[Activity]:
    if not user.has_perm("activities.view_treatments"):
        return []
    # The index of what is planned begins with the colleague.
    whose = Q(assigned_to=int(asked.by)) if asked.by else Q(assigned_to=None)
    if not asked.by:
        whose |= Q(assigned_to__in=[int(key) for key in staff])
    found = Activity.objects.visible_to(user).running()
    found = found.filter(
        whose, kind=Kind.TREATMENT, planned_on__gte=days[0], planned_on__lte=days[-1]
    )
    return list(
        found.select_related("customer", "stage", "assigned_to").order_by("planned_on", "pk")[
            :MOST_SHOWN
        ]
    )


def _clashing(appointments: list[Activity]) -> set[int]:
    """Those that overlap another one of the same colleague; they come by the time they start."""
    found: set[int] = set()
    latest: dict[int, Activity] = {}
    for activity in appointments:
        if activity.assigned_to_id is None:
            continue
        before = latest.get(activity.assigned_to_id)
        if before and before.appointment.ends_at > activity.appointment.starts_at:
            found |= {before.pk, activity.pk}
        if before is None or activity.appointment.ends_at > before.appointment.ends_at:
            latest[activity.assigned_to_id] = activity
    return found


def _when(activity: Activity, day: datetime.date, first: datetime.date, last: datetime.date) -> str:
    """'10.00–11.00'; of one that began or ends on another day what falls on this one."""
    begins, ends = clock(activity.appointment.starts_at), clock(activity.appointment.ends_at)
    if first < day < last:
        return _("all day")
    if day != first:
        return _("until %(time)s") % {"time": ends}
    return _("from %(time)s") % {"time": begins} if day != last else f"{begins}–{ends}"


def _slot(user: Any, activity: Activity, when: str, *, clashes: bool) -> Slot:
    number = activity.customer.number
    timed = activity.kind == Kind.APPOINTMENT
    steps = timed and activity.status == State.OPEN and may_change(user, activity)
    return Slot(
        pk=activity.pk,
        when=when,
        title=title_of(activity),
        url=url_of(activity, number),
        named=named(activity),
        customer=f"{number} {full_name(PersonName.of(activity.customer))}",
        customer_url=reverse("customers:detail", args=[number]),
        place=activity.appointment.place if timed else "",
        by=activity.assigned_to.short_name if activity.assigned_to else _("nobody"),
        stage=stage_tag(activity),
        is_open=activity.status == State.OPEN,
        clashes=clashes,
        move_url=reverse("activities:move", args=[number, activity.pk]) if steps else "",
        cancel_url=reverse("activities:cancel", args=[number, activity.pk]) if steps else "",
    )
