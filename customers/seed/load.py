"""Loading made-up customers by COPY, with their history, batch by batch."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from customers.models import (
    Address,
    Category,
    Customer,
    CustomerRelation,
    Interest,
    LoyaltyCard,
    NumberCounter,
    ShopSettings,
)
from customers.seed.batches import Batch, Order, build
from customers.seed.copying import Layout, text
from customers.seed.parts import seed_parts
from customers.seed.people import CATEGORIES, INTERESTS
from customers.seed.text_words import analyse_columns, texts_at_end
from customers.services.numbers import COUNTER
from klantbeheer.history import CREATED, Tables, acting, write_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ACTOR, ORIGIN = "seed", "manage.py seed"
BATCH = 25_000
#: From here on a second process makes the customers, and the search is built once, at the end.
MANY = 50_000
SAMPLE = 20_000
_THROUGH = Customer.interests.through
_CHILDREN: dict[str, type[models.Model]] = {
    "address": Address,
    "card": LoyaltyCard,
    "relation": CustomerRelation,
}
_SEARCH_TRIGGERS = {
    "customers_customer": "customers_search_inserted",
    "customers_address": "customers_search_address_inserted",
}


def _search_triggers() -> dict[str, str]:
    found = dict(_SEARCH_TRIGGERS)
    for part in seed_parts():
        found |= part.triggers
    return found


def _owners() -> list[tuple[type[models.Model], str]]:
    """The tables with a history, and the field by which each knows its customer."""
    own = [(model, "customer") for model in _CHILDREN.values()]
    asked = [
        (model, part.owners.get(name, "customer"))
        for part in seed_parts()
        for name, model in part.tables().items()
    ]
    return own + [(model, owner) for model, owner in asked if owner]


@dataclass(frozen=True)
class Report:
    """How a load went. `bare_rate` is that of COPY alone, into a table without index or trigger."""

    customers: int
    first_number: int
    seconds: float
    bare_rate: float

    @property
    def rate(self) -> float:
        """Customers a second, with their history and all that hangs on them."""
        return self.customers / self.seconds if self.seconds else 0.0

    @property
    def ratio(self) -> float:
        """How many times as long as a bare COPY of the customers it took."""
        return self.bare_rate / self.rate if self.rate else 0.0


def load_customers(
    count: int, *, seed: int = 1, progress: Callable[[int], object] = lambda _done: None
) -> Report:
    """Add `count` made-up customers; an empty register begins with the hand-written ones.

    The same seed gives an empty register the same people; a filled one gets new ones, with the next
    numbers. `progress` is called with the number of customers after each batch. Raises ValidationError
    when the customer numbers run out.
    """
    started = time.perf_counter()
    present = Customer.objects.count()
    first = reserve_numbers(count)
    sample = b""
    many = count >= MANY
    # Writing the whole search anew pays when most of it is new.
    later = many and count >= present
    with acting(actor=ACTOR, reason=_("Made-up data"), origin=ORIGIN), _search_at_end(later):
        orders = _orders(count, seed, first, with_memorable=not present)
        for batch, number in _built(orders, apart=many):
            _load(batch, analyse=number & (number - 1) == 0, search_later=later)
            sample = sample or batch.texts["customer"]
            progress(len(batch.ids))
    seconds = time.perf_counter() - started
    return Report(count, first, seconds, _bare_rate(sample))


def reserve_numbers(count: int) -> int:
    """Take `count` customer numbers in a row from the counter. Returns the first.

    Raises ValidationError when there are no so many of the allowed length.
    """
    with transaction.atomic():
        NumberCounter.objects.get_or_create(name=COUNTER, defaults={"next_value": 1})
        counter = NumberCounter.objects.select_for_update().get(name=COUNTER)
        settings = ShopSettings.load()
        first: int = max(counter.next_value, 10 ** (settings.number_min_length - 1))
        while taken := _highest_taken(first, first + count):
            first = taken + 1
        if len(str(first + count - 1)) > settings.number_max_length:
            raise ValidationError(
                _("There are not %(count)d customer numbers left of at most %(digits)d digits."),
                params={"count": count, "digits": settings.number_max_length},
            )
        counter.next_value = first + count
        counter.save(update_fields=["next_value"])
    return first


def _highest_taken(first: int, end: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(number::bigint) FROM (SELECT number FROM customers_customer"
            " UNION ALL SELECT number FROM customers_formernumber) n"
            " WHERE number::bigint >= %s AND number::bigint < %s",
            [first, end],
        )
        found: int | None = cursor.fetchone()[0]
    return found


def _lookup_ids(model: type[Category | Interest], names: Sequence[str]) -> list[int]:
    return [model._default_manager.get_or_create(name=name)[0].pk for name in names]


def layout_of(model: type[models.Model], *, with_pk: bool) -> Layout:
    """The columns that COPY fills: all but the ones that the database makes itself."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and (with_pk or not field.primary_key)
    ]
    return Layout(
        table=model._meta.db_table,
        columns=tuple(str(field.column) for field in fields),
        names=tuple(field.attname for field in fields),
        defaults=tuple(text(field.get_default()) for field in fields),
    )


