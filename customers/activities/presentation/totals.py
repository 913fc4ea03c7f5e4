"""What purchases come to and how far trips went, per year and all together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DecimalField, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear

from customers.activities.models import Kind, State
from customers.activities.presentation.rows import km_words
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.activities.querysets import ActivityQuerySet

#: The kinds of which a list says what they come to.
TOTALLED = (Kind.PURCHASE, Kind.TRIP)


@dataclass(frozen=True)
class YearTotal:
    """One year: how many, and what they come to in words."""

    year: str
    count: int
    words: str


@dataclass(frozen=True)
class Totals:
    """The years, the latest first, and all of them together."""

    years: list[YearTotal]
    count: int
    words: str


def totals_of(found: ActivityQuerySet, kinds: Iterable[Kind]) -> dict[Kind, Totals]:
    """The totals of each of the kinds, of what is not called off; one query, none without kinds."""
    kinds = list(kinds)
    if not kinds:
        return {}
    km: Any = Sum("trip__km") if Kind.TRIP in kinds else Value(None, output_field=DecimalField())
    # A trip is made on the day it is planned for; a purchase was made when it was opened.
    rows = list(
        found.filter(kind__in=kinds)
        .exclude(status=State.CANCELLED)
        .annotate(year=ExtractYear(Coalesce("planned_on", "opened_on")))
        .order_by()
        .values_list("kind", "year")
        .annotate(n=Count("pk"), amount=Sum("amount"), km=km)
    )
    return {kind: _totals(kind, [row for row in rows if row[0] == kind]) for kind in kinds}


def _totals(kind: Kind, rows: list[tuple[str, int, int, Decimal | None, Decimal | None]]) -> Totals:
    sums = {
        year: ((km if kind is Kind.TRIP else amount) or Decimal(), n)
        for _k, year, n, amount, km in rows
    }
    words = km_words if kind is Kind.TRIP else show_amount
    return Totals(
        years=[
            YearTotal(str(year), sums[year][1], words(sums[year][0]))
            for year in sorted(sums, reverse=True)
        ],
        count=sum(n for _sum, n in sums.values()),
        words=words(sum((total for total, _n in sums.values()), Decimal())),
    )
