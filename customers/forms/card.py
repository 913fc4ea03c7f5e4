"""A loyalty card, scanned or typed."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import TextField
from customers.values.text import fold_width

_SEPARATORS = re.compile(r"[\s.\-]+")
_NUMBER = re.compile(r"[0-9A-Z]{4,32}")


class CardForm(forms.Form):
    """The number of a card; spaces and dashes do not count."""

    number = TextField(
        label=_("Card number"),
        max_length=64,
        error_messages={"required": _("Scan the card, or type its number.")},
    )

    def clean_number(self) -> str:
        """The number as it is stored. Raises ValidationError."""
        number = _SEPARATORS.sub("", fold_width(self.cleaned_data["number"])).upper()
        if not _NUMBER.fullmatch(number):
            raise ValidationError(_("A card number has 4 to 32 digits or letters."))
        return number
