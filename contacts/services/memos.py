"""The memo: one free text per customer, that everybody writes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Memo
from customers.models import Customer
from customers.services.combining import combine
from klantbeheer import history

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class SavedMemo:
    """What a save did."""

    memo: Memo
    changed: bool


def memo_of(customer: Customer) -> Memo:
    """The customer's memo; a new, empty one of version 0 when nobody wrote any."""
    found: Memo | None = Memo.objects.filter(customer=customer).first()
    return found or Memo(customer=customer)


def write_memo(*, customer: Customer, version: int, text: str, actor: StaffUser) -> SavedMemo:
    """Save the memo. The same text as there is writes nothing.

    Args:
        customer: whose memo.
        version: the one that the form was opened with; 0 when there was none.
        text: all of it.
        actor: who writes.

    Raises:
        OverlapError: somebody else wrote something else in the meantime; nothing is written.
        ValidationError: the customer is erased.
    """
    with transaction.atomic(), history.acting(actor=actor):
        customers = Customer.objects.select_for_update(of=("self",), no_key=True)
        locked: Customer = customers.get(pk=customer.pk)
        if locked.status == Customer.Status.ERASED:
            raise ValidationError(_("This customer was erased in the meantime."), code="erased")
        memo = memo_of(locked)
        typed, blank = {"text": text}, {"text": ""}
        changed = bool(combine(memo, version=version, values=typed, blank=blank).todo)
        if changed:
            memo.text = text
            memo.clean_fields()
            memo.save()
    return SavedMemo(memo, changed)
