"""The form of a billing account: to make one, and to change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import BillingAccount, DeliveryMethod, InvoicingMethod, PaymentTerm
from accounts.services import accounts
from accounts.values.bank import (
    check_reference,
    compact_iban,
    doubt_about_bic,
    doubt_about_iban,
    grouped_iban,
    normalise_bic,
    normalise_iban,
)
from accounts.values.peppol import peppol_id
from customers.forms.address import AddressForm
from customers.forms.fields import DayField, NoteField, TextField, VersionField
from customers.forms.notes import Note
from customers.values.business_numbers import normalise_registration_number, normalise_vat_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.models import Customer


class AccountForm(AddressForm):
    """Everything of an account. `version` is the one that the form was opened with."""

    number = TextField(
        label=_("Account number"),
        max_length=accounts.LONGEST_NUMBER,
        error_messages={"required": _("Fill in a number for this account.")},
    )
    name = TextField(
        label=_("Name on invoices"),
        max_length=accounts.LONGEST_NAME,
        error_messages={"required": _("Fill in the name that stands on the invoices.")},
    )
    attention_of = TextField(label=_("For the attention of"), required=False, max_length=120)
    registration_number = TextField(
        label=_("Chamber of commerce number"), required=False, max_length=40
    )
    vat_number = TextField(label=_("VAT number"), required=False, max_length=40)
    invoicing_method = forms.ChoiceField(label=_("Invoicing"), choices=InvoicingMethod.choices)
    delivery_method = forms.ChoiceField(label=_("Delivery"), choices=DeliveryMethod.choices)
    payment_term = forms.TypedChoiceField(
        label=_("Payment term"), coerce=int, empty_value=None, required=False
    )
    iban = TextField(label=_("IBAN"), required=False, max_length=60)
    bic = TextField(label=_("BIC"), required=False, max_length=20)
    mandate_reference = TextField(label=_("Mandate reference"), required=False, max_length=35)
    mandate_signed_on = DayField(label=_("Signed on"), required=False, past=True)
    note = NoteField(label=_("Note"), required=False, max_length=5000)
    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        customer: Customer,
        account: BillingAccount | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        shown = initial_of(account) if account else initial_for(customer)
        super().__init__(data, initial=shown | (initial or {}), stored=account)
        self.customer, self.account = customer, account
        term = self.fields["payment_term"]
        assert isinstance(term, forms.ChoiceField)  # noqa: S101  # for mypy
        term.choices = _terms(account)
        if account:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        """Read the fields whose meaning hangs on one another."""
        values = self.cleaned_data
        country = values.get("country") or self._shop.country
        self.read_address(values)
        self.clean_with("registration_number", normalise_registration_number, country)
        self.clean_with("vat_number", normalise_vat_number, country)
        self._read_bank(values)
        self._doubt(values, country)
        return values

    def clean_number(self) -> str:
        """Digits only. Whether it is free is known when it is saved: a second post acts once."""
        number: str = self.cleaned_data["number"]
        if not (number.isascii() and number.isdigit()):
            raise ValidationError(_("An account number has digits only, at most 12."))
        return number

    def clean_mandate_reference(self) -> str:
        """Only what a bank takes."""
        reference: str = self.cleaned_data["mandate_reference"]
        if not self.is_as_stored("mandate_reference"):
            check_reference(reference)
        return reference

    def _read_bank(self, values: dict[str, Any]) -> None:
        """Read IBAN and BIC, and what a mandate needs."""
        if self.account and compact_iban(values.get("iban") or "") == self.account.iban:
            values["iban"] = self.account.iban
        for name, normalise in (("iban", normalise_iban), ("bic", normalise_bic)):
            self.clean_with(name, lambda text, _country, read=normalise: read(text), "")
        if not {"iban", "mandate_reference", "mandate_signed_on"} & set(self.errors):
            for name, text in accounts.problems_of(values).items():
                self.complain(name, text)

    def _doubt(self, values: dict[str, Any], country: str) -> None:
        """What is probably not meant, at its field."""
        if text := doubt_about_bic(values.get("iban") or "", values.get("bic") or ""):
            self._note("bic", text)
        if text := doubt_about_iban(values.get("iban") or ""):
            self._note("iban", text)
        if values.get("iban") and (other := self._other_with(values["iban"])):
            text = _now("This IBAN is also of account %(account)s. Is that the same one?")
            self._note("iban", text % {"account": f"{other.number} {other.name}"})
        number = values.get("registration_number")
        if (
            values.get("delivery_method") == DeliveryMethod.PEPPOL
            and number is not None
            and not peppol_id(country, number)
        ):
            text = _now("Without a KvK or KBO number there is no Peppol identifier.")
            self._note("delivery_method", text)

    def _other_with(self, iban: str) -> BillingAccount | None:
        others = BillingAccount.objects.filter(iban=iban).exclude(iban="")
        others = others.exclude(pk=self.account.pk) if self.account else others
        found: BillingAccount | None = others.order_by("number").first()
        return found

    def _note(self, name: str, text: str) -> None:
        self.doubts.setdefault(name, []).append(Note(text=text))

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of `accounts.services.accounts`."""
        names = [*accounts.FIELDS, *(["number"] if "number" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names}


def _terms(account: BillingAccount | None) -> list[tuple[int | str, str]]:
    """The terms that may be chosen, and the one that this account has already."""
    kept = Q(active=True) | Q(pk=account.payment_term_id if account else None)
    rows = PaymentTerm.objects.filter(kept)
    return [("", _now("as the shop's own")), *((row.pk, row.name) for row in rows)]


def initial_for(customer: Customer) -> dict[str, Any]:
    """A new account starts with its customer's number, name and address."""
    values = accounts.values_of_customer(customer)
    return shown_values(values) | {"number": accounts.proposed_number(customer)}


def initial_of(account: BillingAccount) -> dict[str, Any]:
    """The values of an account as the form shows them."""
    return shown_values(accounts.values_of(account)) | {"version": account.version}


def shown_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned values turned back into what the form shows."""
    return dict(values) | {"iban": grouped_iban(str(values.get("iban") or ""))}