def _layouts() -> dict[str, Layout]:
    """The tables that a batch fills, by the name that its rows have there."""
    return {
        "customer": layout_of(Customer, with_pk=True),
        "interests": layout_of(_THROUGH, with_pk=False),
        **{name: layout_of(model, with_pk=False) for name, model in _CHILDREN.items()},
        **{
            name: layout_of(model, with_pk=name in part.with_key)
            for part in seed_parts()
            for name, model in part.tables().items()
        },
    }


def _orders(count: int, seed: int, first: int, *, with_memorable: bool) -> Iterator[Order]:
    layouts = _layouts()
    categories, interests = _lookup_ids(Category, CATEGORIES), _lookup_ids(Interest, INTERESTS)
    for part in seed_parts():
        part.begin()
    for start in range(0, count, BATCH):
        ids = reserve_ids(Customer, min(BATCH, count - start))
        yield Order(
            seed,
            first + start,
            ids,
            layouts,
            categories,
            interests,
            with_memorable and not start,
            [(part.make, part.prepare(len(ids))) for part in seed_parts()],
        )


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` primary keys of `model` from its sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        ids: list[int] = cursor.fetchone()[0]
    return ids


def _built(orders: Iterator[Order], *, apart: bool) -> Iterator[tuple[Batch, int]]:
    """The batches and their number from 1 on; `apart`, the next one is made while one is loaded."""
    if not apart:
        yield from ((build(order), number) for number, order in enumerate(orders, 1))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        waiting = pool.submit(build, next(orders))
        for number, order in enumerate(orders, 1):
            batch, waiting = waiting.result(), pool.submit(build, order)
            yield batch, number
            last = number
        yield waiting.result(), last + 1


@contextmanager
def _search_at_end(active: bool) -> Iterator[None]:
    """For a large load: build the search once at the end, also of what a failed load left."""
    try:
        yield
    finally:
        if active and not connection.needs_rollback:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT public.customers_search_reload()")


def _load(batch: Batch, *, analyse: bool, search_later: bool) -> None:
    """One batch in one transaction, live rows and history together."""
    with transaction.atomic(), ExitStack() as around, connection.cursor() as cursor:
        for part in seed_parts():
            around.enter_context(part.around())
        if search_later:
            tracked: list[type[models.Model]] = [Customer, *(model for model, _owner in _owners())]
            around.enter_context(texts_at_end(tracked))
            around.enter_context(_triggers_off())
        for name, layout in _layouts().items():
            with cursor.copy(layout.statement) as copy:
                copy.write(batch.texts[name])
        pks: dict[type[models.Model], Sequence[int]] = {Customer: batch.ids}
        for model, owner in _owners():
            mine = model._default_manager.filter(**{f"{owner}__in": batch.ids})
            pks[model] = list(mine.order_by("pk").values_list("pk", flat=True))
        for model, ids in pks.items():
            write_history(model, ids, CREATED)
        if analyse:
            # Or the guard of the history looks up each row by a scan of the whole table.
            for table in _written_tables(pks):
                analyse_table(table)


def analyse_table(table: str) -> None:
    """Have the planner know a table anew; autovacuum does when it has it in hand and waits."""
    try:
        with transaction.atomic():
            analyse_columns(table)
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise


@contextmanager
def _triggers_off() -> Iterator[None]:
    """Without the triggers that fill the search, for this transaction alone.

    Without the guards of who is erased too: nobody knows customers that are made in it.
    """
    with connection.cursor() as cursor:
        triggers = [*_search_triggers().items(), *_erasure_guards(cursor)]
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        # The guard of the history speaks now: a table with checks to come cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in triggers:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def _erasure_guards(cursor: Any) -> list[tuple[str, str]]:
    """The guards of the tables that a batch fills, with their tables."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE tgname = 'guard_erased' AND tgrelid::regclass::text = ANY(%s) ORDER BY 1",
        [[layout.table for layout in _layouts().values()]],
    )
    found: list[tuple[str, str]] = cursor.fetchall()
    return found


def _written_tables(written: dict[type[models.Model], Any]) -> list[str]:
    found = []
    for model in written:
        tables = Tables.of(model)
        found += [tables.live, tables.history]
        for many in tables.many_to_many:
            found += [many.through._meta.db_table, many.history._meta.db_table]
    return found


def _bare_rate(sample: bytes) -> float:
    """Rows a second of a COPY of the same rows into a table without indexes and triggers."""
    rows = sample.splitlines(keepends=True)[:SAMPLE]
    if not rows:
        return 0.0
    layout = layout_of(Customer, with_pk=True)
    plain = Layout("seed_bare_copy", layout.columns, layout.names, layout.defaults)
    columns = ", ".join(f'"{column}"' for column in layout.columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TABLE "{plain.table}" AS SELECT {columns} FROM "{layout.table}" WITH NO DATA'
        )
        data = b"".join(rows)
        started = time.perf_counter()
        with cursor.copy(plain.statement) as copy:
            copy.write(data)
        seconds = time.perf_counter() - started
        cursor.execute(f'DROP TABLE "{plain.table}"')
    return len(rows) / seconds
