"""The words of the screen on which two clerks' versions of a draft stand side by side."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.forms.invoice import lines_in_words
from customers.presentation.conflict import Words


class DraftWords(Words):
    """The lines count as one field; they are said in one sentence."""

    def label(self, name: str) -> str:
        """What the field is called."""
        return _("Lines") if name == "lines" else super().label(name)

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        if name == "lines":
            return lines_in_words(value or ())
        if name == "prices_include_vat":
            value = "1" if value else "0"
        return super().value(name, value)
