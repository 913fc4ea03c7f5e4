"""The forms of what is done to an activity: moving, cancelling, stopping, honouring."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.activities.forms.clock import ClockField
from customers.activities.services.appointments import Slot, check_slot
from customers.forms.fields import AmountField, DayField, NoteField, TextField
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from customers.activities.models import Activity

_AHEAD = datetime.timedelta(days=366 * 5)


def check_near(day: datetime.date) -> datetime.date:
    """The day. Raises ValidationError for one that lies years away."""
    if abs(day - timezone.localdate()) > _AHEAD:
        raise ValidationError(_("This day is years away. Check the year."))
    return day


class ReasonForm(forms.Form):
    """A step that asks why."""

    reason = TextField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )


class MoveForm(forms.Form):
    """Another day, time or place; an appointment of several days stays as long as it is."""

    day = DayField(label=_("Day"), error_messages={"required": _("Fill in the day.")})
    starts = ClockField(
        label=pgettext_lazy("time", "From"),
        error_messages={"required": _("Fill in when it begins.")},
    )
    ends = ClockField(
        label=pgettext_lazy("time", "Until"),
        error_messages={"required": _("Fill in when it ends.")},
    )
    place = TextField(label=_("Place"), required=False, max_length=120)
    reason = TextField(label=_("Reason (may stay empty)"), required=False, max_length=500)
    seen = TextField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, slot: Slot, **options: Any) -> None:
        super().__init__(*args, **options | {"label_suffix": ""})
        self._days = _day_of(slot.ends_at) - _day_of(slot.starts_at)

    def clean_day(self) -> datetime.date:
        """The day. Raises ValidationError for one that lies years away."""
        return check_near(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        """The times make a slot."""
        values = self.cleaned_data
        if not self.errors:
            try:
                check_slot(self.slot())
            except ValidationError as error:
                self.add_error(None, error)
        return values

    def slot(self) -> Slot:
        """Where a valid form moves the appointment to."""
        values, zone = self.cleaned_data, timezone.get_current_timezone()
        starts = datetime.datetime.combine(values["day"], values["starts"], zone)
        ends = datetime.datetime.combine(values["day"] + self._days, values["ends"], zone)
        return Slot(starts, ends, values["place"])

    def seen_slot(self) -> Slot | None:
        """What the form showed; None when that cannot be read."""
        parts = self.cleaned_data.get("seen", "").split("|", 2)
        try:
            starts, ends = (datetime.datetime.fromisoformat(part) for part in parts[:2])
        except ValueError:
            return None
        aware = timezone.is_aware(starts) and timezone.is_aware(ends)
        return Slot(starts, ends, parts[2]) if aware and len(parts) == 3 else None

    def see(self, slot: Slot) -> None:
        """Carry the slot as it is now: the clerk has been told that it changed."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = typed | {"seen": seen_words(slot)}


def seen_words(slot: Slot) -> str:
    """A slot, for the field `seen`."""
    return f"{slot.starts_at.isoformat()}|{slot.ends_at.isoformat()}|{slot.place}"


def move_initial(slot: Slot) -> dict[str, Any]:
    """What the form shows of the slot as it is."""
    starts, ends = timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "place": slot.place,
        "seen": seen_words(slot),
    }


def _day_of(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


class StopForm(ReasonForm):
    """From which day a subscription stops, and why."""

    stops_on = DayField(
        label=_("Stops on"), error_messages={"required": _("Fill in the day on which it stops.")}
    )
    field_order = ("stops_on", "reason")

    def clean_stops_on(self) -> datetime.date:
        """The day. Raises ValidationError for one that lies years away."""
        return check_near(self.cleaned_data["stops_on"])


class HonourForm(forms.Form):
    """What a lead or a request becomes: its title, what it is worth, and who does it."""

    title = TextField(
        label=_("Title"),
        max_length=160,
        error_messages={"required": _("Say in a few words what it is.")},
    )
    amount = AmountField(label=_("Amount"), required=False, smallest=Decimal(0))
    assigned_to = forms.ModelChoiceField(
        label=_("Colleague"), queryset=StaffUser.objects.none(), required=False, empty_label="–"
    )
    remark = NoteField(label=_("Description"), required=False, max_length=5000)

    def __init__(self, *args: Any, activity: Activity, **options: Any) -> None:
        super().__init__(*args, **options | {"label_suffix": ""})
        chosen: Any = self.fields["assigned_to"]
        staff = StaffUser.objects.filter(is_active=True)
        if activity.assigned_to_id:
            staff = staff | StaffUser.objects.filter(pk=activity.assigned_to_id)
        chosen.queryset = staff.order_by("first_name", "last_name", "username")

    def values(self) -> dict[str, Any]:
        """What a valid form says, as the service takes it."""
        found, colleague = self.cleaned_data, self.cleaned_data["assigned_to"]
        return {
            "title": found["title"],
            "amount": found["amount"],
            "assigned_to": colleague.pk if colleague else None,
            "description": found["remark"],
        }


def honour_initial(activity: Activity) -> dict[str, Any]:
    """What is taken over."""
    return {
        "title": activity.title,
        "amount": activity.amount,
        "assigned_to": activity.assigned_to_id,
        "remark": activity.description,
    }
