"""Addresses that bounced: nothing goes there until a member of staff says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.models import Channel, HeldAddress
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

LONGEST_REASON = 400


def held_addresses(
    addresses: Iterable[str], channel: str = Channel.EMAIL
) -> dict[str, HeldAddress]:
    """Which of these addresses are on hold, by the address in small letters; one query."""
    wanted = {address.lower() for address in addresses if address}
    if not wanted:
        return {}
    held = HeldAddress.objects.filter(channel=channel, address__in=wanted, released_at=None)
    return {row.address: row for row in held}


def hold(
    *,
    address: str,
    customer: Customer,
    reason: str,
    actor: StaffUser | str,
    channel: str = Channel.EMAIL,
) -> HeldAddress:
    """Put an address on hold; one that is on hold already stays as it is.

    Args:
        address: where the message came back from; kept in small letters.
        customer: whose message it was.
        reason: what the other side said, in words ('adres bestaat niet').
        actor: a member of staff, or the name of a system actor.
        channel: e-mail or SMS.
    """
    address = address.lower()
    with transaction.atomic(), history.acting(actor=actor, reason=reason[:100]):
        held = held_addresses([address], channel).get(address)
        if held is not None:
            return held
        try:
            with transaction.atomic():
                created: HeldAddress = HeldAddress.objects.create(
                    channel=channel,
                    address=address,
                    customer=customer,
                    reason=reason[:LONGEST_REASON],
                )
        except IntegrityError:
            # Two messages came back at the same moment.
            return held_addresses([address], channel)[address]
    return created


def release(*, held: HeldAddress, actor: StaffUser, reason: str = "") -> HeldAddress:
    """Use an address again; one that was released already stays as it is."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked: HeldAddress = HeldAddress.objects.select_for_update(of=("self",)).get(pk=held.pk)
        if locked.released_at is None:
            locked.released_at = timezone.now()
            locked.released_by = actor
            locked.save()
    return locked
