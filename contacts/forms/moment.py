"""The form of a contact moment, and the one of the memo."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.forms.files import FilesField
from contacts.models import ContactMoment, ContactPerson
from contacts.presentation.moment_activity import activity_label
from contacts.services.moment_activity import choosable
from contacts.services.moments import DIRECTED
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.values.text import fold_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.activities.models import Activity
    from customers.models import Customer
    from customers.services.state import Values

LONGEST_TEXT = 20_000  # a draft keeps twice as much
OLDEST = 1900
NOON = datetime.time(12)
_CLOCK = re.compile(r"([0-9]{1,2})(?:[.:u]?([0-9]{2}))?", re.ASCII)
#: Which way it went, when the clerk does not say.
LIKELY = {"call": "in", "email": "in", "letter": "in", "sms": "in", "document": "in"}


class ClockField(TextField):
    """A time as people type it: 10.46, 10:46, 1046, 10."""

    def clean(self, value: Any) -> Any:
        """The time, or None for an empty field. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(fold_width(text))
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise forms.ValidationError(_("This is not a time. Type it as 10.46."), code="invalid")
        return datetime.time(hour, minute)


class MomentForm(forms.Form):
    """One contact: of which kind, which way, when, with whom, and what was said."""

    kind = forms.ChoiceField(
        label=_("Kind of contact"),
        choices=ContactMoment.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose what kind of contact it was.")
        ),
    )
    direction = forms.ChoiceField(
        label=pgettext_lazy("contact moment", "Direction"),
        required=False,
        choices=[("in", _("from the customer")), ("out", _("to the customer"))],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose which way it went.")},
    )
    day = DayField(label=pgettext_lazy("contact moment", "Day"), past=True, required=False)
    time = ClockField(label=pgettext_lazy("contact moment", "Time"), required=False, max_length=8)
    contact_person = forms.ChoiceField(
        label=pgettext_lazy("contact moment", "With"),
        required=False,
        error_messages={"invalid_choice": _("Choose a contact person of this customer.")},
    )
    activity = forms.ChoiceField(
        label=pgettext_lazy("contact moment", "With activity"),
        required=False,
        error_messages={"invalid_choice": _("Choose an activity of this customer.")},
    )
    subject = TextField(label=_("Subject"), required=False, max_length=200)
    text = NoteField(
        label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )
    uploads = FilesField()
    version = VersionField(missing=None)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        customer: Customer,
        user: Any,
        moment: ContactMoment | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.moment = moment
        shown = initial_of(moment) if moment else {"kind": "call", "direction": "in"}
        super().__init__(data, files, initial=shown | (initial or {}), label_suffix="")
        self.persons = _persons(customer, moment)
        self.fields["contact_person"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("the customer")),
            *((str(person.pk), person_label(person)) for person in self.persons),
        ]
        self._offer_activities(customer, user)

    def _offer_activities(self, customer: Customer, user: Any) -> None:
        """The open ones, and the one that stands there; without any there is nothing to choose."""
        chosen = [self["activity"].value(), self.initial.get("activity")]
        if self.moment is not None:
            chosen.append(self.moment.activity_id)
        self.activities = choosable(user, customer, chosen)
        if not self.activities:
            del self.fields["activity"]
            return
        self.fields["activity"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("no activity")),
            *((str(one.pk), activity_label(one)) for one in self.activities),
        ]

    def clean(self) -> dict[str, Any]:
        """Say so when nothing was written down, or the moment is still to come."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors.keys() & {"text", "subject"} and not (
            cleaned.get("text") or cleaned.get("subject")
        ):
            self.add_error("text", _("Write down what it was about."))
        if not self.errors.keys() & {"day", "time"}:
            self._check_when(cleaned)
        return cleaned

    def _check_when(self, cleaned: dict[str, Any]) -> None:
        day = cleaned.get("day")
        if day is not None and day.year < OLDEST:
            self.add_error("day", _("This day is too long ago. Check the year."))
        elif self._moment(cleaned) > timezone.now() + datetime.timedelta(minutes=5):
            field = "time" if day in (None, timezone.localdate()) else "day"
            self.add_error(field, _("This moment is still to come. Check the day and the time."))

    def _moment(self, cleaned: dict[str, Any]) -> datetime.datetime:
        """When it was; what the form still shows of a stored moment is that moment, to the second."""
        day, time = cleaned.get("day"), cleaned.get("time")
        stored = timezone.localtime(self.moment.moment) if self.moment else None
        shown = (stored.date(), stored.time().replace(second=0, microsecond=0)) if stored else None
        if stored is not None and (day, time) == shown:
            return stored
        if day is None and time is None:
            return stored or timezone.now()
        today = timezone.localdate()
        day = day or (stored.date() if stored else today)
        if time is None and day == today:
            return timezone.now()
        return timezone.make_aware(datetime.datetime.combine(day, time or NOON))

    def values(self) -> Values:
        """What a valid form says, by the names of columns."""
        cleaned = self.cleaned_data
        kind = cleaned["kind"]
        direction = cleaned["direction"] or (LIKELY[kind] if kind in DIRECTED else "")
        if self.moment is not None and "direction" not in self.data:
            direction = self.moment.direction
        said = {"activity_id": int(cleaned["activity"] or 0) or None} if self.activities else {}
        return said | {
            "kind": kind,
            "direction": direction if kind in DIRECTED else "",
            "moment": self._moment(cleaned).astimezone(datetime.UTC),
            "contact_person_id": int(cleaned["contact_person"] or 0) or None,
            "subject": cleaned["subject"],
            "text": cleaned["text"],
        }

    def person(self) -> ContactPerson | None:
        """The chosen contact person of a valid form."""
        chosen = self.cleaned_data["contact_person"]
        return next((person for person in self.persons if str(person.pk) == chosen), None)

    def chosen_activity(self) -> Activity | None:
        """The chosen activity of a valid form."""
        chosen = self.cleaned_data.get("activity", "")
        return next((one for one in self.activities if str(one.pk) == chosen), None)


class MemoForm(forms.Form):
    """All of the memo."""

    text = NoteField(label=pgettext_lazy("tab", "Memo"), required=False, max_length=LONGEST_TEXT)
    version = VersionField()


def initial_of(moment: ContactMoment) -> dict[str, Any]:
    """A stored moment as the values of the form."""
    return initial_of_values(
        {
            "kind": moment.kind,
            "direction": moment.direction,
            "moment": moment.moment,
            "contact_person_id": moment.contact_person_id,
            "activity_id": moment.activity_id,
            "subject": moment.subject,
            "text": moment.text,
        }
    ) | {"version": moment.version}


def initial_of_values(values: Values) -> dict[str, Any]:
    """The values of a moment, by the names of columns, as those of the form."""
    local = timezone.localtime(values["moment"])
    return {
        "kind": values["kind"],
        "direction": values["direction"] or None,
        "day": local.date(),
        "time": f"{local:%H.%M}",
        "contact_person": str(values["contact_person_id"] or ""),
        "activity": str(values.get("activity_id") or ""),
        "subject": values["subject"],
        "text": values["text"],
    }


def person_label(person: ContactPerson) -> str:
    """A contact person as a choice: name and type."""
    return f"{person.display_name} ({person.type.label})"


def _persons(customer: Customer, moment: ContactMoment | None) -> list[ContactPerson]:
    """Who may be chosen: not the archived ones, unless it is the one that stands there already."""
    persons = customer.contacts.select_related("type", "invoice_customer")
    kept = moment.contact_person_id if moment else None
    return [
        person
        for person in persons.order_by("archived", "last_name", "pk")
        if not person.archived or person.pk == kept
    ]
