"""What other apps measure: they say so here, from `AppConfig.ready()`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.bench.samples import Person

    #: What is timed, by kind: the bar as a multiple of the primary-key lookup, and the calls.
    Calls = dict[str, tuple[float, list[Callable[[], object]]]]
    #: Addresses of pages, by kind.
    Paths = dict[str, list[str]]


@dataclass(frozen=True)
class BenchPart:
    """Calls and pages of another app; both get the sample of customers."""

    name: str
    calls: Callable[[list[Person]], Calls]
    pages: Callable[[list[Person], int], Paths]


_parts: dict[str, BenchPart] = {}


def register_bench_part(part: BenchPart) -> None:
    """Add calls and pages to `manage.py bench`; the same name replaces."""
    _parts[part.name] = part


def bench_parts() -> list[BenchPart]:
    """The registered parts, by name."""
    return sorted(_parts.values(), key=lambda part: part.name)
