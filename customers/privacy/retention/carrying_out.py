"""An approved batch of retention, carried out by the queue: one customer after the other.

Each customer has a transaction of its own and is looked at once more in it. Work that was interrupted
goes on where it was: what was erased stands in the batch as erased.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from customers import hooks
from customers.models import Customer, RetentionBatch, RetentionItem
from customers.privacy.retention.candidates import held_by, is_still_due
from klantbeheer import history, queue

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

ACTOR = "retention"
GROUND = "retention"
TASK = "privacy.carry_out_batch"
AT_ONCE = 50
#: Codes of reasons that no app registers.
CHANGED, TEXT, OPEN, WRONG = "changed", "text", "open", "error"


def go_on(batch_id: int) -> None:
    """Put the job for the next customers in the queue, unless it waits there already."""
    queue.defer(TASK, once=_job_name(batch_id), batch_id=batch_id)


def _job_name(batch_id: int) -> str:
    return f"{TASK}:{batch_id}"


def queue_forgotten() -> int:
    """Go on with approved batches without a job, as after a job that was lost; how many."""
    keys = RetentionBatch.objects.filter(status=RetentionBatch.Status.APPROVED).values_list(
        "pk", flat=True
    )
    forgotten = [key for key in keys if not _has_job(key)]
    for key in forgotten:
        go_on(key)
    return len(forgotten)


def _has_job(batch_id: int) -> bool:
    jobs = ProcrastinateJob.objects.filter(
        queueing_lock=_job_name(batch_id), status__in=["todo", "doing"]
    )
    return jobs.exists()


def carry_out_some(batch_id: int, *, at_once: int = AT_ONCE) -> int:
    """Erase what is due of the next customers; the job for the others is in the queue when there are.

    Returns:
        how many had their turn.
    """
    done, last = 0, 0
    while done < at_once and (last := _carry_out_next(batch_id, after=last)):
        done += 1
    if done == at_once:
        go_on(batch_id)
    else:
        _finish(batch_id)
    return done


def _waiting(batch_id: int) -> QuerySet[RetentionItem]:
    found: QuerySet[RetentionItem] = RetentionItem.objects.filter(
        batch=batch_id,
        batch__status=RetentionBatch.Status.APPROVED,
        status=RetentionItem.Status.PROPOSED,
    )
    return found.order_by("pk")


def _carry_out_next(batch_id: int, *, after: int) -> int:
    """Do the next one and answer its key; 0 when nobody is left."""
    key: int = _waiting(batch_id).filter(pk__gt=after).values_list("pk", flat=True).first() or 0
    if not key:
        return 0
    try:
        _carry_out_one(batch_id, key)
    except OperationalError:
        raise  # the database went away, or another waits for us: the job is given again
    except (DatabaseError, ValidationError, ValueError) as error:
        # The words of such an error may name somebody: its class says enough here.
        logger.warning("item %d of a batch failed: %s", key, type(error).__name__)
        with history.acting(actor=ACTOR):
            _waiting(batch_id).filter(pk=key).update(
                status=RetentionItem.Status.HELD, held_by=WRONG
            )
    return key


def _carry_out_one(batch_id: int, key: int) -> None:
    """In one transaction: erase, and say so; passed over when another worker has it in hand."""
    with transaction.atomic(), history.acting(actor=ACTOR):
        mine = _waiting(batch_id).filter(pk=key)
        item = mine.select_for_update(of=("self",), skip_locked=True).first()
        if item is None:
            return
        code = _carry_out(item)
        status = RetentionItem.Status.HELD if code else RetentionItem.Status.ERASED
        RetentionItem.objects.filter(pk=key).update(status=status, held_by=code)


def _carry_out(item: RetentionItem) -> str:
    """Erase what the rule lets go of one customer; else the code of what keeps it."""
    from customers.privacy.erasure.engine import ErasureBlockedError, erase_customer, erase_parts

    batch = item.batch
    kind = hooks.retention_kinds().get(batch.rule.kind)
    customer = _lock_customer(item.customer_id)
    if (
        kind is None
        or customer is None
        or not is_still_due(batch.rule, kind, batch.before, customer.pk)
    ):
        return CHANGED
    if code := held_by(kind, [customer.pk]).get(customer.pk):
        return code
    common: dict[str, Any] = {
        "customer": customer,
        "actor": ACTOR,
        "ground": GROUND,
        "approved_by": batch.decided_by,
    }
    if kind.parts is None:
        try:
            with transaction.atomic():
                erase_customer(**common, reason=batch.rule.ground)
        except ErasureBlockedError as error:
            return _code_of(error)
        return ""
    found = kind.parts(customer, batch.before)
    parts = {table: {"pks": list(keys), "columns": None} for table, keys in found.items() if keys}
    if not parts:
        return CHANGED
    erase_parts(**common, parts=parts, scope="retention")
    return ""


def _lock_customer(key: int | None) -> Customer | None:
    return Customer.objects.select_for_update(of=("self",)).filter(pk=key).first()


def _code_of(error: Exception) -> str:
    """Why the engine refuses, as a code."""
    blocking = getattr(error, "blocking", None) or (error.args[0] if error.args else None)
    if getattr(blocking, "hold", None):
        return "hold"
    return TEXT if getattr(blocking, "undecided", None) else OPEN


def _finish(batch_id: int) -> None:
    """Close the batch when everybody in it had their turn."""
    with transaction.atomic(), history.acting(actor=ACTOR):
        batch = RetentionBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        if batch.status != RetentionBatch.Status.APPROVED:
            return
        if not batch.items.filter(status=RetentionItem.Status.PROPOSED).exists():
            batch.status, batch.finished_at = RetentionBatch.Status.DONE, timezone.now()
            batch.save()
