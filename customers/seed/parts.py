"""What other apps add to the made-up customers: they say so here, from `AppConfig.ready()`."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from random import Random
    from typing import Any

    from django.db import models

    from customers.seed.register import Seeded

    #: The customers of a batch, each with its key.
    Keyed = Sequence[tuple[int, Seeded]]
    Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class SeedPart:
    """Rows of another app that hang on the customers of a batch.

    `tables` are the models by the names of their rows, in the order in which they are loaded. Each
    has a history and a foreign key `customer`, or says in `owners` by which other field its customer
    is found; `None` there is a table of events, that has no history. `begin` is called before the first
    batch. `prepare` is told how many customers there are, and takes from the database what `make`
    needs: keys, lookups. `make` may run in another process, that knows no Django: it is a function of a
    module, of plain values; it also gets the rows of the parts before it. `triggers` are left out of a
    large load, by table: the search is written anew after it. `around` is open while a batch is loaded,
    inside its transaction.
    """

    name: str
    tables: Callable[[], Mapping[str, type[models.Model]]]
    prepare: Callable[[int], Any]
    make: Callable[[Random, Any, Keyed, Rows], Rows]
    owners: Mapping[str, str | None] = field(default_factory=dict)
    begin: Callable[[], object] = lambda: None
    with_key: frozenset[str] = frozenset()
    triggers: Mapping[str, str] = field(default_factory=dict)
    around: Callable[[], AbstractContextManager[object]] = nullcontext


@dataclass(frozen=True)
class SeedBulk:
    """Many rows of one kind for the customers that are there: `seed --NAME N`.

    `add_arguments` adds options of its own. `load` gets the number, all options and what to call with
    the number of rows after each batch; it returns a sentence about how it went, and raises ValueError
    for what cannot be done.
    """

    name: str
    help: str
    add_arguments: Callable[[ArgumentParser], object]
    load: Callable[[int, Mapping[str, Any], Callable[[int], object]], str]


_parts: dict[str, SeedPart] = {}
_bulks: dict[str, SeedBulk] = {}


def register_seed_part(part: SeedPart) -> None:
    """Add rows to every made-up customer; the same name replaces."""
    _parts[part.name] = part


def register_seed_bulk(bulk: SeedBulk) -> None:
    """Add an option to `manage.py seed`; the same name replaces."""
    _bulks[bulk.name] = bulk


def seed_bulks() -> list[SeedBulk]:
    """The registered options, by name."""
    return sorted(_bulks.values(), key=lambda bulk: bulk.name)


def seed_parts() -> list[SeedPart]:
    """The registered parts, by name."""
    return sorted(_parts.values(), key=lambda part: part.name)
