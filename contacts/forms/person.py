"""The form of a contact person: to add one, and to change one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from contacts.models import ContactPerson, ContactType, Predefined
from contacts.services import persons, redirects
from customers.forms.fields import NoteField, TextField, VersionField
from customers.forms.notes import Note
from customers.forms.reach import ReachForm
from customers.models import Customer
from customers.services.state import ADDRESS
from customers.values.phones import display_phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klantbeheer.staff.models import StaffUser

_NUMBER = re.compile(r"\s*([0-9]{1,12})(?:\s|$)")
_AS_STORED = ("infix", "initials", "first_name", "last_name")


class PersonForm(ReachForm):
    """Everything of a contact person. `version` is the one that the form was opened with.

    `choosing` says that the clerk typed a name where a customer's number belongs: the page then
    offers the customers that it may be.
    """

    type = forms.ChoiceField(label=_("Type"))
    job_title = TextField(label=_("Job title"), required=False, max_length=80)
    language = forms.ChoiceField(label=_("Language"), required=False)
    invoice_customer = TextField(label=_("Invoices go to customer"), required=False, max_length=120)
    note = NoteField(label=_("Note"), required=False, max_length=5000)
    preferred = forms.BooleanField(label=_("Preferred"), required=False)
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        customer: Customer,
        actor: StaffUser,
        person: ContactPerson | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        shown = initial_of(person) if person else initial_at(customer)
        super().__init__(data, initial=shown | (initial or {}), stored=person)
        self.customer, self.person, self.actor = customer, person, actor
        self.choosing = False
        self.redirect: Customer | None = person.invoice_customer if person else None
        self.fields["last_name"].label = _("Last name or mailbox")
        own = Customer.Language(customer.language).label
        self._offer("type", type_choices(person))
        self._offer(
            "language",
            [
                ("", _now("as the customer (%(language)s)") % {"language": own}),
                *Customer.Language.choices,
            ],
        )
        if person and person.archived:
            del self.fields["preferred"]

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # for mypy
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Read the fields whose meaning hangs on one another."""
        values = self.cleaned_data
        country = values.get("country") or self._shop.country
        self.read_name(values, country)
        self.read_address(values)
        self.read_reach(values, country)
        self._read_redirect(values)
        has_other = self.redirect is not None or "invoice_customer" in self.errors
        if not values.get("last_name") and not has_other:
            self.complain("last_name", _("Fill in a last name, or the name of the mailbox."))
        if values.get("type") == Predefined.SMS_ALERT and not values.get("mobile"):
            text = _now("An SMS alert needs a mobile number: nothing can be sent to this one yet.")
            self.doubts.setdefault("mobile", []).append(Note(text=text))
        return values

    def read_name(self, values: dict[str, Any], country: str) -> None:
        """As of a customer; a name that stays as it was is not taken apart again."""
        if self.person and all(
            values.get(name) == getattr(self.person, name) for name in _AS_STORED
        ):
            return
        super().read_name(values, country)

    def _read_redirect(self, values: dict[str, Any]) -> None:
        """The customer whose number was typed, into `redirect`; what is wrong stands at the field."""
        typed = str(values.get("invoice_customer") or "")
        now, self.redirect = self.redirect, None
        if not typed:
            return
        if values.get("type") != Predefined.INVOICE_ADDRESS:
            text = _("Only an invoice address leads to another customer. Empty this field.")
            self.complain("invoice_customer", text)
            return
        found = find_customer(self.actor, typed)
        if found is None:
            self.choosing = True
            text = _("Choose a customer from the list, or type its number.")
            self.complain("invoice_customer", text)
        elif found != now and (reason := redirects.refusal_of(self.customer, found)):
            self.complain("invoice_customer", reason)
        self.redirect = found

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of `contacts.services.persons`."""
        names = [name for name in persons.FIELDS if name in self.fields]
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"invoice_customer": self.redirect.pk if self.redirect else None}


def type_choices(person: ContactPerson | None = None) -> list[tuple[str, str]]:
    """The types that may be chosen, and the one that this person has already."""
    kept = Q(active=True) | Q(pk=person.type_id if person else "")
    return [(row.code, row.label) for row in ContactType.objects.filter(kept)]


def find_customer(actor: StaffUser, typed: str) -> Customer | None:
    """The customer whose number `typed` is or begins with, also one that it used to have."""
    number = _NUMBER.match(typed)
    if number is None:
        return None
    seen = Customer.objects.visible_to(actor)
    found: Customer | None = seen.filter(number=number[1]).first()
    return found or seen.filter(former_numbers__number=number[1]).first()


def initial_at(customer: Customer) -> dict[str, Any]:
    """A new contact person starts with the address and the phone of where it works."""
    values: dict[str, Any] = {name: getattr(customer, name) for name in ADDRESS}
    phone = display_phone(customer.phone, customer.country)
    return values | {"phone": phone, "type": Predefined.OTHER.value}


def initial_of(person: ContactPerson) -> dict[str, Any]:
    """The values of a contact person as the form shows them."""
    return shown_values(persons.values_of(person)) | {"version": person.version}


def shown_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values turned back into what the form shows."""
    shown = dict(values)
    for name in PersonForm.phone_names:
        shown[name] = display_phone(shown[name], str(shown.get("country") or "NL"))
    key = shown.get("invoice_customer")
    numbers = Customer.objects.filter(pk=key).values_list("number", flat=True) if key else []
    return shown | {"invoice_customer": next(iter(numbers), "")}
