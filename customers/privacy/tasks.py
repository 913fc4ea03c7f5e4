"""The jobs of the queue that the privacy law asks for."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent

from customers.presentation.dates import midnight
from customers.privacy.access import expiry
from customers.privacy.access import service as exports
from customers.privacy.erasure import approval, files, statistics
from customers.privacy.proof import journal
from customers.privacy.retention import carrying_out, holds, vaults
from customers.privacy.retention import service as proposals
from klantbeheer import queue
from klantbeheer.queue import UPKEEP

logger = logging.getLogger(__name__)


@app.periodic(cron="5 * * * *")
@app.task(name="privacy.carry_out_due", queue=UPKEEP, queueing_lock="privacy.carry_out_due")
def carry_out_due(timestamp: int = 0) -> None:
    """Carry out the approved erasures whose waiting time is over."""
    approval.carry_out_due()


# ---------------------------------------------------------------- retention and vaults
DAILY = ("privacy.retention", "privacy.open_vaults")


# Every hour: the machine of a shop may be off at night.
@app.periodic(cron="25 * * * *")
@app.task(name="privacy.daily", queue=UPKEEP, queueing_lock="privacy.daily")
def daily(timestamp: int = 0) -> None:
    """Once a day have looked at what may go, as early in the day as the machine is on."""
    for task in DAILY:
        today = ProcrastinateEvent.objects.filter(
            job__task_name=task, type="deferred", at__gte=midnight(timezone.localdate())
        )
        if not today.exists():
            queue.defer(task, once=task)


@app.task(name="privacy.retention", queue=UPKEEP, queueing_lock="privacy.retention")
def retention() -> None:
    """Propose what may go by the rules; end the holds whose last day is over."""
    today = timezone.localdate()
    ended, made = holds.end_expired(today), proposals.propose_all(today)
    if ended or made:
        logger.info("%d holds ended, %d batches proposed", ended, made)


@app.task(name="privacy.open_vaults", queue=UPKEEP, queueing_lock="privacy.open_vaults")
def open_vaults() -> None:
    """Erase what the law kept of erased customers until yesterday."""
    if count := vaults.open_vaults(timezone.localdate()):
        logger.info("what was kept of %d erased customers went", count)


@app.task(name=carrying_out.TASK, queue="messages")
def carry_out_batch(batch_id: int) -> None:
    """Erase what is due of the next customers of an approved batch."""
    done = carrying_out.carry_out_some(batch_id)
    logger.info("batch %d: %d customers had their turn", batch_id, done)


@app.periodic(cron="*/10 * * * *")
@app.task(name="privacy.look_after", queue=UPKEEP, queueing_lock="privacy.look_after")
def look_after(timestamp: int = 0) -> None:
    """Go on with approved batches whose job was lost."""
    carrying_out.queue_forgotten()


# ---------------------------------------------------------------- files of access requests
@app.task(name=exports.TASK, queue="messages")
def make_export(request_id: int) -> None:
    """Make the file that an access request waits for."""
    exports.make_for(request_id)
    logger.info("access request %d: its file had its turn", request_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="privacy.expire_exports", queue=UPKEEP, queueing_lock="privacy.expire_exports")
def expire_exports(timestamp: int = 0) -> None:
    """Take away files whose time is over, and go on with those whose worker died."""
    gone, asked, swept = expiry.expire(), expiry.go_on(), expiry.sweep()
    if gone or asked or swept:
        words = "%d files of access requests expired, %d are made again, %d were left behind"
        logger.info(words, gone, asked, swept)


# ---------------------------------------------------------------- files of who was erased
@app.periodic(cron="*/10 * * * *")
@app.task(name="privacy.delete_files", queue=UPKEEP, queueing_lock="privacy.delete_files")
def delete_files(timestamp: int = 0) -> None:
    """Delete the files of erased customers that could not be deleted at once."""
    if gone := files.delete_files():
        logger.info("%d files of erased customers were deleted", gone)


@app.periodic(cron="45 * * * *")
@app.task(name="privacy.statistics", queue=UPKEEP, queueing_lock="privacy.statistics")
def look_anew(timestamp: int = 0) -> None:
    """Have the database's planner forget what it remembers of who was erased."""
    if count := statistics.look_anew():
        logger.info("the planner looked anew at %d tables", count)


# ---------------------------------------------------------------- the journal
@app.periodic(cron="35 * * * *")
@app.task(name="privacy.copy_journal", queue=UPKEEP, queueing_lock="privacy.copy_journal")
def copy_journal(timestamp: int = 0) -> None:
    """Add to the journal's file what a crash or a full disk kept from it."""
    if count := journal.copy_missing():
        logger.warning("%d erasures were added to the journal's file", count)
