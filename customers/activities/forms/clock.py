"""A time of the day as people type it."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.values.text import clean_text, fold_width

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_SHAPE = re.compile(r"(\d{1,2})(?:[.:h, ]?(\d{2}))?(?: ?uur| ?u)?", re.IGNORECASE | re.ASCII)


class ClockField(forms.CharField):
    """A time: 14.30, 14:30, 1430, 14 uur."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "10"})

    def __init__(self, *, label: _StrOrPromise, **options: Any) -> None:
        super().__init__(label=label, **options)

    def prepare_value(self, value: Any) -> Any:
        """A time as it is typed: '14.30'. What was typed stays as it is."""
        return f"{value:%H.%M}" if isinstance(value, datetime.time) else value

    def clean(self, value: Any) -> Any:
        """The time, or None. Raises ValidationError."""
        text = super().clean(clean_text("" if value is None else str(value)))
        if not text:
            return None
        try:
            return read_clock(text)
        except ValueError:
            raise ValidationError(
                _("This is not a time. Type it as 14.30."), code="invalid"
            ) from None


def read_clock(text: str) -> datetime.time:
    """The time in a typed text. Raises ValueError."""
    found = _SHAPE.fullmatch(fold_width(text).strip())
    if found is None:
        raise ValueError(text)
    return datetime.time(int(found[1]), int(found[2] or 0))
