"""Customers whose data may not go yet: a dispute, a claim, an inquiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer, ErasureHold
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    import datetime

ACTOR = "retention"


class HoldChangedError(Exception):
    """Somebody else changed or ended the hold in the meantime; `now` is as it stands, if it does."""

    def __init__(self, now: ErasureHold | None) -> None:
        super().__init__()
        self.now = now


def hold_of(customer: Customer) -> ErasureHold | None:
    """The hold that runs for this customer, if any."""
    return (
        ErasureHold.objects.filter(customer=customer.pk, ended_at=None)
        .select_related("set_by")
        .first()
    )


def past_holds(customer: Customer) -> list[ErasureHold]:
    """The ended ones, the newest first."""
    ended = ErasureHold.objects.filter(customer=customer.pk).exclude(ended_at=None)
    return list(ended.select_related("set_by", "ended_by").order_by("-ended_at", "-pk"))


def save_hold(
    *,
    customer: Customer,
    version: int | None,
    reason: str,
    until: datetime.date | None,
    actor: StaffUser,
) -> ErasureHold:
    """Hold a customer, or change the hold that runs.

    Args:
        version: of the hold that was shown; None when there was none.
        until: this day included; None until somebody ends it.

    Raises:
        HoldChangedError: another hold stands now than was shown; nothing is written.
        ValidationError: the day is over, or the customer is erased.
    """
    if until and until < timezone.localdate():
        raise ValidationError({"until": _("This day is over. Choose a later one, or none.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        lock_customer(customer)
        hold: ErasureHold | None = ErasureHold.objects.filter(
            customer=customer.pk, ended_at=None
        ).first()
        if (hold.version if hold else None) != version:
            raise HoldChangedError(hold)
        if hold is None:
            hold = ErasureHold(customer_id=customer.pk, set_by=actor)
        elif (hold.reason, hold.until) == (reason, until):
            return hold
        hold.reason, hold.until = reason, until
        hold.save()
    return hold


def end_hold(*, customer: Customer, version: int, actor: StaffUser | str, reason: str = "") -> None:
    """The reason is over: the data may go again.

    Raises:
        HoldChangedError: it was changed or ended in the meantime.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        lock_customer(customer)
        hold = ErasureHold.objects.filter(customer=customer.pk, ended_at=None).first()
        if hold is None or hold.version != version:
            raise HoldChangedError(hold)
        _end(hold, actor)


def end_expired(today: datetime.date) -> int:
    """End the holds whose last day is over; how many."""
    count = 0
    expired = ErasureHold.objects.filter(ended_at=None, until__lt=today)
    for key, customer in list(expired.values_list("pk", "customer_id")):
        with transaction.atomic(), history.acting(actor=ACTOR, reason=_("The last day is over.")):
            lock_customer(Customer(pk=customer))
            if hold := expired.filter(pk=key).first():
                _end(hold, ACTOR)
                count += 1
    return count


def _end(hold: ErasureHold, actor: StaffUser | str) -> None:
    hold.ended_at = timezone.now()
    hold.ended_by = actor if isinstance(actor, StaffUser) else None
    hold.save()


def lock_customer(customer: Customer) -> Customer:
    """The customer under its row lock, so that no erasure goes on meanwhile.

    Raises:
        ValidationError: it is erased.
    """
    locked: Customer | None = (
        Customer.objects.select_for_update(of=("self",)).filter(pk=customer.pk).first()
    )
    if locked is None or locked.status == Customer.Status.ERASED:
        raise ValidationError(_("This customer is erased."))
    return locked
