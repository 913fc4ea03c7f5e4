"""One batch of invoices for many customers as text for COPY; made where Django is not known."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from accounts.seed.build import CREDITED
from accounts.seed.making import LISTS, credited, invoice_of, items_of, paid
from accounts.seed.slots import slots_of
from customers.seed.copying import Made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts.seed.making import Billed, Prepared
    from accounts.seed.slots import Slot
    from customers.seed.copying import Layout

    Row = dict[str, Any]

WAIT = 6  # days until an invoice is credited


@dataclass(frozen=True)
class Order:
    """What to make, and for whom; `line_ids` are keys enough for four lines on each."""

    seed: str
    prepared: Prepared
    customers: Sequence[Billed]
    line_ids: Sequence[int]
    layouts: Mapping[str, Layout]


def build(order: Order) -> Made:
    """The invoices as text for COPY, with their lines and payments, and their keys."""
    random = Random(order.seed)  # noqa: S311  # no secret
    rows: dict[str, list[Row]] = {"line": [], "invoice": [], "payment": []}
    ids = iter(order.prepared.invoice_ids)
    waiting: list[tuple[Billed, Row, list[Row]]] = []
    for slot in (slot for series in order.prepared.series for slot in slots_of(series)):
        if waiting and _may_credit(waiting[0][1], slot):
            whose, original, lines = waiting.pop(0)
            row, more, payments = credited(
                random,
                order.prepared,
                whose,
                key=next(ids),
                slot=slot,
                original=original,
                lines=lines,
            )
            _add(rows, row, more, payments)
            continue
        whose = _whose(random, order.customers, slot)
        subject = LISTS["subject.company" if whose.company else "subject.person"].pick(random)
        items = items_of(random, company=whose.company)
        row, lines = invoice_of(
            random, order.prepared, whose, key=next(ids), slot=slot, items=items, subject=subject
        )
        _add(rows, row, lines, [])
        if random.random() < CREDITED:
            waiting.append((whose, row, lines))
        elif payment := paid(random, order.prepared, row):
            rows["payment"].append(payment)
    for _of, row, _lines in waiting:
        if payment := paid(random, order.prepared, row):
            rows["payment"].append(payment)
    return _made(order, rows)


def _may_credit(row: Row, slot: Slot) -> bool:
    same = bool(row["series"] == slot.series)
    return same and (slot.day - row["issued_on"]).days >= WAIT


def _add(
    rows: dict[str, list[Row]], row: Row, lines: Sequence[Row], payments: Sequence[Row]
) -> None:
    rows["invoice"].append(row)
    rows["line"] += lines
    rows["payment"] += payments


def _whose(random: Random, customers: Sequence[Billed], slot: Slot) -> Billed:
    """Somebody who was a customer on that day; somebody at all when that does not succeed."""
    for _try in range(8):
        found = customers[int(random.random() * len(customers))]
        if found.since <= slot.day:
            break
    return found


def _made(order: Order, rows: dict[str, list[Row]]) -> Made:
    for row, key in zip(rows["line"], order.line_ids, strict=False):
        row["id"] = key
    texts = {name: layout.text(rows[name]) for name, layout in order.layouts.items()}
    keys = {name: [row["id"] for row in rows[name]] for name in ("line", "invoice")}
    return Made(len(rows["invoice"]), texts, keys)
