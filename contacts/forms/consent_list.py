"""For what, and along which way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.models import Channel, ConsentEvent
from customers.models import Category

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOOSE = gettext_lazy("Choose one from the list.")


class ConsentListForm(forms.Form):
    """Which permission; news by e-mail when nothing is said."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("Permission for"),
        choices=[(one.value, one.label) for one in reversed(ConsentEvent.Purpose)],
        error_messages={"invalid_choice": _CHOOSE},
    )
    channel = forms.ChoiceField(
        label=pgettext_lazy("consent list", "By"),
        choices=Channel.choices,
        error_messages={"invalid_choice": _CHOOSE},
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.order_by("name"),
        required=False,
        empty_label=gettext_lazy("all"),
        error_messages={"invalid_choice": _CHOOSE},
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        usual = {"purpose": ConsentEvent.Purpose.NEWS.value, "channel": Channel.EMAIL.value}
        given = {name: data[name] for name in self.base_fields if data.get(name)}
        super().__init__(usual | given, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """Nobody is asked for news by SMS."""
        found = self.cleaned_data
        pair = (found.get("purpose"), found.get("channel"))
        if pair == (ConsentEvent.Purpose.NEWS, Channel.SMS):
            text = _("News goes by e-mail only. Choose notifications for an SMS.")
            self.add_error("channel", text)
        return found

    @property
    def query(self) -> str:
        """The query string of what is chosen, as far as it can be read, for the file."""
        wrong = self.errors
        chosen = {name: self.data.get(name) for name in self.base_fields if name not in wrong}
        return urlencode({name: value for name, value in chosen.items() if value})
