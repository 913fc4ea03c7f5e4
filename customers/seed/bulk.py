"""Loading very many rows for the customers that are there, batch by batch, each in a transaction."""

from __future__ import annotations

import multiprocessing
import time
from array import array
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.seed.load import ACTOR, BATCH, MANY, ORIGIN, layout_of
from customers.seed.text_words import analyse_columns, texts_at_end
from klantbeheer.history import CREATED, Tables, acting, write_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.db import models

    from customers.seed.copying import Layout, Made


@dataclass(frozen=True)
class Report:
    """How a load went."""

    rows: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows a second, with their history and what hangs on them."""
        return self.rows / self.seconds if self.seconds else 0.0


@dataclass(frozen=True)
class Job:
    """What is loaded.

    `tables` are the models by the names of their rows, in their order; those in `events` have no
    history. `orders` gives what `build` makes one batch of; `build` is a function of a module that
    knows no Django, for it runs in another process. `after` is called in the transaction of each
    batch with its order. The keys of a table with keys of its own come from `build`.
    """

    tables: Mapping[str, type[models.Model]]
    orders: Iterator[Any]
    build: Callable[[Any], Made]
    after: Callable[[Any], object] = lambda _order: None
    events: frozenset[str] = field(default_factory=frozenset)


def sizes(count: int) -> Iterator[tuple[int, int]]:
    """Where each batch starts, and how many rows it has."""
    for start in range(0, count, BATCH):
        yield start, min(BATCH, count - start)


def keys_of(found: Any) -> array[int]:
    """The keys of these rows, in their order: eight bytes each, however many there are."""
    return array("q", found.order_by("pk").values_list("pk", flat=True).iterator(BATCH))


def layouts(
    tables: Mapping[str, type[models.Model]], with_key: frozenset[str]
) -> dict[str, Layout]:
    """The columns of each table, by the name of its rows."""
    return {name: layout_of(model, with_pk=name in with_key) for name, model in tables.items()}


def run(job: Job, *, count: int, progress: Callable[[int], object]) -> Report:
    """Load everything. A batch is whole or not there; what was loaded before stays."""
    started, loaded = time.perf_counter(), 0
    with acting(actor=ACTOR, reason=_("Made-up data"), origin=ORIGIN):
        for nth, (order, made) in enumerate(_built(job, apart=count >= MANY), 1):
            tracked = [model for name, model in job.tables.items() if name not in job.events]
            with transaction.atomic(), texts_at_end(tracked if count >= MANY else ()):
                _write(job, made, analyse=nth & (nth - 1) == 0)
                job.after(order)
            loaded += made.count
            progress(made.count)
    return Report(loaded, time.perf_counter() - started)


def _built(job: Job, *, apart: bool) -> Iterator[tuple[Any, Made]]:
    """The batches as they are made; `apart`, the next one is made while one is loaded."""
    if not apart:
        yield from ((order, job.build(order)) for order in job.orders)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        current = next(job.orders)
        waiting = pool.submit(job.build, current)
        for order in job.orders:
            made, waiting = waiting.result(), pool.submit(job.build, order)
            yield current, made
            current = order
        yield current, waiting.result()


def _write(job: Job, made: Made, *, analyse: bool) -> None:
    """One batch, live rows and history together; every rule of the database speaks at its end."""
    with connection.cursor() as cursor:
        for name, model in job.tables.items():
            with cursor.copy(layout_of(model, with_pk=name in made.keys).statement) as copy:
                copy.write(made.texts[name])
        for name, model in job.tables.items():
            if name not in job.events:
                write_history(model, made.keys[name], CREATED)
        if analyse:
            # Or the rules would look up each row by a scan of the whole table.
            for name, model in job.tables.items():
                analyse_columns(model._meta.db_table)
                if name not in job.events:
                    analyse_columns(Tables.of(model).history)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
