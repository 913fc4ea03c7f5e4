"""The queue: jobs in the shop's own database, made in the transaction of whoever asks for them.

Procrastinate keeps them. A job that is deferred inside a transaction is there when that transaction
is, and is gone with it. Jobs carry the numbers of rows and nothing that stands in them.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import (
    close_db_connections,
    close_db_connections_async,
)
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from psycopg.errors import UndefinedFunction, UndefinedTable

from klantbeheer import history, readiness

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from procrastinate import JobContext
    from procrastinate.worker import Worker

logger = logging.getLogger(__name__)

ACTOR = "worker"
UPKEEP = "upkeep"  # the queue of jobs that workers give themselves
#: The pauses between two tries to reach the database, in seconds; the last one repeats itself.
PAUSES = (1.0, 2.0, 5.0, 10.0)
STALLED_AFTER = 600  # seconds without a sign of life from the worker that had the job
KEPT_HOURS = 7 * 24
#: A worker says every ten seconds that it lives; who waits longer than this waits for one to start.
SILENT_AFTER = timedelta(minutes=3)


class JobError(Exception):
    """A job went wrong. Says where, and nothing of what it was about: a log may hold it."""


class QueueMissingError(Exception):
    """The database has no tables for the queue, or outdated ones: it has to be migrated first."""


def defer(
    task: str, *, once: str, at: datetime | None = None, priority: int = 0, **arguments: int
) -> bool:
    """Put a job in the queue, in the transaction of the caller.

    Args:
        task: the name of the task.
        once: what the job is about; while one waits under this name there is no second one.
        at: not before this moment.
        priority: higher goes first; 0 is the rule.
        arguments: the numbers of rows.

    Returns:
        False when such a job was waiting already, which stays as it is.
    """
    deferrer = app.configure_task(
        task, allow_unknown=False, queueing_lock=once, schedule_at=at, priority=priority
    )
    try:
        with transaction.atomic():
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


@app.periodic(cron="*/20 * * * *")
@app.task(name="queue.tidy", queue=UPKEEP, queueing_lock="queue.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Close the jobs whose worker died in the middle, and remove those that ended a week ago."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.finish_job(job, Status.FAILED, delete_job=False)
    await manager.delete_old_jobs(
        nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


def is_worked() -> bool:
    """Whether some worker gave a sign of life lately."""
    lately = timezone.now() - SILENT_AFTER
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=lately).exists()


def idle_since() -> datetime | None:
    """Since when jobs wait that no worker takes; None while there are none, or a worker works."""
    if is_worked():
        return None
    asked = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="deferred").values("at")
    due = Coalesce("scheduled_at", Subquery(asked.order_by("at")[:1]))
    jobs = ProcrastinateJob.objects.filter(status="todo").exclude(queue_name=UPKEEP)
    since: datetime | None = jobs.aggregate(since=Min(due))["since"]
    return since if since and since < timezone.now() - SILENT_AFTER else None


# ---------------------------------------------------------------- the worker
async def work(*, concurrency: int, stop: asyncio.Event, until_empty: bool = False) -> None:
    """Do the jobs of the queue until `stop` is set, then finish those in hand.

    A database that is away is waited for. With `until_empty` it ends when no job is due any more.
    Raises QueueMissingError when the database was never migrated, or not to what this program needs,
    and NotReadyError when the site may not open.
    """
    failures, is_current = 0, False
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            # The queue's tables may be there while those that its jobs work on are not yet.
            if not is_current and await sync_to_async(is_behind)():
                raise QueueMissingError
            if not is_current:
                await sync_to_async(_require_ready)()
            is_current = True
            await _work_until_trouble(concurrency, stop, until_empty)
            if until_empty:
                return
        except ConnectorException as error:
            if isinstance(error.__cause__, UndefinedTable | UndefinedFunction):
                raise QueueMissingError from error
            logger.warning("the database is away (%s)", type(error.__cause__).__name__)
        except OperationalError as error:
            logger.warning("the database is away (%s)", type(error).__name__)
        if asyncio.get_running_loop().time() - started > PAUSES[-1] * 6:
            failures = 0
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PAUSES[min(failures, len(PAUSES) - 1)])
        failures += 1


async def _work_until_trouble(concurrency: int, stop: asyncio.Event, until_empty: bool) -> None:
    """One turn of the worker, on connections of its own. Raises ConnectorException."""
    # Another application object than the one jobs are deferred with: a task that defers a job does
    # so on Django's connection, in its transaction.
    worker_app = App(
        connector=PsycopgConnector(
            kwargs=connector_params(), min_size=1, max_size=concurrency + 2, timeout=10
        )
    )
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    worker_app.tasks, worker_app.periodic_registry = app.tasks, app.periodic_registry
    # Periodic jobs are deferred on Django's connection of this thread, which may be a dead one.
    await sync_to_async(close_old_connections)()
    turn = asyncio.create_task(_turn(worker_app, concurrency, until_empty))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({turn, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not turn.done():
            turn.cancel()  # it finishes the jobs in hand first
        with suppress(asyncio.CancelledError):
            await turn
    finally:
        stopping.cancel()
        await worker_app.close_async()


def is_behind() -> bool:
    """Whether the database has still to be migrated. Leaves no connection behind in its thread."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    finally:
        connection.close()


def _require_ready() -> None:
    try:
        readiness.require()
    finally:
        connection.close()


async def _turn(worker_app: App, concurrency: int, until_empty: bool) -> None:
    await worker_app.open_async()
    await worker_app.run_worker_async(
        concurrency=concurrency,
        wait=not until_empty,
        install_signal_handlers=False,
        task_middleware=[close_db_connections, close_db_connections_async, as_worker],
    )


def as_worker(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Around every job: what it changes stands under the worker's name in the history.

    Raises JobError for whatever goes wrong, since the words of a database or mail error may name
    somebody.
    """
    try:
        with history.acting(actor=ACTOR, origin=context.job.task_name[:80]):
            return call_next()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        place = " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
        raise JobError(f"{type(error).__name__} at {place}") from None
