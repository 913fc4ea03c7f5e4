"""The texts of activities in which somebody else may be named.

That a treatment names somebody everybody who decides on it may know, by its number; what it says only
those who may read treatments, and that they did is written down.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.activities import models
from customers.activities.models import Activity, Kind
from customers.activities.services.treatments import read_treatment
from customers.privacy.mentions.places import places_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from klantbeheer.staff.models import StaffUser

#: From where a treatment is read that somebody is named in.
READ_AT = "privacy:plan"


def register() -> None:
    """Have them searched."""
    for model, columns, label in (
        (models.Activity, ("title", "description"), _("Activity")),
        (models.Repair, ("device", "complaint", "diagnosis", "shelf"), Kind.REPAIR.label),
        (models.Appointment, ("place",), Kind.APPOINTMENT.label),
        (models.Trip, ("origin", "destination", "purpose"), Kind.TRIP.label),
        (
            models.Treatment,
            ("complaint", "findings", "treatment", "advice"),
            Kind.TREATMENT.label,
        ),
    ):
        table = model._meta.db_table
        may_read = _read if model is models.Treatment else _readable
        hooks.register_text_source(
            hooks.TextSource(table, columns, label, partial(_places, table), may_read=may_read)
        )
    arrivals, notices = models.Arrival._meta.db_table, models.ArrivalNotice._meta.db_table
    for table, columns, places in (
        (arrivals, ("title", "description"), partial(places_of, arrivals, url=_arrival)),
        (notices, ("reason",), partial(places_of, notices)),
    ):
        hooks.register_text_source(hooks.TextSource(table, columns, _("Arrival"), places))


def _arrival(_number: str, row: str) -> str:
    return reverse("activities:arrival", args=[row])


def _activity(number: str, row: str) -> str:
    return reverse("activities:activity", args=[number, row]) if number else ""


def _places(table: str, rows: Iterable[str]) -> dict[str, hooks.TextPlace]:
    """The places, each with kind and number of its activity; details have the key of theirs."""
    rows = list(rows)
    activities = Activity.objects.only("kind", "number").in_bulk([int(row) for row in rows])
    return {
        row: replace(place, label=f"{Kind(found.kind).label} {found.label}")
        if (found := activities.get(int(row)))
        else place
        for row, place in places_of(table, rows, url=_activity).items()
    }


def _readable(reader: StaffUser | None, rows: Collection[str]) -> set[str]:
    """All but treatments, for whoever may not know what they say."""
    if reader is not None and reader.has_perm("activities.view_treatments"):
        return set(rows)
    guarded = Activity.objects.filter(pk__in=rows, kind=Kind.TREATMENT).values_list("pk", flat=True)
    return set(rows) - {str(pk) for pk in guarded}


def _read(reader: StaffUser | None, rows: Collection[str]) -> set[str]:
    """Those that the reader may read; that each is read stands in the database first."""
    if reader is None or not reader.has_perm("activities.view_treatments"):
        return set()
    treatments = list(Activity.objects.filter(pk__in=rows, kind=Kind.TREATMENT))
    for activity in treatments:
        read_treatment(activity=activity, reader=reader, place=READ_AT)
    return {str(activity.pk) for activity in treatments}
