"""What customers and contact persons are reached by: a name, phones and an e-mail box."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms.address import AddressForm
from customers.forms.fields import RawTextField, TextField
from customers.forms.notes import email_notes, phone_note
from customers.values.emails import parse_emails
from customers.values.initials import normalise_initials
from customers.values.phones import parse_phone
from customers.values.surnames import split_last_name

SALUTATIONS = (
    ("mr", pgettext_lazy("form of address", "Mr")),
    ("mrs", pgettext_lazy("form of address", "Ms")),
    ("", pgettext_lazy("form of address", "none")),
)


class ReachForm(AddressForm):
    """An address, the name of a person, phones and e-mail. `phone_names` are the phones it reads."""

    phone_names: ClassVar[tuple[str, ...]] = ("mobile", "phone")

    salutation = forms.ChoiceField(
        label=_("Form of address"), choices=SALUTATIONS, required=False, initial=""
    )
    initials = TextField(label=_("Initials"), required=False, max_length=30)
    first_name = TextField(label=_("First name"), required=False, max_length=80)
    infix = TextField(label=_("Infix"), required=False, max_length=30)
    last_name = TextField(label=_("Last name"), required=False, max_length=120)
    mobile = RawTextField(label=_("Mobile"), required=False, max_length=60)
    phone = RawTextField(label=_("Phone"), required=False, max_length=60)
    emails = RawTextField(label=_("E-mail"), required=False, max_length=2000)
    email_permission = forms.TypedChoiceField(
        label=_("May e-mail"),
        choices=[(1, _("1 notifications")), (0, _("0 none")), (2, _("2 everything"))],
        coerce=int,
        initial=1,
    )

    def read_name(self, values: dict[str, Any], country: str) -> None:
        """Write initials as they are written, and take a whole name in the last field apart."""
        if values.get("initials") and not self.is_as_stored("initials"):
            values["initials"] = normalise_initials(values["initials"])
        whole_name = values.get("last_name") and not values.get("infix")
        if whole_name and not self.is_as_stored("last_name"):
            name = split_last_name(values["last_name"], country)
            values["infix"], values["last_name"] = name.infix, name.last_name
            values["initials"] = values.get("initials") or name.initials
            values["first_name"] = values.get("first_name") or name.first_name

    def read_reach(self, values: dict[str, Any], country: str) -> None:
        """Read the phones and the e-mail box; errors and doubts go to their fields."""
        for name in self.phone_names:
            self._read_phone(name, values, country)
        self._read_emails(values)

    def _read_phone(self, name: str, values: dict[str, Any], country: str) -> None:
        stored = getattr(self.stored, name) if self.stored else ""
        try:
            phone = parse_phone(str(values.get(name) or ""), country, stored=stored)
        except ValidationError as error:
            self.add_error(name, error)
            return
        values[name] = phone.value
        if phone.doubt:
            self.doubts[name] = [phone_note(phone)]

    def _read_emails(self, values: dict[str, Any]) -> None:
        typed = str(values.get("emails") or "")
        if self.is_as_stored("emails"):
            return
        try:
            emails = parse_emails(typed)
        except ValidationError as error:
            self.add_error("emails", error)
            return
        errors, doubts = email_notes(typed, emails)
        if doubts:
            self.doubts["emails"] = doubts
        if errors:
            self.mends["emails"] = errors
            self.add_error("emails", [str(note.whole) for note in errors])
            return
        values["emails"] = emails.value
