"""The forms of the tab Klantberichten: how a customer wants to be told, and telling something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Document
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.models import Customer, MessagePreference

#: What is sent from the card by hand; the other documents are sent where they are made.
BY_HAND = (Document.READY, Document.DELAYED)
_WAY = _("Choose none, e-mail or SMS.")


class PreferenceForm(forms.Form):
    """Language, and for each kind of message the way it goes."""

    version = VersionField()
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        error_messages={"invalid_choice": _("Choose a language from the list.")},
    )
    ready_for_pickup = forms.ChoiceField(
        label=Document.READY.label,
        choices=MessagePreference.Way.choices,
        error_messages={"invalid_choice": _WAY, "required": _WAY},
    )
    delayed = forms.ChoiceField(
        label=Document.DELAYED.label,
        choices=MessagePreference.Way.choices,
        error_messages={"invalid_choice": _WAY, "required": _WAY},
    )

    def __init__(self, data: Any = None, *, customer: Customer, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        own = _("of the customer: %(language)s") % {"language": customer.get_language_display()}
        field: Any = self.fields["language"]
        field.choices = [("", own), *Customer.Language.choices]


class SendForm(forms.Form):
    """A message by hand: what it is, what it is about, and what to add to the text."""

    document = forms.ChoiceField(
        label=pgettext_lazy("of the customer", "Message"),
        choices=[(document.value, document.label) for document in BY_HAND],
        error_messages={
            "required": _("Choose what you want to tell."),
            "invalid_choice": _("Choose what you want to tell."),
        },
    )
    about = TextField(
        label=_("About"),
        max_length=80,
        error_messages={"required": _("Say what it is about, such as B-20377.")},
    )
    expected_on = DayField(label=_("Expected on"), required=False)
    remark = NoteField(label=_("Remark"), required=False, max_length=300)

    def values(self) -> dict[str, str]:
        """What the fields of the text are filled with."""
        day = self.cleaned_data.get("expected_on")
        late = self.cleaned_data.get("document") == Document.DELAYED
        return {
            "toelichting": self.cleaned_data.get("remark", ""),
            "datum": day.isoformat() if day and late else "",
        }
