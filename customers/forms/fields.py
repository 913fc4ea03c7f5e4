"""Form fields that clean what is typed, and say in a sentence what is wrong with it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.search.dates import read_date
from customers.values.amounts import parse_amount, show_number
from customers.values.text import clean_text, fold_width

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

COUNTRIES: tuple[tuple[str, _StrOrPromise], ...] = (
    ("NL", _("Netherlands")),
    ("BE", _("Belgium")),
    ("DE", _("Germany")),
    ("FR", _("France")),
    ("LU", _("Luxembourg")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("AT", _("Austria")),
    ("CH", _("Switzerland")),
    ("DK", _("Denmark")),
    ("ES", _("Spain")),
    ("IT", _("Italy")),
    ("NO", _("Norway")),
    ("PL", _("Poland")),
    ("PT", _("Portugal")),
    ("SE", _("Sweden")),
    ("TR", _("Turkey")),
    ("MA", _("Morocco")),
    ("SR", _("Suriname")),
    ("AW", _("Aruba")),
    ("CW", _("Curaçao")),
    ("US", _("United States")),
)

LARGEST_AMOUNT = Decimal("9999999.99")
_OLDEST = datetime.date(1880, 1, 1)
_AHEAD = 50  # years: two digits of a year that may lie ahead


class TextField(forms.CharField):
    """One line of text: trimmed, without what cannot be stored."""

    def clean(self, value: Any) -> str:
        """The cleaned text. Raises ValidationError."""
        text = "" if value is None else str(value)
        return str(super().clean(clean_text(text)))


class NoteField(forms.CharField):
    """Several lines of text; the lines stay lines."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        """The cleaned text. Raises ValidationError."""
        text = value if isinstance(value, str) else ""
        lines = [clean_text(line, keep_spaces=True) for line in text.splitlines()]
        return str(super().clean("\n".join(lines).strip()))


class RawTextField(forms.CharField):
    """A text that the form itself reads: its meaning hangs on other fields."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)


class VersionField(forms.IntegerField):
    """The version of a row that a form was opened with; `missing` is what stands for none.

    Left out that is 0: older than any.
    """

    widget = forms.HiddenInput

    def __init__(self, *, missing: int | None = 0) -> None:
        super().__init__(required=False, min_value=0, max_value=2**31 - 1)
        self.missing = missing

    def clean(self, value: Any) -> int | None:
        """The version. Raises ValidationError."""
        version: int | None = super().clean(value)
        return self.missing if version is None else version


class DayField(forms.DateField):
    """A date as people type it: 17-3-1968, 17/3/68, 17031968, 17 maart 1968."""

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        self.past = past
        options.setdefault("widget", forms.DateInput(format="%d-%m-%Y"))
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime.date | None:
        """The date, or None for an empty field. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return value
        day = read_day(value if isinstance(value, str) else "", past=self.past)
        if day is None:
            raise ValidationError(
                _("This is not a date. Type it as 17-3-1968: day, month, year."), code="invalid"
            )
        return day


def read_day(text: str, *, past: bool = False) -> datetime.date | None:
    """The date in a typed text, or None. `past` reads '68' as 1968, otherwise it is 2068."""
    today = timezone.localdate()
    latest = today if past else today.replace(day=1, year=today.year + _AHEAD)
    return read_date(fold_width(text).strip(), today=latest)


def check_birth_date(day: datetime.date, today: datetime.date) -> None:
    """Raise ValidationError for a date of birth that nobody alive can have."""
    if day > today:
        raise ValidationError(_("This date of birth is still to come. Check the year."))
    if day < _OLDEST:
        raise ValidationError(_("This date of birth is too long ago. Check the year."))


class AmountField(forms.CharField):
    """An amount of money, typed as in Dutch or in English; None when it is left empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(
        self,
        *,
        decimal_places: int = 2,
        smallest: Decimal | None = None,
        largest: Decimal = LARGEST_AMOUNT,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.decimal_places, self.smallest, self.largest = decimal_places, smallest, largest

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as it is typed: '1284,60'. What was typed stays as it is."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:.{self.decimal_places}f}".replace(".", ",")

    def clean(self, value: Any) -> Any:
        """The amount, or None. Raises ValidationError."""
        text = super().clean(clean_text("" if value is None else str(value)))
        if not text:
            return None
        try:
            amount = parse_amount(text)
        except ValueError:
            raise ValidationError(
                _("This is not an amount. Write it like 1.284,60."), code="invalid"
            ) from None
        low = -self.largest if self.smallest is None else self.smallest
        if not low <= amount <= self.largest:
            raise ValidationError(
                _("Between %(low)s and %(high)s."),
                code="range",
                params={"low": show_number(low), "high": show_number(self.largest)},
            )
        if amount != round(amount, self.decimal_places):
            raise ValidationError(
                _("At most %(places)d digits behind the comma."),
                code="places",
                params={"places": self.decimal_places},
            )
        return amount
