"""Times of appointments, and those that overlap, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.activities.services.appointments import Slot, overlapping
from customers.presentation.dates import clock, short_day
from customers.presentation.terms import SearchTerms
from customers.values.names import PersonName, full_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.activities.models import Activity

MOST_SHOWN = 5


@dataclass(frozen=True)
class OverlapLine:
    """An appointment of the same colleague at the same time."""

    text: str
    when: str
    url: str


def slot_words(slot: Slot) -> str:
    """'25 nov. 10.00 – 11.00 uur, Werkplaats'."""
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    words = {
        "day": short_day(starts.date()),
        "starts": clock(starts),
        "ends": clock(ends),
        "last": short_day(ends.date()),
    }
    if starts.date() == ends.date():
        text = _("%(day)s %(starts)s to %(ends)s hours") % words
    else:
        text = _("%(day)s %(starts)s to %(last)s %(ends)s hours") % words
    return f"{text}, {slot.place}" if slot.place else text


def overlap_lines(activity: Activity, slot: Slot, request: HttpRequest) -> list[OverlapLine]:
    """What the colleague has at that time already, at most five; nothing for nobody's."""
    found = overlapping(activity.assigned_to_id, slot.starts_at, slot.ends_at, activity)
    query = SearchTerms.of(request.GET).query
    lines = []
    for appointment in found[:MOST_SHOWN]:
        other = appointment.activity
        name = full_name(PersonName.of(other.customer))
        url = reverse("activities:activity", args=[other.customer.number, other.pk])
        lines.append(
            OverlapLine(
                text=f"{other.label} {other.title}, {name}",
                when=slot_words(Slot.of(appointment)),
                url=f"{url}{query}",
            )
        )
    return lines
