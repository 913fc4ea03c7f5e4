"""One batch of activities for many customers as text for COPY; made where Django is not known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from customers.activities.seed.build import NAMES, draw, number
from customers.activities.seed.kinds import Customers
from customers.seed.copying import Made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from customers.activities.seed.kinds import Whose
    from customers.activities.seed.making import Prepared
    from customers.seed.copying import Layout
    from customers.seed.parts import Rows


@dataclass(frozen=True)
class Order:
    """What to make, and for whom."""

    seed: str
    prepared: Prepared
    customers: Sequence[Whose]
    layouts: Mapping[str, Layout]


def build(order: Order) -> Made:
    """The activities as text for COPY, with their details and their keys."""
    random = Random(order.seed)  # noqa: S311  # no secret
    rows: Rows = {name: [] for name in NAMES}
    prepared = order.prepared
    wanted = {kind: many for kind, (_first, many) in prepared.numbers.items()}
    customers = Customers(order.customers)
    draw(random, prepared, customers, left=wanted, ids=iter(prepared.ids), rows=rows)
    number(rows["activity"], prepared.numbers)
    keys = {
        name: [row["id" if name == "activity" else "activity_id"] for row in rows[name]]
        for name in NAMES
    }
    texts = {name: layout.text(rows[name]) for name, layout in order.layouts.items()}
    return Made(len(prepared.ids), texts, keys)
