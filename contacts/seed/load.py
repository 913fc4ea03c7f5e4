"""Loading made-up contact moments in bulk, by COPY, with their history."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from contacts.models import ContactMoment
from contacts.seed.bulk import Order, build
from contacts.seed.part import authors
from contacts.seed.words_index import words_at_end
from customers.models import Customer
from customers.seed.load import ACTOR, BATCH, MANY, ORIGIN, layout_of, reserve_ids
from customers.seed.text_words import analyse_columns, texts_at_end
from klantbeheer.history import CREATED, Tables, acting, write_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BUSIEST, FROM_COUNT = 100_000, 1_000_000


@dataclass(frozen=True)
class Report:
    """How a load went; `busiest` is the number of the customer with the most of them, if any."""

    moments: int
    seconds: float
    busiest: str


def load_moments(
    count: int,
    *,
    busiest: int | None = None,
    seed: int = 1,
    progress: Callable[[int], object] = lambda _done: None,
) -> Report:
    """Add `count` made-up contact moments to the customers that are there.

    Args:
        count: how many.
        busiest: how many of them fall to one customer; 100,000 of a million or more when left out.
        seed: the same seed gives the same moments to the same customers.
        progress: called with the number of moments after each batch.

    Raises:
        ValueError: there is no customer, or `busiest` is more than `count`.
    """
    started = time.perf_counter()
    if busiest is None:
        busiest = BUSIEST if count >= FROM_COUNT else 0
    if busiest > count:
        raise ValueError("more for one customer than there are")
    customers = list(Customer.objects.order_by("pk").values_list("pk", "customer_since"))
    customers = [(pk, since or date(2020, 1, 1)) for pk, since in customers]
    if not customers:
        raise ValueError("no customers")
    one = _busiest_customer() if busiest else None
    orders = _orders(count, busiest, seed, customers, one)
    # Making the indexes anew pays when most of what they hold is new.
    later = count >= MANY and count >= ContactMoment.objects.count()
    reason = _("Made-up data")
    with acting(actor=ACTOR, reason=reason, origin=ORIGIN), _indexes_at_end(later):
        for number, (order, text) in enumerate(_built(orders, apart=count >= MANY), 1):
            texts = [ContactMoment] if count >= MANY else []
            words = nullcontext() if later else words_at_end()
            with transaction.atomic(), texts_at_end(texts), words:
                _load(order, text, analyse=number & (number - 1) == 0)
            progress(len(order.ids))
    return Report(count, time.perf_counter() - started, one.number if one else "")


def _busiest_customer() -> Customer:
    """Whose timeline gets long: a company, the same one each time."""
    active = Customer.objects.active().order_by("pk")
    found: Customer | None = active.filter(kind=Customer.Kind.COMPANY)[2:3].first()
    return found or active[0]


def _orders(
    count: int,
    busiest: int,
    seed: int,
    customers: Sequence[tuple[int, date]],
    one: Customer | None,
) -> Iterator[Order]:
    """The batches; those of the busiest customer are spread evenly over all."""
    layout, staff = layout_of(ContactMoment, with_pk=True), authors()
    given = 0
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        name = f"moments {seed} {start}"
        random = Random(f"whose {name}")  # noqa: S311  # no secret
        whose = [customers[int(random.random() * len(customers))] for _n in range(size)]
        upto = busiest * (start + size) // count
        if one is not None:
            same = (one.pk, one.customer_since or date(2020, 1, 1))
            whose[: upto - given] = [same] * (upto - given)
        given = upto
        yield Order(name, reserve_ids(ContactMoment, size), whose, staff, layout)


def _built(orders: Iterator[Order], *, apart: bool) -> Iterator[tuple[Order, bytes]]:
    """The batches with their text; `apart`, the next one is made while one is loaded."""
    if not apart:
        yield from ((order, build(order)) for order in orders)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        current = next(orders)
        waiting = pool.submit(build, current)
        for order in orders:
            text, waiting = waiting.result(), pool.submit(build, order)
            yield current, text
            current = order
        yield current, waiting.result()


@contextmanager
def _indexes_at_end(active: bool) -> Iterator[None]:
    """For a large load: without the indexes that only searching needs, made again at the end.

    All in one transaction, so that a load that breaks off leaves everything as it was.
    """
    if not active:
        yield
        return
    with transaction.atomic(), connection.schema_editor(atomic=False) as editor:
        for index in ContactMoment._meta.indexes:
            editor.remove_index(ContactMoment, index)
        yield
        editor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for index in ContactMoment._meta.indexes:
            editor.add_index(ContactMoment, index)


def _load(order: Order, text: bytes, *, analyse: bool) -> None:
    """One batch, live rows and history together; its words may already wait for the end of it."""
    with connection.cursor() as cursor:
        with cursor.copy(order.layout.statement) as copy:
            copy.write(text)
        write_history(ContactMoment, order.ids, CREATED)
        # The guard of the history speaks now, not for millions of rows at the very end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if analyse:
            tables = Tables.of(ContactMoment)
            analyse_columns(tables.live)
            analyse_columns(tables.history)
