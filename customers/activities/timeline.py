"""Activities on the customer's timeline: the day they were opened, the day they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.activities.models import Activity, Kind
from customers.activities.models.activity import PREFIXES
from customers.activities.presentation.asked import has_text
from customers.activities.presentation.kinds import ICONS
from customers.activities.presentation.rows import url_for
from customers.hooks import (
    TimelineEvent,
    TimelineSource,
    TimelineWindow,
    register_timeline_source,
)
from customers.presentation.dates import day_from, midnight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer

NAME = "activities"
KIND = "activity"
#: What is done as it is written down: its end is no event of its own.
_AT_ONCE = (Kind.PURCHASE, Kind.TRIP)
_COLUMNS = ("pk", "kind", "number", "title", "stage__name", "what", "day")
_OPENED, _ENDED = "opened", "ended"


def register() -> None:
    """Put activities on the timeline."""
    register_timeline_source(TimelineSource(NAME, fetch, count, {KIND: gettext_lazy("Activity")}))


def fetch(user: Any, customer: Customer, window: TimelineWindow) -> list[TimelineEvent]:
    """The events in the window, newest first; one query. Treatments are never among them.

    An activity knows its days, not the hour: its events stand at the beginning of the day.
    """
    if window.only_sent or window.contact_person is not None:
        return []
    if window.kinds and KIND not in window.kinds:
        return []
    # An erased customer has no timeline, so whoever sees this one needs the permission alone.
    if not user.has_perm("activities.view_activity"):
        return []
    seen = Activity.objects.filter(customer=customer).ordinary()
    if window.text:
        seen = seen.filter(has_text(window.text))
    opened = _part(seen, "opened_on", _OPENED, window, odd=0)
    ended = _part(seen.exclude(kind__in=_AT_ONCE), "closed_on", _ENDED, window, odd=1)
    events = [_event(row, customer.number) for row in opened.union(ended, all=True)]
    events.sort(key=lambda event: (event.moment, event.key), reverse=True)
    return events[: window.limit]


def _part(
    found: ActivityQuerySet, column: str, what: str, window: TimelineWindow, *, odd: int
) -> Any:
    """The newest events of one sort, by the day in `column`."""
    if window.since is not None:
        found = found.filter(**{f"{column}__gte": day_from(window.since)})
    if window.until is not None:
        found = found.filter(**{f"{column}__lt": day_from(window.until)})
    if window.before is not None:
        moment, key = window.before
        day = timezone.localdate(moment)
        same_day = Q(**{column: day})
        if midnight(day) == moment:
            # The key of an event is twice that of its activity, and one more for its end.
            same_day &= Q(pk__lt=(key - odd + 1) // 2)
        found = found.filter(Q(**{f"{column}__lt": day}) | same_day, **{f"{column}__lte": day})
    found = (
        found.filter(**{f"{column}__isnull": False})
        .order_by(f"-{column}", "-pk")
        .annotate(what=Value(what, output_field=CharField()), day=F(column))
    )
    return found.values_list(*_COLUMNS)[: window.limit]


def _event(row: Any, number: str) -> TimelineEvent:
    pk, kind_value, activity_number, title, stage, what, day = row
    kind = Kind(kind_value)
    named = f"{kind.label} {PREFIXES[kind]}-{activity_number}"
    if what == _ENDED or kind in _AT_ONCE:
        said = _("%(activity)s: %(stage)s") % {"activity": named, "stage": stage}
    else:
        said = _("%(activity)s opened") % {"activity": named}
    return TimelineEvent(
        moment=midnight(day),
        key=pk * 2 + (what == _ENDED),
        kind=KIND,
        icon=ICONS[kind],
        title=said,
        text=title,
        url=url_for(kind, pk, number),
        timed=False,
    )


def count(customer: Customer, most: int) -> Mapping[str, int]:
    """How many events there are, treatments aside; counting stops at `most`. In plain SQL, once."""
    at_once = [kind.value for kind in _AT_ONCE]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT FROM activities_activity WHERE customer_id = %s"
            " AND kind <> 'treatment' LIMIT %s) opened) + (SELECT count(*) FROM (SELECT"
            " FROM activities_activity WHERE customer_id = %s AND kind <> 'treatment'"
            " AND status <> 'open' AND NOT kind = ANY(%s) LIMIT %s) ended)",
            [customer.pk, most, customer.pk, at_once, most],
        )
        number: int = cursor.fetchone()[0]
    return {KIND: min(number, most)}
