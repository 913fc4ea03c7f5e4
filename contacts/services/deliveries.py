"""What a person decides about a message that did not simply arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from contacts import sending
from contacts.models import Delivery
from contacts.sending.deliver import note_sent
from klantbeheer import history

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

Status = Delivery.Status
AGAIN = frozenset({Status.UNSURE, Status.FAILED})


def send_again(*, delivery: Delivery, actor: StaffUser) -> bool:
    """Send to an address of which it is unsure whether it was reached, or that failed.

    Returns:
        False when it stands otherwise by now; nothing is sent then.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(delivery)
        if locked.status not in AGAIN:
            return False
        locked.status = Status.QUEUED
        locked.attempts = 0
        locked.next_attempt_at = None
        locked.error = ""
        locked.save()
        sending.enqueue(locked)
    return True


def count_as_sent(*, delivery: Delivery, actor: StaffUser) -> bool:
    """Take an unsure delivery for sent, in the timeline too.

    Returns:
        False when it is not unsure any more.
    """
    with transaction.atomic(), history.acting(actor=actor):
        if _lock(delivery).status != Status.UNSURE:
            return False
        note_sent(delivery.pk, "")
    return True


def _lock(delivery: Delivery) -> Delivery:
    locked: Delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message")
        .get(pk=delivery.pk)
    )
    return locked
