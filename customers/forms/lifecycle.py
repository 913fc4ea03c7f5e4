"""The reason for setting a customer inactive."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms.fields import NoteField, TextField

REASONS = (
    pgettext_lazy("reason", "Moved"),
    pgettext_lazy("reason", "At their own request"),
    pgettext_lazy("reason", "Deceased"),
    pgettext_lazy("reason", "Company closed"),
)


class DeactivateForm(forms.Form):
    """Why. What the chips say is a beginning; the clerk may write on."""

    reason = NoteField(
        label=_("Reason"),
        max_length=1000,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )


class StepForm(forms.Form):
    """A step that needs no reason, but may have one."""

    reason = TextField(label=_("Reason (may stay empty)"), required=False, max_length=500)
