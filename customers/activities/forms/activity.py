"""The form of an activity: what all kinds share. The kinds stand in `forms.kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.activities.forms.fields import NearDayField, Row, ShownRow, colleagues
from customers.activities.models import Activity, Kind, Stage, State
from customers.activities.services import activities, details
from customers.activities.services.stages import first_stage, stages_of
from customers.forms.errors import take_errors
from customers.forms.fields import AmountField, NoteField, TextField, VersionField
from customers.forms.notes import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.exceptions import ValidationError
    from django.utils.functional import _StrOrPromise

    from customers.models import Customer
    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

LONGEST_TEXT = 10_000  # a draft keeps more
#: What is done where the clerk is: then it is the clerk's own, unless somebody says otherwise.
_OWN = frozenset({Kind.APPOINTMENT, Kind.TREATMENT, Kind.TRIP})
#: Where an error of a service belongs that has no field of that name here.
_AT = {"starts_at": "starts", "ends_at": "ends", "billing": "billed"}


class StageField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """One of the stages of a kind; 'open' or not stands in the name that the shop gave it."""

    def __init__(self, **options: Any) -> None:
        text = _("Choose one of the stages in the list.")
        super().__init__(
            queryset=Stage.objects.none(),
            empty_label=None,
            error_messages=dict.fromkeys(("required", "invalid_choice"), text),
            **options,
        )


def choice(label: _StrOrPromise, text: _StrOrPromise) -> forms.ModelChoiceField[Any]:
    """A choice that may stay empty; `text` is what mends an impossible one."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Stage.objects.none(),
        required=False,
        empty_label="–",
        error_messages={"invalid_choice": text},
    )


class ActivityForm(forms.Form):
    """One activity. A kind names its lines (`layout`) and its words; it has no other fields.

    `doubts` are sentences under a field that do not block. `version` is the one that the form was
    opened with.
    """

    kind: ClassVar[Kind]
    layout: ClassVar[tuple[Row, ...]]
    labels: ClassVar[dict[str, _StrOrPromise]] = {}
    optional: ClassVar[frozenset[str]] = frozenset()

    title = TextField(
        label=pgettext_lazy("activity", "What"),
        max_length=160,
        error_messages={"required": _("Say in a few words what it is.")},
    )
    stage = StageField(label=pgettext_lazy("activity", "Stage"))
    description = NoteField(label=_("Description"), required=False, max_length=LONGEST_TEXT)
    opened_on = NearDayField(label=_("Day"), error_messages={"required": _("Fill in the day.")})
    planned_on = NearDayField(label=_("Planned on"), required=False)
    due_on = NearDayField(label=_("Due on"), required=False)
    amount = AmountField(label=_("Amount"), required=False)
    billed = forms.BooleanField(label=_("Invoice when done"), required=False)
    assigned_to = choice(_("Colleague"), _("Choose one of the colleagues in the list."))
    parent = choice(_("Project"), _("Choose a project of this customer."))
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        customer: Customer,
        actor: StaffUser,
        activity: Activity | None = None,
        stored: Values | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """Show `stored` (the values of `activity`), or what a new one begins with."""
        self.customer, self.actor, self.activity = customer, actor, activity
        self.stored = stored or {}
        self.doubts: dict[str, list[Note]] = {}
        shown = (
            self.shown(self.stored) | {"version": activity.version}
            if activity
            else self.beginning()
        )
        super().__init__(data, initial=shown | (initial or {}), label_suffix="")
        self._offer()
        for name, label in self.labels.items():
            self.fields[name].label = label
        for name in self.optional:
            self.fields[name].required = False
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        self._leave_out()

    # ------------------------------------------------------------ what it shows
    def beginning(self) -> dict[str, Any]:
        """What the form of a new one shows."""
        colleague = self.customer.assigned_to
        if colleague is None or not colleague.is_active:
            colleague = self.actor if self.kind in _OWN else None
        return {
            "opened_on": timezone.localdate(),
            "stage": first_stage(self.kind).pk,
            "assigned_to": colleague.pk if colleague else None,
            "billed": self.kind in activities.BILLABLE,
        }

    def shown(self, values: Values) -> dict[str, Any]:
        """The values of an activity, by the names of the service, as those of the form."""
        billing = values["billing"]
        # Without an amount nothing is invoiced yet; with one it is, for the kinds that usually are.
        undecided = values["amount"] is None and self.kind in activities.BILLABLE
        return values | {"billed": undecided if not billing else billing == Activity.Billing.DUE}

    def rows(self) -> Iterator[ShownRow]:
        """The lines that the page shows."""
        first = True
        for row in self.layout:
            fields = [(self[name], width) for name, width in row.fields if name in self.fields]
            inputs = [(field, width) for field, width in fields if width]
            if inputs:
                boxes = [field for field, width in fields if not width]
                yield ShownRow(inputs, boxes, str(row.label or inputs[0][0].label), first)
                first = False

    def _offer(self) -> None:
        """The stages, colleagues and projects to choose from."""
        chosen: Any = self.fields
        activity = self.activity
        chosen["stage"].queryset = stages_of(self.kind, activity)
        kept = self.stored.get("assigned_to")
        chosen["assigned_to"].queryset = colleagues(kept)
        running = Activity.objects.filter(
            customer=self.customer, kind=Kind.PROJECT, status=State.OPEN
        )
        if self.stored.get("parent"):
            running = running | Activity.objects.filter(pk=self.stored["parent"])
        chosen["parent"].queryset = running.order_by("-opened_on", "-pk")

    def _leave_out(self) -> None:
        """The fields that this kind has not, and those with nothing to choose."""
        names = {name for row in self.layout for name, _width in row.fields} | {"version"}
        if self.activity and self.activity.billing == Activity.Billing.INVOICED:
            names.discard("billed")
        choices: Any = self.fields["parent"]
        if "parent" in names and not choices.queryset.exists():
            names.discard("parent")
        for name in [*self.fields]:
            if name not in names:
                del self.fields[name]

    # ------------------------------------------------------------ what it says
    def clean(self) -> dict[str, Any]:
        """Doubt a day by which it is to be done that lies before it began."""
        values = self.cleaned_data
        began = values.get("opened_on")
        for name in ("planned_on", "due_on"):
            day = values.get(name)
            if began and day and day < began:
                self.doubt(name, _("This day lies before the day on which it began."))
        return values

    def doubt(self, name: str, text: _StrOrPromise) -> None:
        """A sentence under a field that does not block."""
        self.doubts.setdefault(name, []).append(Note(text=text))

    def doubt_texts(self) -> list[str]:
        """The doubts, for the message after saving."""
        return [note.whole for notes in self.doubts.values() for note in notes]

    def values(self) -> Values:
        """What a valid form says, by the names of `services.activities`."""
        own = details.fields_of(self.kind)
        values: Values = {}
        for name in (*activities.SHARED, *own):
            if name in self.fields:
                value = self.cleaned_data[name]
                is_link = name in activities.LINKS or name in details.LINKS
                values[name] = value.pk if is_link and value else value
        if "billed" in self.fields:
            due = self.cleaned_data["billed"] and values.get("amount") is not None
            values["billing"] = Activity.Billing.DUE if due else Activity.Billing.NONE
        return values

    def take_errors(self, error: ValidationError) -> None:
        """Put what a service refused at its field, or above the form."""
        take_errors(self, error, _AT)
