"""Timing: wall time of the whole service, and the processor time of the database's backend."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection

from customers.bench.parts import bench_parts
from customers.bench.samples import Person, kinds, people, recall_queries
from customers.models import Customer
from customers.search.service import search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from customers.search.query import SearchQuery

    Call = Callable[[], object]
    Figures = dict[str, float | int | bool | None]

ROUNDS = 5
#: At least this share of the people who are meant must be among the first 25.
RECALL_BARS = {"name + digits": 0.95, "name + digits + house number": 0.99}


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a number of calls took, in milliseconds; `cpu_ms` is the backend's mean, if known."""

    n: int
    p50_ms: float
    p95_ms: float
    cpu_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Searches:
    """The primary-key lookup's p50 in the run, and the figures of every kind of search."""

    pk_p50_ms: float
    kinds: dict[str, Figures]
    #: What other apps measure.
    more: dict[str, Figures]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not pass; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def time_calls(calls: Sequence[Call], beside: Iterator[Call], times_beside: list[float]) -> Timing:
    """Time each call five times, in turns; its median counts, so that other work on the machine,
    which hits one or two of the five, does not. A tenth of the calls warms up first.

    Now and then one of `beside` is called in between, and its time added to `times_beside`.
    """
    for call in calls[: max(len(calls) // 10, 5)]:
        call()
    rounds: list[list[float]] = []
    cpu = 0.0
    for _round in range(ROUNDS):
        before = _backend_cpu()
        rounds.append([])
        for at, call in enumerate(calls):
            rounds[-1].append(_timed(call))
            if at % 4 == 0:
                times_beside.append(_timed(next(beside)))
        after = _backend_cpu()
        cpu += after - before if after and before else 0.0
    taken = [sorted(times)[ROUNDS // 2] for times in zip(*rounds, strict=True)]
    mean = cpu / len(calls) / ROUNDS if cpu else None
    return Timing(len(calls), percentile(taken, 0.5), percentile(taken, 0.95), mean)


def _timed(call: Call) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _backend_cpu() -> float | None:
    """The processor time of our backend in ms; None when it is on another machine or system."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1_000_000
    except (OSError, ValueError):
        return None


def _primary_key_lookups(sample: list[Person]) -> Iterator[Call]:
    """Lookups by primary key without end, sent and read in the same way as a search."""

    def lookup(key: int) -> Call:
        def call() -> object:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM customers_customer WHERE id = %s", [key])
                return cursor.fetchall()

        return call

    return cycle([lookup(person.id) for person in sample])


def time_searches(sample: list[Person], *, limit: int = 25) -> Searches:
    """Time every kind of search, and what other apps ask, with lookups by primary key in between."""
    lookups, pk_times = _primary_key_lookups(sample), list[float]()
    timings = {
        kind: (bar, time_calls([_search_call(q, limit) for q in queries], lookups, pk_times))
        for kind, (bar, queries) in kinds(sample).items()
        if queries
    }
    more = {
        kind: (bar, time_calls(calls, lookups, pk_times))
        for part in bench_parts()
        for kind, (bar, calls) in part.calls(sample).items()
        if calls
    }
    pk_p50 = percentile(pk_times, 0.5)
    found, others = (
        {kind: _figures(timing, bar, pk_p50) for kind, (bar, timing) in some.items()}
        for some in (timings, more)
    )
    return Searches(pk_p50, found, others)


def _figures(timing: Timing, bar: float, pk_p50: float) -> Figures:
    ratio = timing.p95_ms / pk_p50 if pk_p50 else 0.0
    return {
        "n": timing.n,
        "p50_ms": round(timing.p50_ms, 3),
        "p95_ms": round(timing.p95_ms, 3),
        "ratio": round(ratio, 1),
        "bar": bar,
        "ok": ratio <= bar,
        "cpu_ms": round(timing.cpu_ms, 3) if timing.cpu_ms is not None else None,
    }


def _search_call(query: SearchQuery, limit: int) -> Call:
    return lambda: search(query, limit=limit)


def recall(sample: list[Person]) -> dict[str, float]:
    """The share of people who are among the first 25 when their name is typed with one error.

    Of a misspelled name alone: whether that surname is among them; too many people bear it.
    """
    shares = {}
    for kind, wanted in recall_queries(sample).items():
        found = [
            any(
                hit.id == person.id or ("alone" in kind and hit.last_name == person.last_name)
                for hit in search(query).hits
            )
            for person, query in wanted
        ]
        shares[kind] = round(sum(found) / len(found), 3) if found else 0.0
    return shares


def customer_count() -> int:
    """How many customers there are, as the planner knows it; counted when there are few."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = 'customers_customer'::regclass"
        )
        estimate: int = cursor.fetchone()[0]
    return estimate if estimate > 100_000 else Customer.objects.count()


def sample_of_people(count: int) -> list[Person]:
    """The people that are searched for."""
    return people(count)
