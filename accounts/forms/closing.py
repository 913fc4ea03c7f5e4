"""Why an account is closed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import TextField


class CloseForm(forms.Form):
    """The reason, which the history keeps."""

    reason = TextField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )
