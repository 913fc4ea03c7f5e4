"""The jobs of the queue that send, and that look after what was left behind."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import Delivery
from contacts.sending.deliver import send_now
from contacts.sending.waiting import TASK, enqueue, job_name
from klantbeheer.queue import UPKEEP

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

#: Who waits longer than this without a job has been forgotten.
FORGOTTEN_AFTER = timedelta(minutes=5)
AT_ONCE = 500


@app.task(name=TASK, queue="messages")
def deliver(delivery_id: int) -> None:
    """Send one delivery."""
    status = send_now(delivery_id)
    logger.info("delivery %d: %s", delivery_id, status.value)


@app.periodic(cron="* * * * *")
@app.task(name="contacts.look_after", queue=UPKEEP, queueing_lock="contacts.look_after")
def look_after(timestamp: int = 0) -> None:
    """Give up on deliveries whose worker died, and queue again those that have no job."""
    unsure, forgotten = become_unsure(), queue_forgotten()
    if unsure or forgotten:
        logger.warning("%d deliveries are unsure, %d were queued again", unsure, forgotten)


@transaction.atomic
def become_unsure() -> int:
    """Deliveries that nobody has in hand any more may have been sent: a person decides.

    Returns:
        How many.
    """
    died = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(
        status=Delivery.Status.SENDING, next_attempt_at__lt=Now()
    )
    numbers = list(died.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return Delivery.objects.filter(pk__in=numbers).update(
        status=Delivery.Status.UNSURE,
        next_attempt_at=None,
        error=_("The worker stopped while sending, so it may have arrived."),
    )


def queue_forgotten() -> int:
    """Put deliveries in the queue that wait without a job, as after a job that was lost.

    Returns:
        How many.
    """
    job = ProcrastinateJob.objects.filter(
        queueing_lock=Concat(Value(job_name(0)[:-1]), Cast(OuterRef("pk"), TextField())),
        status="todo",
    )
    before = Now() - FORGOTTEN_AFTER
    waiting: Iterable[Delivery] = (
        Delivery.objects.filter(
            Q(next_attempt_at__lt=before) | Q(next_attempt_at=None, message__created_at__lt=before),
            ~Exists(job),
            status=Delivery.Status.QUEUED,
        )
        .select_related("message")
        .order_by("pk")[:AT_ONCE]
    )
    found = list(waiting)
    for delivery in found:
        enqueue(delivery)
    return len(found)
