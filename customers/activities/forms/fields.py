"""What the forms of activities are put together from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import DayField
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.forms import BoundField
    from django.utils.functional import _StrOrPromise

OLDEST = 1900
YEARS_AHEAD = 50


@dataclass(frozen=True)
class Row:
    """A line of a form: one field, or several beside each other under a label.

    With their widths; boxes to tick have none, and stand behind another field.
    """

    fields: tuple[tuple[str, str], ...]
    label: _StrOrPromise = ""


@dataclass(frozen=True)
class ShownRow:
    """A line of a form as its page shows it, boxes to tick behind the rest; `first` gets the cursor."""

    inputs: Sequence[tuple[BoundField, str]]
    boxes: Sequence[BoundField]
    label: str
    first: bool

    @property
    def name(self) -> str:
        """The name of its first field."""
        return self.inputs[0][0].html_name


def one(name: str, width: str) -> Row:
    """A line with one field."""
    return Row(((name, width),))


def several(label: _StrOrPromise, *fields: tuple[str, str]) -> Row:
    """A line with several fields; those that a form leaves out are left out of it."""
    return Row(fields, label)


class NearDayField(DayField):
    """A day in a year that a business can have to do with."""

    def clean(self, value: Any) -> Any:
        """The day, or None. Raises ValidationError."""
        day: datetime.date | None = super().clean(value)
        if day is not None and day.year < OLDEST:
            raise ValidationError(_("This day is too long ago. Check the year."), code="invalid")
        if day is not None and day.year > timezone.localdate().year + YEARS_AHEAD:
            raise ValidationError(_("This day is years away. Check the year."), code="invalid")
        return day


def colleagues(kept: int | None) -> QuerySet[StaffUser]:
    """Who may be chosen: those who work here, and the one that stands there already."""
    found: QuerySet[StaffUser] = StaffUser.objects.filter(Q(is_active=True) | Q(pk=kept))
    return found.order_by("first_name", "last_name", "username")
