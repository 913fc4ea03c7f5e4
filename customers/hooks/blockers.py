"""What may be open on a customer, and so hold up a step in its life."""

from __future__ import annotations

import enum
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer

T = TypeVar("T")
_SHARED = "_read_by_checks"


class Step(enum.Enum):
    """A step in a customer's life that something open can hold up."""

    INACTIVE = "inactive"
    PROSPECT = "prospect"
    ERASE = "erase"
    ERASE_PART = "erase_part"


#: What must be finished before a customer becomes inactive must be before it is erased, too.
ENDING = frozenset({Step.INACTIVE, Step.ERASE})


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
    """Open things of one kind that hold a customer back, as the dialog shows them.

    `items` are the first few of `count`; the others stand at `all_url`. What `passes` ends by itself
    within minutes: whoever can wait for it does.
    """

    kind: str
    label: str
    icon: str
    count: int
    items: tuple[OpenItem, ...] = ()
    all_url: str = ""
    passes: bool = False

    @property
    def has_more(self) -> bool:
        """Whether there are more of them than are shown."""
        return self.count > len(self.items) > 0


@dataclass(frozen=True)
class BlockerCheck:
    """A registered check. `label` is the word for 'nothing open here' ('personeel')."""

    name: str
    label: StrOrPromise
    check: Callable[[Customer], Blocker | None]
    steps: frozenset[Step]


_blockers: dict[str, BlockerCheck] = {}
_guards: dict[str, frozenset[Step]] = {}


def register_blocker(
    name: str,
    label: StrOrPromise,
    check: Callable[[Customer], Blocker | None],
    *,
    steps: frozenset[Step] = ENDING,
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


# ---------------------------------------------------------------- what several checks read once
@contextmanager
def one_look(customer: Customer) -> Iterator[None]:
    """For the length of one look at `customer`, what its checks share is read once."""
    customer.__dict__[_SHARED] = {}
    try:
        yield
    finally:
        del customer.__dict__[_SHARED]


def shared_by_checks(customer: Customer, name: str, read: Callable[[], T]) -> T:
    """What `read` returns; within `one_look()` only the first check with this name reads.

    Args:
        customer: as the check got it.
        name: of what is read.
        read: asks the database.
    """
    known: dict[str, object] | None = customer.__dict__.get(_SHARED)
    if known is None:
        return read()
    if name not in known:
        known[name] = read()
    return cast("T", known[name])


# ---------------------------------------------------------------- the database's last word
def register_step_guard(constraint: str, *steps: Step) -> None:
    """Say that the database refuses these steps under this constraint name when something is open."""
    _guards[constraint] = frozenset(steps)


def is_step_guard(constraint: str, step: Step) -> bool:
    """Whether this constraint says that something is open that holds up `step`."""
    return step in _guards.get(constraint, ())
