"""The values of an activity in words, for the screen where two clerks changed the same."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.activities.models import (
    Activity,
    Stage,
    SubscriptionKind,
    SubscriptionQuality,
)
from customers.presentation.conflict import Words
from customers.presentation.dates import clock, long_day
from customers.values.amounts import show_amount, show_number
from klantbeheer.staff.models import StaffUser

_LINKS: dict[str, Any] = {
    "stage": Stage,
    "assigned_to": StaffUser,
    "parent": Activity,
    "subscription_kind": SubscriptionKind,
    "quality": SubscriptionQuality,
}


class ActivityWords(Words):
    """Labels and values as the form of the activity says them."""

    def label(self, name: str) -> str:
        """The field's label."""
        if name in self.form.fields:
            return super().label(name)
        labels = {
            "starts_at": pgettext("appointment", "Begins"),
            "ends_at": pgettext("appointment", "Ends"),
            "billing": _("To be invoiced"),
            "parent": _("Project"),
            "planned_on": _("Planned on"),
        }
        if name in labels:
            return labels[name]
        field: Any = Activity._meta.get_field(name)
        return str(field.verbose_name)

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        if value is None or value == "":
            return ""
        if name in _LINKS:
            return str(_LINKS[name].objects.filter(pk=value).first() or value)
        if name == "billing":
            return str(Activity.Billing(value).label)
        if isinstance(value, datetime.datetime):
            local = timezone.localtime(value)
            return f"{long_day(local.date())}, {clock(local)}"
        if isinstance(value, Decimal):
            return show_amount(value) if name == "amount" else show_number(value, 1)
        return self._plain(name, value)
