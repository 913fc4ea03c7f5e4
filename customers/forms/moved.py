"""The forms for a customer who moves, and for another customer number."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.address import AddressForm
from customers.forms.fields import DayField, TextField
from customers.models import Customer
from customers.services.state import ADDRESS

_SALT = "customers.moved"


class MovedForm(AddressForm):
    """A new address and the day from which it counts.

    The address that the clerk saw travels along, signed: whoever wrote another in the meantime is not
    overwritten.
    """

    moved_on = DayField(
        label=_("Moved on"),
        error_messages={"required": _("Fill in from which day the new address counts.")},
    )
    reason = TextField(label=_("Reason"), required=False, max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Read the address. An empty one is no move."""
        values = super().clean()
        if not (self.errors or values.get("postcode") or values.get("street")):
            self.complain("postcode", _("Fill in the new address."))
        return values

    def clean_moved_on(self) -> datetime.date:
        """The day. Raises ValidationError for one that lies years ahead."""
        day: datetime.date = self.cleaned_data["moved_on"]
        if abs((day - timezone.localdate()).days) > 366 * 5:
            raise forms.ValidationError(_("This day is years away. Check the year."))
        return day

    def see_again(self, customer: Customer) -> None:
        """Carry the address as it now is: the clerk has been told that it changed."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = typed | {"seen": seal_address(customer)}

    def address(self) -> dict[str, Any]:
        """The new address of a valid form."""
        return {name: self.cleaned_data[name] for name in ADDRESS}

    def seen_address(self) -> dict[str, Any]:
        """The address that the form showed; an empty dictionary when that is not known."""
        try:
            seen = signing.loads(self.cleaned_data.get("seen") or "", salt=_SALT)
        except signing.BadSignature:
            return {}
        return dict(seen) if isinstance(seen, dict) else {}


def seal_address(customer: Customer) -> str:
    """The customer's present address, signed, for the field `seen`."""
    return signing.dumps({name: getattr(customer, name) for name in ADDRESS}, salt=_SALT)


class RenumberForm(forms.Form):
    """Another customer number, and why."""

    number = TextField(
        label=_("New customer number"),
        max_length=12,
        error_messages={"required": _("Fill in the new number.")},
    )
    reason = TextField(label=_("Reason"), required=False, max_length=500)
