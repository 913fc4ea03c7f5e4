"""The forms of an erasure: which fields, the number that confirms, and why it goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from customers.forms.fields import NoteField, TextField
from customers.models import PrivacyRequest
from customers.privacy.erasure.parts import CHOICES
from customers.privacy.forms.request import RequestForm

if TYPE_CHECKING:
    from collections.abc import Mapping


class PartForm(RequestForm):
    """A request to erase less than a customer."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, kind=PrivacyRequest.Kind.ERASURE, initial=initial)


class FieldsForm(PartForm):
    """The same, for single fields of the card."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("What is erased everywhere"),
        choices=[(each.name, each.label) for each in CHOICES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one field."),
            "invalid_choice": gettext_lazy("Choose one from the list."),
        },
    )


class ApproveForm(forms.Form):
    """The number of the customer, typed: nobody erases one by mistake."""

    typed_number = TextField(
        label=gettext_lazy("Customer number, to confirm"),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the customer number.")},
    )


class HandBackForm(forms.Form):
    """Why the plan goes back."""

    reason = NoteField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Say why, so that the planner knows what to do."),
        },
    )
