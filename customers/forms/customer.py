"""The form of a customer: what is asked when one is added, and the base of the one that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.forms.address import AddressForm
from customers.forms.fields import DayField, RawTextField, TextField, check_birth_date
from customers.forms.notes import email_notes, phone_note
from customers.services.state import ADDRESS
from customers.values.business_numbers import normalise_registration_number, normalise_vat_number
from customers.values.emails import parse_emails
from customers.values.initials import normalise_initials
from customers.values.phones import display_phone, parse_phone
from customers.values.surnames import split_last_name

if TYPE_CHECKING:
    from customers.models import Customer

PHONES = ("mobile", "phone", "phone_extra")
SALUTATIONS = (
    ("mr", pgettext_lazy("form of address", "Mr")),
    ("mrs", pgettext_lazy("form of address", "Ms")),
    ("", pgettext_lazy("form of address", "none")),
)


class CustomerForm(AddressForm):
    """Name, address, phones, e-mail."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("person", _("private")), ("company", _("company"))],
        widget=forms.RadioSelect,
        initial="person",
    )
    company_name = TextField(label=_("Company name"), required=False, max_length=160)
    registration_number = TextField(
        label=_("Chamber of commerce number"), required=False, max_length=40
    )
    vat_number = TextField(label=_("VAT number"), required=False, max_length=40)
    salutation = forms.ChoiceField(
        label=_("Form of address"), choices=SALUTATIONS, required=False, initial=""
    )
    initials = TextField(label=_("Initials"), required=False, max_length=30)
    first_name = TextField(label=_("First name"), required=False, max_length=80)
    infix = TextField(label=_("Infix"), required=False, max_length=30)
    last_name = TextField(label=_("Last name"), required=False, max_length=120)
    mobile = RawTextField(label=_("Mobile"), required=False, max_length=60)
    phone = RawTextField(label=_("Phone"), required=False, max_length=60)
    phone_extra = RawTextField(label=_("Extra phone"), required=False, max_length=60)
    emails = RawTextField(label=_("E-mail"), required=False, max_length=2000)
    email_permission = forms.TypedChoiceField(
        label=_("May e-mail"),
        choices=[(1, _("1 notifications")), (0, _("0 none")), (2, _("2 everything"))],
        coerce=int,
        initial=1,
    )
    birth_date = DayField(label=_("Date of birth"), required=False, past=True)

    def clean(self) -> dict[str, Any]:
        """Read the fields whose meaning hangs on one another."""
        values = self.cleaned_data
        country = values.get("country") or self._shop.country
        self._clean_names(values, country)
        self.read_address(values)
        for name in PHONES:
            self._clean_phone(name, values, country)
        self._clean_emails(values)
        self.clean_with("registration_number", normalise_registration_number, country)
        self.clean_with("vat_number", normalise_vat_number, country)
        self._clean_birth_date(values)
        return values

    def _clean_names(self, values: dict[str, Any], country: str) -> None:
        if values.get("initials") and not self.is_as_stored("initials"):
            values["initials"] = normalise_initials(values["initials"])
        whole_name = values.get("last_name") and not values.get("infix")
        if whole_name and not self.is_as_stored("last_name"):
            name = split_last_name(values["last_name"], country)
            values["infix"], values["last_name"] = name.infix, name.last_name
            values["initials"] = values.get("initials") or name.initials
            values["first_name"] = values.get("first_name") or name.first_name
        kind = values.get("kind")
        if kind == "company" and not values.get("company_name"):
            self.complain("company_name", _("Fill in a company name, or choose private."))
        if kind == "person" and not values.get("last_name"):
            self.complain("last_name", _("Fill in a last name, or choose company."))

    def _clean_phone(self, name: str, values: dict[str, Any], country: str) -> None:
        stored = getattr(self.stored, name) if self.stored else ""
        try:
            phone = parse_phone(str(values.get(name) or ""), country, stored=stored)
        except ValidationError as error:
            self.add_error(name, error)
            return
        values[name] = phone.value
        if phone.doubt:
            self.doubts[name] = [phone_note(phone)]

    def _clean_emails(self, values: dict[str, Any]) -> None:
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

    def _clean_birth_date(self, values: dict[str, Any]) -> None:
        if values.get("birth_date") and not self.is_as_stored("birth_date"):
            try:
                check_birth_date(values["birth_date"], timezone.localdate())
            except ValidationError as error:
                self.add_error("birth_date", error)

    @property
    def is_for_company(self) -> bool:
        """Whether the form stands at 'company'."""
        return bool(self["kind"].value() == "company")

    @property
    def is_for_person(self) -> bool:
        """Whether the form stands at 'private'."""
        return not self.is_for_company

    def values(self) -> dict[str, Any]:
        """The cleaned values of a valid form, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in CustomerForm.base_fields}


def initial_of(customer: Customer) -> dict[str, Any]:
    """The values of a customer as the form shows them: phones nationally, dates as people write."""
    names = [*CustomerForm.base_fields, *ADDRESS]
    values = {name: getattr(customer, name) for name in names}
    for name in PHONES:
        values[name] = display_phone(values[name], customer.country)
    return values
