"""How many of each kind there are, and who has them. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from random import Random

ORDER, QUOTE, REPAIR, SUBSCRIPTION = "order", "quote", "repair", "subscription"
APPOINTMENT, PROJECT, LEAD, REQUEST = "appointment", "project", "lead", "request"
FAULT_REPORT, PURCHASE, TREATMENT, TRIP = "fault_report", "purchase", "treatment", "trip"
#: Of a hundred activities.
SHARES = {
    ORDER: 24, REPAIR: 17, PURCHASE: 17, APPOINTMENT: 9, QUOTE: 8, SUBSCRIPTION: 7, REQUEST: 5,
    LEAD: 4, PROJECT: 3, FAULT_REPORT: 3, TRIP: 2, TREATMENT: 1,
}  # fmt: skip
#: How many of a kind, of a hundred, are a prospect's. A prospect has nothing else.
OF_PROSPECTS = {LEAD: 60, REQUEST: 50, QUOTE: 12, APPOINTMENT: 10}
#: Of a hundred of the others: what an inactive customer had, all of it closed.
OF_INACTIVE = 7
#: What an open one of these would let a customer neither become inactive nor a prospect.
ACTIVE, PROSPECT, INACTIVE = "active", "prospect", "inactive"


@dataclass(frozen=True)
class Whose:
    """What must be known of a customer to give it activities."""

    pk: int
    status: str
    since: date
    company: bool = False


def quotas(count: int) -> dict[str, int]:
    """How many of each kind make up `count`; the commonest kind gets what the rounding leaves."""
    found = {kind: count * share // 100 for kind, share in SHARES.items()}
    found[ORDER] += count - sum(found.values())
    return found


class Customers:
    """The customers of a batch, to draw from by who may have what."""

    def __init__(self, customers: Sequence[Whose]) -> None:
        self._by_status: Mapping[str, list[Whose]] = {
            status: [one for one in customers if one.status == status]
            for status in (ACTIVE, PROSPECT, INACTIVE)
        }

    def draw(self, random: Random, kind: str) -> Whose | None:
        """One that may have an activity of this kind; None when there is none at all."""
        chance, active = random.random() * 100, self._by_status[ACTIVE]
        if chance < OF_PROSPECTS.get(kind, 0) and self._by_status[PROSPECT]:
            pool = self._by_status[PROSPECT]
        elif chance > 100 - OF_INACTIVE and self._by_status[INACTIVE]:
            pool = self._by_status[INACTIVE]
        else:
            pool = active or self._by_status[INACTIVE]
            if not pool and kind in OF_PROSPECTS:
                pool = self._by_status[PROSPECT]
        return pool[int(random.random() * len(pool))] if pool else None
