"""A batch of contact moments for many customers as text for COPY; made where Django is not known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from contacts.seed.moments import moment_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from customers.seed.copying import Layout


@dataclass(frozen=True)
class Order:
    """Moments to make: `ids` are their keys, `customers` whose they are, with the first day."""

    seed: str
    ids: Sequence[int]
    customers: Sequence[tuple[int, date]]
    authors: Sequence[int]
    layout: Layout


def build(order: Order) -> bytes:
    """The moments as text for COPY."""
    random = Random(order.seed)  # noqa: S311  # no secret
    rows = (
        moment_row(random, customer_id, order.authors, since) | {"id": pk}
        for pk, (customer_id, since) in zip(order.ids, order.customers, strict=True)
    )
    return order.layout.text(rows)
