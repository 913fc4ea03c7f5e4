"""The form for what every colleague has to know about a customer."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import DayField, NoteField, VersionField
from customers.models import Customer


class AttentionForm(forms.Form):
    """The text and its last day. `version` is the customer's when the form was opened."""

    attention = NoteField(
        label=_("Attention"),
        max_length=500,
        error_messages={"required": _("Type what colleagues must know, or clear the attention.")},
    )
    attention_until = DayField(
        label=_("Attention until"),
        required=False,
        help_text=_("Empty: until somebody clears it. After this day it is shown nowhere."),
    )
    version = VersionField()

    def clean_attention_until(self) -> datetime.date | None:
        """The last day. Raises ValidationError for one that has passed."""
        day: datetime.date | None = self.cleaned_data["attention_until"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return day

    def go_on_from(self, customer: Customer) -> None:
        """Carry the version that the clerk has now been shown; what was typed stays."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = typed | {"version": customer.version}


def attention_initial(customer: Customer) -> dict[str, Any]:
    """The values of a customer as the form shows them."""
    return {name: getattr(customer, name) for name in AttentionForm.base_fields}
