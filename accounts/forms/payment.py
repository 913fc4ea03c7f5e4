"""The steps of an invoice: issued, paid, credited, discarded."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import InvoicePayment
from customers.forms.fields import AmountField, DayField, NoteField, TextField

if TYPE_CHECKING:
    from decimal import Decimal

#: A credit invoice settles by itself: nobody chooses that.
_METHODS = [
    (method.value, method.label)
    for method in InvoicePayment.Method
    if method != InvoicePayment.Method.SETTLED
]
_OLDEST = 10 * 366  # days


class IssueForm(forms.Form):
    """The version that was shown, and whether it is sent at once."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    send = forms.BooleanField(label=_("Send it at once"), required=False)


class PaymentForm(forms.Form):
    """Money that came in, or with a minus went back."""

    amount = AmountField(
        label=_("Amount"), error_messages={"required": _("Fill in what was paid.")}
    )
    method = forms.ChoiceField(label=pgettext_lazy("payment", "How"), choices=_METHODS)
    received_on = DayField(
        label=_("Received on"),
        past=True,
        error_messages={"required": _("Fill in the day on which it came in.")},
    )
    note = TextField(label=_("Note"), required=False, max_length=120)

    def __init__(self, data: Any = None, *, left: Decimal | None) -> None:
        """`left` is what is still open, filled in beforehand; None for nothing."""
        initial = {"amount": left, "received_on": timezone.localdate()}
        super().__init__(data, initial=initial, label_suffix="")

    def clean_amount(self) -> Decimal:
        """The amount. Raises ValidationError for nothing at all."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise ValidationError(_("Fill in what was paid."))
        return amount

    def clean_received_on(self) -> datetime.date:
        """The day. Raises ValidationError for one that is still to come, or too long ago."""
        day: datetime.date = self.cleaned_data["received_on"]
        today = timezone.localdate()
        if day > today:
            raise ValidationError(_("This day is still to come."))
        if day < today - datetime.timedelta(days=_OLDEST):
            raise ValidationError(_("This day is too long ago. Check the year."))
        return day


class CreditForm(forms.Form):
    """Why an invoice is credited."""

    reason = NoteField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why. The reason is kept in the history.")},
    )
