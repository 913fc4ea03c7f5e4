"""The activities of a batch of made-up customers, as rows by table; made where Django is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.activities.seed.kinds import PROJECT, Customers, Whose
from customers.activities.seed.making import activity_of, detail_of
from customers.activities.seed.memorable import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from customers.activities.seed.making import Prepared
    from customers.seed.parts import Keyed, Rows

    Row = dict[str, Any]

DETAILS = ("repair", "subscription", "appointment", "treatment", "trip")
NAMES = ("activity", *DETAILS)
#: The kinds that may be part of a project, and how many of a hundred of them are where there is one.
PARTS, PART_SHARE = frozenset({"order", "quote", "repair", "appointment", "trip"}), 0.5
WANTED = "wanted"  # the number that a hand-written activity should have


def rows_of(
    random: Random, prepared: Prepared, customers: Keyed, _so_far: Rows | None = None
) -> Rows:
    """Everything that this app hangs on these customers."""
    rows: Rows = {name: [] for name in NAMES}
    ids = iter(prepared.ids)
    left = {kind: count for kind, (_first, count) in prepared.numbers.items()}
    others: list[Whose] = []
    for pk, seeded in customers:
        by_hand = known(seeded.values, prepared)
        if by_hand is None:
            values = seeded.values
            company = values["kind"] == "company"
            others.append(Whose(pk, values["status"], values["customer_since"], company))
            continue
        for activity, detail in by_hand:
            if left.get(activity["kind"], 0):
                left[activity["kind"]] -= 1
                _add(rows, pk, activity, detail, ids)
    draw(random, prepared, Customers(others), left=left, ids=ids, rows=rows)
    number(rows["activity"], prepared.numbers)
    return rows


def _add(rows: Rows, pk: int, activity: Row, detail: Row | None, ids: Iterator[int]) -> None:
    """A hand-written activity; one with `part` belongs to the customer's last project."""
    key = next(ids)
    parent = None
    if activity.pop("part", False):
        mine = (row for row in reversed(rows["activity"]) if row["customer_id"] == pk)
        parent = next((row["id"] for row in mine if row["kind"] == PROJECT), None)
    rows["activity"].append(activity | {"id": key, "customer_id": pk, "parent_id": parent})
    if detail is not None:
        rows[activity["kind"]].append(detail | {"activity_id": key})


def draw(
    random: Random,
    prepared: Prepared,
    customers: Customers,
    *,
    left: Mapping[str, int],
    ids: Iterator[int],
    rows: Rows,
) -> None:
    """As many of each kind as are left, for customers that may have them, added to `rows`."""
    first = len(rows["activity"])
    for kind, count in left.items():
        for _nth in range(count):
            whose = customers.draw(random, kind)
            if whose is None:
                break
            row = activity_of(random, prepared, kind, whose, next(ids))
            detail = detail_of(random, prepared, row)
            rows["activity"].append(row)
            if detail is not None:
                rows[kind].append(detail)
    _into_projects(random, rows["activity"][first:])


def _into_projects(random: Random, rows: Sequence[Row]) -> None:
    projects = {row["customer_id"]: row for row in rows if row["kind"] == PROJECT}
    for row in rows:
        project = projects.get(row["customer_id"])
        if project and row["kind"] in PARTS and random.random() < PART_SHARE:
            row["parent_id"] = project["id"]


def number(rows: Sequence[Row], numbers: Mapping[str, tuple[int, int]]) -> None:
    """Number them per kind in the order of their dates; a hand-written one gets its own if it can."""
    for kind, (first, count) in numbers.items():
        mine = sorted(
            (row for row in rows if row["kind"] == kind),
            key=lambda row: (row["opened_on"], row["id"]),
        )
        free = dict.fromkeys(range(first, first + count))
        for row in mine:
            wanted = row.pop(WANTED, None)
            if wanted in free:
                del free[wanted]
                row["number"] = wanted
        left = iter(free)
        for row in mine:
            if "number" not in row:
                row["number"] = next(left)
