"""Customer numbers: given out by a locked counter, changed only by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import Customer, ErasureEntry, FormerNumber, NumberCounter, ShopSettings
from klantbeheer import history

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

COUNTER = "customer"


def next_number() -> str:
    """Take the next customer number. The counter stays locked until the transaction ends.

    Numbers that were given by hand, or that a customer used to have, are passed over. Raises
    ValidationError when all numbers of the longest allowed length are used.
    """
    with transaction.atomic():
        counter = _locked_counter()
        settings = ShopSettings.load()
        value = max(counter.next_value, 10 ** (settings.number_min_length - 1))
        while _is_taken(str(value)):
            value += 1
        if len(str(value)) > settings.number_max_length:
            raise ValidationError(
                _("All customer numbers are used. Allow longer numbers in the shop settings.")
            )
        counter.next_value = value + 1
        counter.save(update_fields=["next_value"])
    return str(value)


def renumber(*, customer: Customer, number: str, actor: StaffUser, reason: str = "") -> None:
    """Give `customer` another number; the old one keeps finding this customer.

    Raises ValidationError for a number of the wrong length or form, or one that is or was in use.
    """
    settings = ShopSettings.load()
    shortest, longest = settings.number_min_length, settings.number_max_length
    if not (number.isascii() and number.isdigit() and shortest <= len(number) <= longest):
        raise ValidationError(
            _("A customer number has %(shortest)d to %(longest)d digits."),
            params={"shortest": shortest, "longest": longest},
        )
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        _locked_counter()
        customer = Customer.objects.select_for_update().get(pk=customer.pk)
        if number == customer.number:
            return
        former = FormerNumber.objects.filter(number=number).first()
        if former is not None and former.customer_id == customer.pk:
            former.delete()
        elif _is_taken(number):
            raise ValidationError(_("This number is or was another customer's."))
        left = customer.number
        with number_change_allowed():
            customer.number = number
            customer.save()
        FormerNumber.objects.create(number=left, customer=customer)


class number_change_allowed:  # noqa: N801  # reads as a statement
    """Let the database accept a changed number inside this block, in this transaction."""

    def __enter__(self) -> None:
        self._set("on")

    def __exit__(self, *_exc: object) -> None:
        if not connection.needs_rollback:
            self._set("off")

    @staticmethod
    def _set(value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('klantbeheer.renumbering', %s, true)", [value])


def _locked_counter() -> NumberCounter:
    NumberCounter.objects.get_or_create(name=COUNTER, defaults={"next_value": 1})
    return NumberCounter.objects.select_for_update().get(name=COUNTER)


def _is_taken(number: str) -> bool:
    return (
        Customer.objects.filter(number=number).exists()
        or FormerNumber.objects.filter(number=number).exists()
        or ErasureEntry.objects.filter(customer_number=number).exists()
    )
