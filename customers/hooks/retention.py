"""What an app knows of how long something is kept: signs of life, and what holds a batch back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection, Mapping, Sequence

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class LifeSign:
    """The newest that an app has of a customer, and how many rows it has of it."""

    day: datetime.date
    rows: int


_life_signs: dict[str, Callable[[Sequence[int]], Mapping[int, LifeSign]]] = {}


def register_life_sign(
    name: str, newest: Callable[[Sequence[int]], Mapping[int, LifeSign]]
) -> None:
    """Say when something last happened with customers; the same name replaces.

    Args:
        name: of what happened.
        newest: gets some thousands of keys and answers by key, with one or two queries by an index;
            customers without any are left out.
    """
    _life_signs[name] = newest


def life_signs(customers: Sequence[int]) -> dict[int, LifeSign]:
    """The newest sign of life of each of these customers, with how many rows there are in all."""
    found: dict[int, LifeSign] = {}
    for _name, newest in sorted(_life_signs.items()):
        for key, sign in newest(customers).items():
            known = found.get(key, LifeSign(sign.day, 0))
            found[key] = LifeSign(max(known.day, sign.day), known.rows + sign.rows)
    return found


@dataclass(frozen=True)
class RetentionHold:
    """A reason for which a customer stays out of a batch.

    `held` answers which of these customers (by key) it holds, with one query by an index. A reason that
    `only_whole` says holds the whole customer only: its old texts may go.
    """

    code: str
    label: StrOrPromise
    held: Callable[[Sequence[int]], Collection[int]]
    only_whole: bool = True
    position: int = 100


_holds: dict[str, RetentionHold] = {}


def register_retention_hold(hold: RetentionHold) -> None:
    """Keep customers out of every batch; the same code replaces."""
    _holds[hold.code] = hold


def retention_holds() -> list[RetentionHold]:
    """The registered reasons; the first one that holds is the one that is told."""
    return sorted(_holds.values(), key=lambda hold: (hold.position, hold.code))
