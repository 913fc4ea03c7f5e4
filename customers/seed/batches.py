"""One batch of customers as text for COPY; made in a process of its own when there are many."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from customers.seed.memorable import memorable
from customers.seed.register import Seeded, make

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from customers.seed.copying import Layout
    from customers.seed.parts import Keyed, Rows


@dataclass(frozen=True)
class Order:
    """What to make: `ids` are the primary keys of the customers, one for each."""

    seed: int
    first_number: int
    ids: Sequence[int]
    layouts: dict[str, Layout]
    category_ids: Sequence[int]
    interest_ids: Sequence[int]
    with_memorable: bool = False
    #: What other apps add: a function of a module, and what it needs to know.
    parts: Sequence[tuple[Callable[[Random, Any, Keyed, Rows], Rows], Any]] = ()


@dataclass(frozen=True)
class Batch:
    """The rows of one batch by table, in the order in which they are loaded."""

    ids: Sequence[int]
    texts: dict[str, bytes]


def customers_of(order: Order) -> list[Seeded]:
    """The customers of one batch, in the order of their numbers."""
    count = len(order.ids)
    first = memorable(order.first_number)[:count] if order.with_memorable else []
    start = order.first_number + len(first)
    return [*first, *make(order.seed, start, count - len(first))]


def build(order: Order) -> Batch:
    """Make the customers and everything that hangs on them, as text for COPY."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in order.layouts}
    customers = customers_of(order)
    keyed = list(zip(order.ids, customers, strict=True))
    for number, (make_part, prepared) in enumerate(order.parts):
        random = Random(f"{number} {order.seed} {order.first_number}")  # noqa: S311  # no secret
        for name, more in make_part(random, prepared, keyed, rows).items():
            rows[name] += more
    # After the parts: they may have given a customer something of theirs.
    for at, seeded in enumerate(customers):
        pk = order.ids[at]
        category = seeded.category
        rows["customer"].append(
            seeded.values
            | {
                "id": pk,
                "version": 1,
                "category_id": None if category is None else order.category_ids[category],
            }
        )
        rows["interests"] += [
            {"customer_id": pk, "interest_id": order.interest_ids[place]}
            for place in seeded.interests
        ]
        rows["address"] += [{"customer_id": pk, **address} for address in seeded.addresses]
        rows["card"] += [{"customer_id": pk, **card} for card in seeded.cards]
        if seeded.housemate is not None:
            other = order.ids[at + seeded.housemate]
            rows["relation"].append({"customer_id": other, "other_id": pk, "kind": "household"})
    texts = {name: layout.text(rows[name]) for name, layout in order.layouts.items()}
    return Batch(order.ids, texts)
