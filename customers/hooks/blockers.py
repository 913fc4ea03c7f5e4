"""What may be open on a customer, and so hold up a step in its life."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer


class Step(enum.Enum):
    """A step in a customer's life that something open can hold up."""

    INACTIVE = "inactive"
    PROSPECT = "prospect"


@dataclass(frozen=True)
class OpenItem:
    """One open thing: what it is called, what to know about it, and where to end it."""

    text: str
    note: str = ""
    url: str = ""
    action_text: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class Blocker:
    """Open things of one kind that hold a customer back, as the dialog shows them."""

    kind: str
    label: str
    icon: str
    count: int
    items: tuple[OpenItem, ...] = ()


@dataclass(frozen=True)
class BlockerCheck:
    """A registered check. `label` is the word for 'nothing open here' ('personeel')."""

    name: str
    label: StrOrPromise
    check: Callable[[Customer], Blocker | None]
    steps: frozenset[Step]


_blockers: dict[str, BlockerCheck] = {}


def register_blocker(
    name: str,
    label: StrOrPromise,
    check: Callable[[Customer], Blocker | None],
    *,
    steps: frozenset[Step] = frozenset({Step.INACTIVE}),
) -> None:
    """Say what may be open on a customer.

    Args:
        name: of the check; a second registration under the same name replaces the first.
        label: the (lazy) word shown with a tick when nothing is open.
        check: looks at one customer and returns what is open, or None. It runs under the
            customer's row lock, so it must be quick and must not write.
        steps: which steps it holds up.
    """
    _blockers[name] = BlockerCheck(name=name, label=label, check=check, steps=steps)


def unregister_blocker(name: str) -> None:
    """Take a check away again."""
    _blockers.pop(name, None)


def blocker_checks(step: Step) -> list[BlockerCheck]:
    """The checks for a step, in the order in which they were registered."""
    return [check for check in _blockers.values() if step in check.steps]
