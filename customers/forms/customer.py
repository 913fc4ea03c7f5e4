"""The form of a customer: what is asked when one is added, and the base of the one that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.fields import DayField, RawTextField, TextField, check_birth_date
from customers.forms.reach import ReachForm
from customers.services.state import ADDRESS
from customers.values.business_numbers import normalise_registration_number, normalise_vat_number
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from customers.models import Customer

PHONES = ("mobile", "phone", "phone_extra")


class CustomerForm(ReachForm):
    """Name, address, phones, e-mail."""

    phone_names = PHONES

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
    phone_extra = RawTextField(label=_("Extra phone"), required=False, max_length=60)
    birth_date = DayField(label=_("Date of birth"), required=False, past=True)

    def clean(self) -> dict[str, Any]:
        """Read the fields whose meaning hangs on one another."""
        values = self.cleaned_data
        country = values.get("country") or self._shop.country
        self._clean_names(values, country)
        self.read_address(values)
        self.read_reach(values, country)
        self.clean_with("registration_number", normalise_registration_number, country)
        self.clean_with("vat_number", normalise_vat_number, country)
        self._clean_birth_date(values)
        return values

    def _clean_names(self, values: dict[str, Any], country: str) -> None:
        self.read_name(values, country)
        kind = values.get("kind")
        if kind == "company" and not values.get("company_name"):
            self.complain("company_name", _("Fill in a company name, or choose private."))
        if kind == "person" and not values.get("last_name"):
            self.complain("last_name", _("Fill in a last name, or choose company."))

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
