"""The form of each kind of activity: its lines, its words, and what it has of its own."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.activities.forms.activity import LONGEST_TEXT, ActivityForm, choice
from customers.activities.forms.clock import ClockField
from customers.activities.forms.fields import NearDayField, Row, one, several
from customers.activities.models import Appointment, Kind, SubscriptionKind, SubscriptionQuality
from customers.activities.services.appointments import Slot, check_slot, overlapping
from customers.activities.services.subscriptions import after_period
from customers.forms.fields import AmountField, NoteField, TextField

Values = dict[str, Any]

_MONEY = Row((("amount", "w-m"), ("billed", "")))
_WHO = (one("assigned_to", "w-l"), one("parent", "w-xl"))
_TEXT = one("description", "w-xl")
_LASTS = datetime.timedelta(minutes=30)


class OrderForm(ActivityForm):
    """An order."""

    kind = Kind.ORDER
    labels = {"opened_on": _("Ordered on"), "planned_on": _("Expected on")}
    layout = (
        one("title", "w-xl"),
        _MONEY,
        one("stage", "w-l"),
        several(_("Days"), ("opened_on", "w-m"), ("planned_on", "w-m"), ("due_on", "w-m")),
        *_WHO,
        _TEXT,
    )


class QuoteForm(ActivityForm):
    """A quote."""

    kind = Kind.QUOTE
    labels = {"opened_on": _("Made on"), "due_on": _("Valid until")}
    layout = (
        one("title", "w-xl"),
        one("amount", "w-m"),
        one("stage", "w-l"),
        several(_("Days"), ("opened_on", "w-m"), ("due_on", "w-m")),
        *_WHO,
        _TEXT,
    )


class RepairForm(ActivityForm):
    """A repair; without a title it is called after the device."""

    kind = Kind.REPAIR
    labels = {
        "title": _("Called"),
        "opened_on": _("Received on"),
        "planned_on": _("Ready on"),
        "description": pgettext_lazy("activity", "Note"),
    }
    optional = frozenset({"title"})
    layout = (
        one("device", "w-xl"),
        one("serial_number", "w-l"),
        one("complaint", "w-xl"),
        one("diagnosis", "w-xl"),
        several(_("Where it stands"), ("stage", "w-l"), ("shelf", "w-s"), ("rma_number", "w-m")),
        several(_("Days"), ("opened_on", "w-m"), ("planned_on", "w-m"), ("due_on", "w-m")),
        _MONEY,
        *_WHO,
        one("title", "w-xl"),
        _TEXT,
    )
    device = TextField(
        label=_("Device"),
        max_length=120,
        error_messages={"required": _("Fill in what is to be repaired.")},
    )
    serial_number = TextField(label=_("Serial number"), required=False, max_length=60)
    complaint = NoteField(label=_("Complaint"), required=False, max_length=LONGEST_TEXT)
    diagnosis = NoteField(label=_("Diagnosis"), required=False, max_length=LONGEST_TEXT)
    rma_number = TextField(label=_("RMA number"), required=False, max_length=40)
    shelf = TextField(label=_("Shelf"), required=False, max_length=40)

    def values(self) -> Values:
        """As of every kind; the title follows the device as long as nobody gave it another."""
        values = super().values()
        called = values["title"]
        if not called or called == self.stored.get("title") == self.stored.get("device"):
            values["title"] = values["device"]
        return values


FIRST_PERIOD = _(
    "The first period is not invoiced. If it must be, let the next renewal be the day it starts."
)


class SubscriptionForm(ActivityForm):
    """A subscription; without a title it is called after its kind."""

    kind = Kind.SUBSCRIPTION
    labels = {"opened_on": _("Starts on"), "amount": _("Amount per period")}
    optional = frozenset({"title"})
    layout = (
        several(_("Subscription"), ("subscription_kind", "w-l"), ("quality", "w-l")),
        one("title", "w-xl"),
        several(_("Period"), ("opened_on", "w-m"), ("period_months", "w-m"), ("next_on", "w-m")),
        one("stops_on", "w-m"),
        one("amount", "w-m"),
        one("stage", "w-l"),
        *_WHO,
        _TEXT,
    )
    subscription_kind = choice(_("Kind"), _("Choose one of the kinds in the list."))
    quality = choice(_("Quality"), _("Choose one of the qualities in the list."))
    period_months = forms.IntegerField(
        label=_("Months"),
        min_value=1,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Fill in a whole number of months, from 1 to 120."),
        ),
    )
    next_on = NearDayField(label=_("Next renewal"), required=False)
    stops_on = NearDayField(label=_("Stops on"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields
        for name, model in (
            ("subscription_kind", SubscriptionKind),
            ("quality", SubscriptionQuality),
        ):
            kept = Q(active=True) | Q(pk=self.stored.get(name))
            chosen[name].queryset = model.objects.filter(kept)

    def beginning(self) -> Values:
        """A year, unless somebody says otherwise."""
        return super().beginning() | {"period_months": 12}

    def clean(self) -> Values:
        """It has a name, stops after it started, and renews after the first period."""
        values = super().clean()
        if "title" in values and not values["title"]:
            named = (values.get("subscription_kind"), values.get("quality"))
            values["title"] = ", ".join(str(each) for each in named if each)[:160]
            if not values["title"]:
                self.add_error("title", _("Choose a kind, or say in a few words what it is."))
        began, stops = values.get("opened_on"), values.get("stops_on")
        if began and stops and stops < began:
            self.add_error("stops_on", _("It stops before it starts. Check the days."))
        months = values.get("period_months")
        is_open = self.activity is None and "next_on" not in self.errors
        if is_open and began and months and not values.get("next_on"):
            values["next_on"] = after_period(began, months)
            if values.get("amount"):
                self.doubt("next_on", FIRST_PERIOD)
        return values


class AppointmentForm(ActivityForm):
    """An appointment; one of several days stays as many days long.

    `clashes` are the other appointments of the colleague at that time.
    """

    kind = Kind.APPOINTMENT
    labels = {"title": _("About")}
    layout = (
        one("title", "w-xl"),
        several(_("When"), ("day", "w-m"), ("starts", "w-s"), ("ends", "w-s")),
        one("place", "w-xl"),
        one("assigned_to", "w-l"),
        one("stage", "w-l"),
        _MONEY,
        one("parent", "w-xl"),
        _TEXT,
    )
    day = NearDayField(label=_("Day"), error_messages={"required": _("Fill in the day.")})
    starts = ClockField(
        label=pgettext_lazy("time", "From"),
        error_messages={"required": _("Fill in when it begins.")},
    )
    ends = ClockField(label=pgettext_lazy("time", "Until"), required=False)
    place = TextField(label=_("Place"), required=False, max_length=120)

    def shown(self, values: Values) -> Values:
        """The moments as a day and times."""
        shown = super().shown(values)
        if values.get("starts_at") is None:
            return shown
        starts, ends = (timezone.localtime(values[name]) for name in ("starts_at", "ends_at"))
        return shown | {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}

    def clean(self) -> Values:
        """The times make a slot."""
        values = super().clean()
        if not self.errors:
            self.slot = self._slot(values)
            try:
                check_slot(self.slot)
            except ValidationError as error:
                self.take_errors(error)
        return values

    def _slot(self, values: Values) -> Slot:
        zone = timezone.get_current_timezone()
        starts = datetime.datetime.combine(values["day"], values["starts"], zone)
        if values["ends"] is None:
            return Slot(starts, starts + _LASTS)
        last = values["day"] + self._more_days()
        return Slot(starts, datetime.datetime.combine(last, values["ends"], zone))

    def _more_days(self) -> datetime.timedelta:
        """How many days later than it begins the stored one ends."""
        if self.stored.get("starts_at") is None:
            return datetime.timedelta()
        first, last = (timezone.localdate(self.stored[name]) for name in ("starts_at", "ends_at"))
        return last - first

    def values(self) -> Values:
        """As of every kind, with the moments; those that stayed are the stored ones, to the second."""
        values = super().values()
        moments = {"starts_at": self.slot.starts_at, "ends_at": self.slot.ends_at}
        for name, moment in moments.items():
            stored = self.stored.get(name)
            same = stored is not None and stored.replace(second=0, microsecond=0) == moment
            values[name] = stored if same else moment.astimezone(datetime.UTC)
        return values

    def clashes(self) -> list[Appointment]:
        """Other appointments of the colleague of a valid form, at the same time."""
        colleague = self.cleaned_data["assigned_to"]
        if self.cleaned_data["stage"].status == "cancelled":
            return []
        found = overlapping(colleague, self.slot.starts_at, self.slot.ends_at, self.activity)
        return list(found[:5])


class TreatmentForm(ActivityForm):
    """A treatment: all of it is medical, so it has no title and no description."""

    kind = Kind.TREATMENT
    layout = (
        one("complaint", "w-xl"),
        one("findings", "w-xl"),
        one("treatment", "w-xl"),
        one("advice", "w-xl"),
        several(_("Days"), ("opened_on", "w-m"), ("planned_on", "w-m")),
        one("stage", "w-l"),
        _MONEY,
        *_WHO,
    )
    complaint = NoteField(label=_("Complaint"), required=False, max_length=LONGEST_TEXT)
    findings = NoteField(label=_("Findings"), required=False, max_length=LONGEST_TEXT)
    treatment = NoteField(
        label=pgettext_lazy("activity", "Treatment"), required=False, max_length=LONGEST_TEXT
    )
    advice = NoteField(label=_("Advice"), required=False, max_length=LONGEST_TEXT)


class TripForm(ActivityForm):
    """A trip: it is called after its way."""

    kind = Kind.TRIP
    labels = {"planned_on": _("Day")}
    layout = (
        one("planned_on", "w-m"),
        one("origin", "w-xl"),
        one("destination", "w-xl"),
        one("km", "w-s"),
        one("purpose", "w-xl"),
        one("assigned_to", "w-l"),
        one("stage", "w-l"),
        _MONEY,
        one("parent", "w-xl"),
        _TEXT,
    )
    origin = TextField(
        label=pgettext_lazy("trip", "From"),
        max_length=120,
        error_messages={"required": _("Fill in from where.")},
    )
    destination = TextField(
        label=pgettext_lazy("trip", "To"),
        max_length=120,
        error_messages={"required": _("Fill in to where.")},
    )
    km = AmountField(
        label=_("Kilometres"),
        decimal_places=1,
        smallest=Decimal("0.1"),
        largest=Decimal("99999.9"),
        error_messages={"required": _("Fill in how many kilometres.")},
    )
    purpose = TextField(label=_("Purpose"), required=False, max_length=120)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["planned_on"].required = True
        self.fields["planned_on"].error_messages["required"] = _("Fill in the day.")

    def beginning(self) -> Values:
        """Today."""
        return super().beginning() | {"planned_on": timezone.localdate()}

    def values(self) -> Values:
        """As of every kind; a new one for a day that is over begins on that day."""
        values = super().values()
        if self.activity is None:
            values["opened_on"] = min(values["planned_on"], timezone.localdate())
        return values


class PurchaseForm(ActivityForm):
    """What a customer bought."""

    kind = Kind.PURCHASE
    labels = {"title": _("Article"), "opened_on": _("Bought on")}
    layout = (
        one("title", "w-xl"),
        one("amount", "w-m"),
        one("opened_on", "w-m"),
        one("stage", "w-l"),
        *_WHO,
        _TEXT,
    )


class ProjectForm(ActivityForm):
    """A project."""

    kind = Kind.PROJECT
    labels = {"opened_on": _("Starts on")}
    layout = (
        one("title", "w-xl"),
        _TEXT,
        one("stage", "w-l"),
        several(_("Days"), ("opened_on", "w-m"), ("due_on", "w-m")),
        _MONEY,
        one("assigned_to", "w-l"),
    )


class LeadForm(ActivityForm):
    """A lead: somebody may want something."""

    kind = Kind.LEAD
    labels = {"amount": _("Worth about"), "due_on": _("Follow up by")}
    layout = (
        one("title", "w-xl"),
        _TEXT,
        one("stage", "w-l"),
        several(_("Days"), ("opened_on", "w-m"), ("due_on", "w-m")),
        one("amount", "w-m"),
        one("assigned_to", "w-l"),
    )


class RequestForm(LeadForm):
    """A request: somebody wants something."""

    kind = Kind.REQUEST
    labels = {"amount": _("Worth about"), "due_on": _("Answer by")}


class FaultReportForm(ActivityForm):
    """Something does not work."""

    kind = Kind.FAULT_REPORT
    labels = {"opened_on": _("Reported on"), "due_on": _("Solve by")}
    layout = (
        one("title", "w-xl"),
        _TEXT,
        one("stage", "w-l"),
        several(_("Days"), ("opened_on", "w-m"), ("planned_on", "w-m"), ("due_on", "w-m")),
        _MONEY,
        *_WHO,
    )


_FORMS: dict[str, type[ActivityForm]] = {
    form.kind: form
    for form in (
        OrderForm,
        QuoteForm,
        RepairForm,
        SubscriptionForm,
        AppointmentForm,
        TreatmentForm,
        TripForm,
        PurchaseForm,
        ProjectForm,
        LeadForm,
        RequestForm,
        FaultReportForm,
    )
}


def form_for(kind: str) -> type[ActivityForm]:
    """The form of a kind. Raises KeyError for what is no kind."""
    return _FORMS[kind]
