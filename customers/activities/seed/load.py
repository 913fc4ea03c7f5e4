"""Loading made-up activities in bulk, by COPY, with their details and their history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.activities.seed.bulk import Order, build
from customers.activities.seed.kinds import ACTIVE, INACTIVE, Whose
from customers.activities.seed.part import prepared, tables
from customers.models import Customer
from customers.seed.bulk import Job, Report, keys_of, layouts, run, sizes

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator, Sequence

EARLIEST = date(2020, 1, 1)  # of a customer of whom nobody knows


def load_activities(
    count: int, *, seed: int = 1, progress: Callable[[int], object] = lambda _done: None
) -> Report:
    """Add `count` made-up activities to the customers that are there, spread over all of them.

    Args:
        count: how many.
        seed: the same seed gives the same activities to the same customers.
        progress: called with the number of activities after each batch.

    Raises:
        ValueError: no customer may have all kinds of activities.
    """
    found = Customer.objects.exclude(status=Customer.Status.ERASED)
    if not found.filter(status__in=[ACTIVE, INACTIVE]).exists():
        raise ValueError(_("There are no customers: add some first."))
    job = Job(tables(), _orders(count, seed, keys_of(found)), build)
    return run(job, count=count, progress=progress)


def _orders(count: int, seed: int, keys: array[int]) -> Iterator[Order]:
    """The batches: each for the next stretch of customers, so that its rows stand together."""
    columns = layouts(tables(), frozenset(tables()))
    for start, size in sizes(count):
        first = start * len(keys) // count
        last = max((start + size) * len(keys) // count, first + 1)
        customers = _customers(keys[first:last])
        if not any(one.status in (ACTIVE, INACTIVE) for one in customers):
            customers = _customers(keys)  # a stretch of prospects alone
        yield Order(f"activities {seed} {start}", prepared(size), customers, columns)


def _customers(keys: Sequence[int]) -> list[Whose]:
    rows = Customer.objects.filter(pk__gte=keys[0], pk__lte=keys[-1])
    rows = rows.exclude(status=Customer.Status.ERASED).order_by("pk")
    return [
        Whose(pk, status, since or EARLIEST, kind == "company")
        for pk, status, since, kind in rows.values_list("pk", "status", "customer_since", "kind")
    ]
