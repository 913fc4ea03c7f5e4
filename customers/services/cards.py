"""Loyalty cards: handing one out, blocking one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.models import Customer, LoyaltyCard
from klantbeheer import history

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser


class CardInUseError(Exception):
    """Another customer has this card; `card` says which."""

    def __init__(self, card: LoyaltyCard) -> None:
        super().__init__(card.number)
        self.card = card


def add_card(*, customer: Customer, number: str, actor: StaffUser, reason: str = "") -> LoyaltyCard:
    """Give the customer a card. A card that this customer has already is returned as it is.

    Raises:
        CardInUseError: the number is on an active card of another customer.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        holder = active_card(number)
        if holder is None:
            try:
                return _new_card(customer, number)
            except IntegrityError:
                # Two counters scanned one card at the same moment, for two customers.
                holder = active_card(number)
                if holder is None:
                    raise
        if holder.customer_id != customer.pk:
            raise CardInUseError(holder)
    return holder


def block_card(*, card: LoyaltyCard, actor: StaffUser, reason: str = "") -> LoyaltyCard:
    """Block a card; a blocked one is left as it is."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked: LoyaltyCard = LoyaltyCard.objects.select_for_update(of=("self",)).get(pk=card.pk)
        if locked.active:
            locked.active = False
            locked.blocked_on = timezone.localdate()
            locked.save()
    return locked


def _new_card(customer: Customer, number: str) -> LoyaltyCard:
    with transaction.atomic():
        card: LoyaltyCard = LoyaltyCard.objects.create(
            customer=customer, number=number, issued_on=timezone.localdate()
        )
    return card


def active_card(number: str) -> LoyaltyCard | None:
    """The active card with this number, with its customer, or None."""
    cards = LoyaltyCard.objects.select_related("customer")
    found: LoyaltyCard | None = cards.filter(number=number, active=True).first()
    return found
