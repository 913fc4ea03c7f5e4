"""The form of what came in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.activities.forms.steps import check_near
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.models import Interest

if TYPE_CHECKING:
    from customers.activities.models import Arrival
    from customers.services.state import Values


class InterestsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # of interests
    """Interests; what cannot be one is left out like any unknown choice."""

    def clean(self, value: Any) -> Any:
        """The chosen interests. Raises ValidationError."""
        texts = [text for text in value or [] if str(text).isascii() and len(str(text)) < 18]
        return super().clean(texts)


class ArrivalForm(forms.Form):
    """An article or a collection, and for whom it is."""

    title = TextField(
        label=_("What came in"),
        max_length=80,
        error_messages={"required": _("Say in a few words what came in.")},
    )
    description = NoteField(label=_("Description"), required=False, max_length=2000)
    interests = InterestsField(
        label=_("Interests"),
        queryset=Interest.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one interest: who has it is told.")},
    )
    arrived_on = DayField(
        label=_("Came in on"), error_messages={"required": _("Fill in the day on which it came.")}
    )
    archived = forms.BooleanField(label=_("Archived: nobody is told any more"), required=False)
    version = VersionField()

    def __init__(self, *args: Any, arrival: Arrival | None = None, **options: Any) -> None:
        super().__init__(*args, **options | {"label_suffix": ""})
        field: Any = self.fields["interests"]
        offered = Q(active=True) | (Q(arrivals=arrival.pk) if arrival else Q())
        field.queryset = Interest.objects.filter(offered).distinct().order_by("name")
        if arrival is None:
            del self.fields["archived"]

    def clean_arrived_on(self) -> datetime.date:
        """The day. Raises ValidationError for one that lies years away."""
        return check_near(self.cleaned_data["arrived_on"])

    def clean(self) -> dict[str, Any]:
        """A version that cannot be read counts as the oldest: no error stands at a hidden field."""
        if self.errors.pop("version", None):
            self.cleaned_data["version"] = 0
        return self.cleaned_data

    def values(self) -> Values:
        """What a valid form says, as the service takes it."""
        found = self.cleaned_data
        plain = {name: found[name] for name in ("title", "description", "arrived_on")}
        if "archived" in self.fields:
            plain["archived"] = found["archived"]
        return plain | {"interests": tuple(sorted(one.pk for one in found["interests"]))}


def initial_of(arrival: Arrival | None, values: Values | None = None) -> dict[str, Any]:
    """What the form shows of an arrival as it is; of a new one today."""
    if arrival is None:
        return {"arrived_on": timezone.localdate()}
    return {**(values or {}), "version": arrival.version}
