"""Appointments: moving and cancelling them, and those of one colleague that overlap."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.activities.models import Activity, Appointment, Kind, Stage, State
from customers.activities.services.activities import set_stage
from customers.activities.services.locking import lock_activity
from customers.activities.services.stages import closed_words
from customers.services.threeway import author_of
from klantbeheer import history

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.services.threeway import Author
    from klantbeheer.staff.models import StaffUser

#: No appointment lasts longer: what overlaps a moment began at most this long before it.
LONGEST = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Slot:
    """When and where an appointment is."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    place: str = ""

    @classmethod
    def of(cls, appointment: Any) -> Slot:
        """The slot of an appointment, or of a row of its history."""
        return cls(appointment.starts_at, appointment.ends_at, appointment.place)


class MovedMeanwhileError(Exception):
    """Somebody else moved the appointment since the form was opened. Nothing was written."""

    def __init__(self, slot: Slot, author: Author) -> None:
        super().__init__("moved meanwhile")
        self.slot = slot
        self.author = author


def overlapping(
    assigned_to: StaffUser | int | None,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    exclude: Activity | int | None = None,
) -> QuerySet[Appointment]:
    """The appointments of a colleague between two moments, the earliest first.

    An appointment that ends when another begins does not overlap it; cancelled ones do not count.

    Args:
        assigned_to: the colleague, or the key; nobody's appointments overlap nothing.
        starts_at: the first moment.
        ends_at: the first moment after it.
        exclude: the appointment itself.
    """
    found: QuerySet[Appointment] = (
        Appointment.objects.filter(
            starts_at__lt=ends_at,
            starts_at__gt=starts_at - LONGEST,
            ends_at__gt=starts_at,
            activity__assigned_to=assigned_to,
            activity__kind=Kind.APPOINTMENT,
        )
        .exclude(activity__status=State.CANCELLED)
        .exclude(activity__customer__status="erased")
        .select_related("activity__customer", "activity__stage")
        .order_by("starts_at", "pk")
    )
    if assigned_to is None:
        return found.none()
    key = exclude.pk if isinstance(exclude, Activity) else exclude
    return found if key is None else found.exclude(pk=key)


def check_slot(slot: Slot) -> None:
    """Raise ValidationError, by field, for an end before the start or days later."""
    # In one zone Python compares what the clocks say, also in the night in which they are changed.
    starts, ends = (each.astimezone(datetime.UTC) for each in (slot.starts_at, slot.ends_at))
    if ends <= starts:
        raise ValidationError({"ends": _("The end must be later than the start.")})
    if ends - starts > LONGEST:
        text = _("An appointment lasts at most %(days)d days. Make several of it.")
        raise ValidationError({"ends": text % {"days": LONGEST.days}})


def move_appointment(
    *,
    activity: Activity,
    slot: Slot,
    seen: Slot | None,
    actor: StaffUser | str,
    reason: str = "",
) -> Activity:
    """Move an appointment to another time or place; the history keeps both.

    Args:
        activity: the appointment.
        slot: where it goes.
        seen: what the form showed; None when that is not known, and then it is not compared.
        actor: who moves.
        reason: for the history.

    Raises:
        MovedMeanwhileError: it is not where `seen` says, nor where it is to go.
        ValidationError: it is closed, or the slot is none.
    """
    check_slot(slot)
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_activity(activity)
        if locked.kind != Kind.APPOINTMENT or not locked.is_open:
            raise ValidationError(closed_words(locked))
        appointment: Appointment = Appointment.objects.select_for_update().get(pk=locked.pk)
        now = Slot.of(appointment)
        if now == slot:
            return locked
        if seen is not None and now != seen:
            raise MovedMeanwhileError(now, _last_author(appointment))
        appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
        appointment.place = slot.place
        appointment.clean_fields(exclude={"activity"})
        locked.planned_on = timezone.localdate(slot.starts_at)
        locked.save(update_fields=["planned_on", "changed_at"])
        appointment.save()
    return locked


def _last_author(appointment: Appointment) -> Author:
    rows = Appointment.history.filter(activity_id=appointment.pk).select_related("history_user")
    return author_of(rows.order_by("-history_id").first())


# ---------------------------------------------------------------- calling off
def cancelling_stage(kind: str) -> Stage | None:
    """The stage at which an activity of this kind is called off, or None when there is none."""
    stages = Stage.objects.filter(kind=kind, status=State.CANCELLED, active=True)
    found = sorted(stages, key=lambda stage: (stage.code != "cancelled", stage.position, stage.pk))
    return found[0] if found else None


def cancel_activity(*, activity: Activity, actor: StaffUser | str, reason: str) -> Activity:
    """Call an open activity off; one that is called off already stays as it is.

    Raises:
        ValidationError: no reason, it is done already, or its kind has no such stage.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. The reason is kept in the history.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason.strip()):
        locked = lock_activity(activity)
        if locked.status == State.CANCELLED:
            return locked
        stage = cancelling_stage(locked.kind)
        if stage is None or not locked.is_open:
            raise ValidationError(closed_words(locked))
        return set_stage(activity=locked, stage=stage, actor=actor, reason=reason.strip())
