"""One made-up activity, and what its kind has of its own. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from customers.activities.seed import kinds
from customers.activities.seed.words import LISTS
from customers.seed.people import TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from customers.activities.seed.kinds import Whose

    Row = dict[str, Any]

#: The stages of what is open, the commonest first; those of what is not, and how often called off.
OPEN_STAGES: dict[str, tuple[str, ...]] = {
    "order": ("expected", "ordered", "ready"),
    "quote": ("sent", "draft"),
    "repair": ("repairing", "received", "ready", "parts", "diagnosis"),
    "subscription": ("running", "running", "running", "paused"),
    "appointment": ("planned",),
    "project": ("running", "running", "waiting"),
    "lead": ("new", "followed"),
    "request": ("new", "handling"),
    "fault_report": ("new", "handling"),
    "treatment": ("planned",),
    "trip": ("planned",),
}
CALLED_OFF: dict[str, tuple[str, ...]] = {
    "quote": ("declined", "expired"),
    "repair": ("beyond", "cancelled"),
    "appointment": ("cancelled", "missed"),
    "lead": ("lapsed",),
    "request": ("declined",),
    "fault_report": ("withdrawn",),
    "purchase": ("returned",),
}
#: How many of a hundred are open, and of the others called off.
OPEN = {
    "order": 12, "quote": 15, "repair": 14, "subscription": 75, "appointment": 18, "project": 35,
    "lead": 30, "request": 30, "fault_report": 15, "purchase": 0, "treatment": 12, "trip": 6,
}  # fmt: skip
OFF = {"quote": 40, "lead": 45, "request": 25, "appointment": 12, "purchase": 3, "treatment": 4}
USUALLY_OFF = 5
#: For how many days what is open may have been so already.
LASTS = {
    "order": 30, "quote": 40, "repair": 14, "subscription": 1000, "project": 250, "lead": 60,
    "request": 30, "fault_report": 10, "appointment": 20, "treatment": 20, "trip": 6,
}  # fmt: skip
#: From and to, in euro; a few are dear.
AMOUNTS = {
    "order": (15, 420), "quote": (250, 4200), "repair": (18, 190), "subscription": (39, 240),
    "project": (900, 9800), "request": (300, 3000), "purchase": (9, 2600), "treatment": (55, 120),
}  # fmt: skip
BILLABLE = frozenset({"order", "repair", "project", "treatment", "fault_report"})
#: What was done in the last weeks is not invoiced yet.
TO_INVOICE_DAYS, TO_INVOICE_SHARE = 21, 0.6
NAMED = "treatment"  # its title says nothing of who it is about


@dataclass(frozen=True)
class Prepared:
    """What the making needs from the database."""

    #: The key and the meaning of each stage, by kind and code.
    stages: Mapping[tuple[str, str], tuple[int, str]]
    authors: Sequence[int]
    ids: Sequence[int]
    #: The first number of each kind, and how many.
    numbers: Mapping[str, tuple[int, int]]
    subscription_kinds: Mapping[str, int] = field(default_factory=dict)
    qualities: Mapping[str, int] = field(default_factory=dict)


def activity_of(random: Random, prepared: Prepared, kind: str, whose: Whose, pk: int) -> Row:
    """An activity of this kind, without a number."""
    chance = random.random
    stage, status = _stage(random, prepared, kind, whose)
    opened, closed = _dates(random, kind, whose, status)
    row: Row = {
        "id": pk,
        "customer_id": whose.pk,
        "kind": kind,
        "title": LISTS[kind].pick(random),
        "stage_id": stage,
        "status": status,
        "opened_on": opened,
        "closed_on": closed,
        "amount": _amount(random, kind),
        "billing": "",
        "assigned_to_id": _one(random, prepared.authors) if chance() < 0.7 else None,
        "version": 1,
        "changed_at": _moment(closed or opened, 8 + int(chance() * 9)),
    }
    if kind in ("order", "repair"):
        row["due_on"] = (
            opened + timedelta(days=3 + int(chance() * 14))
            if closed
            else TODAY + timedelta(days=int(chance() * 16) - 3)
        )
    if kind == "quote":
        row["due_on"] = opened + timedelta(days=30)
    recent = closed is not None and (TODAY - closed).days <= TO_INVOICE_DAYS
    if kind in BILLABLE and status == "done" and recent and row["amount"]:
        row["billing"] = "due" if chance() < TO_INVOICE_SHARE else ""
    if closed and (TODAY - closed).days > 400 and chance() < 0.3:
        row["archived"] = True
    return row


def detail_of(random: Random, prepared: Prepared, row: Row) -> Row | None:
    """What the kind of this activity has of its own; it may set the planned day of `row` too."""
    make = _DETAILS.get(row["kind"])
    return None if make is None else {"activity_id": row["id"]} | make(random, prepared, row)


# ---------------------------------------------------------------- what all have
def _stage(random: Random, prepared: Prepared, kind: str, whose: Whose) -> tuple[int, str]:
    chance = random.random() * 100
    if whose.status != kinds.INACTIVE and chance < OPEN[kind]:
        stages = OPEN_STAGES[kind]
        return prepared.stages[kind, stages[int(random.random() ** 1.4 * len(stages))]]
    if random.random() * 100 < OFF.get(kind, USUALLY_OFF):
        codes = CALLED_OFF.get(kind, ("cancelled",))
        return prepared.stages[kind, codes[int(random.random() * len(codes))]]
    return prepared.stages[kind, "done"]


def _dates(random: Random, kind: str, whose: Whose, status: str) -> tuple[date, date | None]:
    """When it was opened, and closed; mostly lately, never before the customer came."""
    days = max((TODAY - whose.since).days, 1)
    if status == "open":
        back = int(random.random() * min(LASTS[kind], days))
        return TODAY - timedelta(days=back), None
    back = 1 + int(random.random() ** 2.2 * min(days, 3000))
    opened = TODAY - timedelta(days=back)
    took = 0 if kind in ("purchase", "trip") else int(random.random() * min(LASTS[kind], back))
    return opened, opened + timedelta(days=took)


def _amount(random: Random, kind: str) -> Decimal | None:
    if kind not in AMOUNTS:
        return None
    low, high = AMOUNTS[kind]
    euros = low + int(random.random() ** 2.5 * (high - low))
    return Decimal(euros) + (Decimal("0.95") if random.random() < 0.6 else Decimal("0.00"))


def _one(random: Random, items: Sequence[int]) -> int | None:
    return items[int(random.random() * len(items))] if items else None


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


# ---------------------------------------------------------------- what some have of their own
def _repair(random: Random, _prepared: Prepared, row: Row) -> Row:
    chance, done = random.random, row["status"] == "done"
    return {
        "device": LISTS["device"].pick(random),
        "serial_number": f"{'GBSK'[int(chance() * 4)]}{int(chance() * 10**7):07d}"
        if chance() < 0.6
        else "",
        "complaint": LISTS["complaint"].pick(random),
        "diagnosis": LISTS["diagnosis"].pick(random) if done or chance() < 0.4 else "",
        "rma_number": f"RMA{int(chance() * 10**5):05d}" if chance() < 0.08 else "",
        "shelf": LISTS["shelf"].pick(random) if row["status"] == "open" else "",
        "ready_at": _moment(row["closed_on"], 8) if done else None,
    }


def _subscription(random: Random, prepared: Prepared, row: Row) -> Row:
    months = (12, 12, 12, 6, 3, 1)[int(random.random() * 6)]
    running = row["status"] == "open"
    day = _next(row["opened_on"], months) if running else None
    kinds_of, qualities = (
        list(prepared.subscription_kinds.values()),
        list(prepared.qualities.values()),
    )
    return {
        "subscription_kind_id": _one(random, kinds_of),
        "quality_id": _one(random, qualities) if random.random() < 0.8 else None,
        "period_months": months,
        "next_on": day,
        "stops_on": day if running and random.random() < 0.06 else row["closed_on"],
    }


def _next(begun: date, months: int) -> date:
    """The first day of renewal after today: the same day of the month, at the latest the 28th."""
    day, month, year = min(begun.day, 28), begun.month, begun.year
    while date(year, month, day) <= TODAY:
        month += months
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, day)


def _appointment(random: Random, _prepared: Prepared, row: Row) -> Row:
    ahead = 1 + int(random.random() ** 1.5 * 40)
    day = TODAY + timedelta(days=ahead) if row["status"] == "open" else row["closed_on"]
    if day.weekday() == 6:  # closed on Sundays
        day += timedelta(days=1) if row["status"] == "open" else timedelta(0)
    start = _moment(day, 8 + int(random.random() * 8), (0, 15, 30, 45)[int(random.random() * 4)])
    row["planned_on"] = day
    length = (30, 30, 45, 60, 90)[int(random.random() * 5)]
    place = LISTS["place"].pick(random)
    return {"starts_at": start, "ends_at": start + timedelta(minutes=length), "place": place}


def _treatment(random: Random, _prepared: Prepared, row: Row) -> Row:
    row["planned_on"] = row["closed_on"] or TODAY + timedelta(days=1 + int(random.random() * 20))
    done = row["status"] == "done"
    return {
        "complaint": LISTS["medical_complaint"].pick(random),
        "findings": LISTS["medical_findings"].pick(random) if done else "",
        "treatment": LISTS["medical_treatment"].pick(random) if done else "",
        "advice": LISTS["medical_advice"].pick(random) if done else "",
    }


def _trip(random: Random, _prepared: Prepared, row: Row) -> Row:
    row["planned_on"] = row["closed_on"] or TODAY + timedelta(days=1 + int(random.random() * 5))
    km = Decimal(3 + int(random.random() ** 2 * 90)) + Decimal(int(random.random() * 10)) / 10
    town = LISTS["town"].pick(random)
    purpose = row["title"]
    return {"origin": "Voorstraat, Utrecht", "destination": town, "km": km, "purpose": purpose}


_DETAILS = {
    "repair": _repair,
    "subscription": _subscription,
    "appointment": _appointment,
    "treatment": _treatment,
    "trip": _trip,
}
