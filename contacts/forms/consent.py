"""Changing the permission of one address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Channel, ConsentEvent
from customers.forms.fields import NoteField
from customers.models import Customer

if TYPE_CHECKING:
    from contacts.presentation.consent import AddressRow

#: How a colleague heard it; the other sources are not for a form.
SOURCES = (
    ConsentEvent.Source.COUNTER,
    ConsentEvent.Source.PHONE,
    ConsentEvent.Source.LETTER,
    ConsentEvent.Source.CARD,
)


class ConsentForm(forms.Form):
    """Which address, which level, how it was agreed and in which words."""

    box = forms.ChoiceField(
        label=_("Address"),
        error_messages={
            "required": _("Choose an address."),
            "invalid_choice": _("This address is not there any more. Choose one from the list."),
        },
    )
    level = forms.TypedChoiceField(
        label=_("May e-mail"),
        coerce=int,
        choices=Customer.EmailPermission.choices,
        error_messages={
            "required": _("Choose a level: 0, 1 or 2."),
            "invalid_choice": _("Choose a level: 0, 1 or 2."),
        },
    )
    source = forms.ChoiceField(
        label=_("How agreed"),
        choices=[(source.value, source.label) for source in SOURCES],
        error_messages={
            "required": _("Choose how it was agreed."),
            "invalid_choice": _("Choose how it was agreed."),
        },
    )
    wording = NoteField(
        label=_("What was said or shown"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, rows: list[AddressRow], **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.rows = {row.key: row for row in rows}
        self.fields["box"].choices = [(row.key, row.choice) for row in rows]  # type: ignore[attr-defined]

    @property
    def row(self) -> AddressRow:
        """The chosen address, of a valid form."""
        return self.rows[self.cleaned_data["box"]]

    def clean(self) -> dict[str, Any]:
        """More permission than there was needs the words with which it was given."""
        values = super().clean() or {}
        row, level = self.rows.get(values.get("box", "")), values.get("level")
        if row is None or level is None:
            return values
        if row.channel == Channel.SMS and level > 1:
            self.add_error("level", _("An SMS is never news: choose 0 or 1."))
        elif level > row.level and not values.get("wording"):
            self.add_error("wording", _("Write down what was asked or shown when they agreed."))
        return values
