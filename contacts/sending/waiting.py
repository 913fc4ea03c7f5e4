"""Putting a delivery in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.models import Document
from klantbeheer import queue

if TYPE_CHECKING:
    from contacts.models import Delivery

TASK = "contacts.deliver"
#: A newsletter goes behind whatever somebody waits for.
LATER = -10


def job_name(number: int) -> str:
    """Under which name the job of a delivery waits."""
    return f"delivery {number}"


def enqueue(delivery: Delivery) -> None:
    """Have a waiting delivery sent, at its `next_attempt_at`, or at once when it has none.

    In the transaction of the caller: when that is rolled back, nothing is sent.
    """
    queue.defer(
        TASK,
        once=job_name(delivery.pk),
        at=delivery.next_attempt_at,
        priority=LATER if delivery.message.document == Document.NEWSLETTER else 0,
        delivery_id=delivery.pk,
    )
