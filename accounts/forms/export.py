"""Which invoices go to the bookkeeping, and in which columns."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import ExportProfile
from accounts.presentation.export import COLUMNS, USUAL, chosen_columns
from customers.forms.fields import DayField, TextField

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES = (
    ("all", pgettext_lazy("invoices", "all issued")),
    ("open", pgettext_lazy("invoices", "open")),
    ("paid", pgettext_lazy("invoices", "paid")),
    ("credit", pgettext_lazy("invoices", "credit")),
)
_LAST_PLACE = 99


class PeriodForm(forms.Form):
    """Which invoices: by the day of issue and by state. The last whole month when nothing is said."""

    since = DayField(label=_("Issued from"))
    until = DayField(label=pgettext_lazy("invoices", "up to and including"))
    state = forms.ChoiceField(label=_("Status"), choices=STATES)
    profile = forms.ModelChoiceField(
        label=_("Columns"),
        queryset=ExportProfile.objects.all(),
        required=False,
        empty_label=_("the usual ones"),
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        since, until = last_month(timezone.localdate())
        usual = {"since": f"{since:%d-%m-%Y}", "until": f"{until:%d-%m-%Y}", "state": "all"}
        values = {name: data[name] for name in self.base_fields if data.get(name)}
        super().__init__(usual | values, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """The period must not end before it begins."""
        values = self.cleaned_data
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return values


def last_month(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of the month before this one."""
    last = today.replace(day=1) - datetime.timedelta(days=1)
    return last.replace(day=1), last


class ProfileForm(forms.Form):
    """The columns of a file. A column with a number is in it, in the order of the numbers."""

    name = TextField(
        label=_("Name"),
        max_length=60,
        error_messages={"required": _("Give it a name, to find it again.")},
    )
    separator = forms.ChoiceField(
        label=_("Separator"), choices=ExportProfile.Separator.choices, initial=";"
    )
    decimal_comma = forms.BooleanField(label=_("Decimal comma"), required=False, initial=True)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, profile: ExportProfile | None = None
    ) -> None:
        columns = chosen_columns(profile.columns) if profile else chosen_columns(USUAL)
        places = {column.name: place for place, column in enumerate(columns, start=1)}
        initial: dict[str, Any] = {f"place_{name}": place for name, place in places.items()}
        if profile is not None:
            initial |= {
                "name": profile.name,
                "separator": profile.separator,
                "decimal_comma": profile.decimal_comma,
            }
        super().__init__(data, initial=initial, label_suffix="")
        self.profile = profile
        for name in sorted(COLUMNS, key=lambda one: places.get(one, _LAST_PLACE)):
            self.fields[f"place_{name}"] = forms.IntegerField(
                label=COLUMNS[name].label,
                required=False,
                min_value=1,
                max_value=_LAST_PLACE,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def places(self) -> list[Any]:
        """The fields of the columns, those that are in the file first."""
        return [self[name] for name in self.fields if name.startswith("place_")]

    def clean(self) -> dict[str, Any]:
        """At least one column must have a number."""
        values = self.cleaned_data
        wrong = any(name.startswith("place_") for name in self.errors)
        if not wrong and not self.columns():
            self.add_error(None, _("Give at least one column a number."))
        return values

    def columns(self) -> list[str]:
        """The names of the columns in the order of their numbers."""
        found = [
            (place, name.removeprefix("place_"))
            for name, place in self.cleaned_data.items()
            if name.startswith("place_") and place
        ]
        return [name for _place, name in sorted(found, key=lambda pair: pair[0])]

    def values(self) -> dict[str, Any]:
        """What is kept of a valid form."""
        return {
            "name": self.cleaned_data["name"],
            "separator": self.cleaned_data["separator"],
            "decimal_comma": self.cleaned_data["decimal_comma"],
            "columns": self.columns(),
        }
