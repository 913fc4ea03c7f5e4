"""The turnover of a customer by month, and its chart.

Turnover is what was invoiced to the customer itself, without VAT, less its credit invoices, in the
month of issue. What it pays for another is the turnover of that other one.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Invoice
from customers.values.amounts import show_amount, show_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from customers.models import Customer

SHOWN = 12  # months
# The drawing, in its own units, as the mock-up has it.
WIDTH, LEFT, TOP, BOTTOM, LABELS = 500.0, 38.0, 10.8, 104.0, 120.0
FILLED = 0.64  # of the width of a month
LINES = 3  # at most, besides the one at nothing


@dataclass(frozen=True)
class Month:
    """What was invoiced in a month."""

    first: datetime.date
    net: Decimal

    @property
    def short(self) -> str:
        """'nov'."""
        return date_format(self.first, "M").rstrip(".").lower()

    @property
    def words(self) -> str:
        """'november 2026'."""
        return date_format(self.first, "F Y")


@dataclass(frozen=True)
class Bar:
    """A month in the chart; the places are texts, with a point whatever the language."""

    label: str
    x: str
    y: str
    width: str
    height: str
    middle: str
    is_now: bool


@dataclass(frozen=True)
class Line:
    """A line across the chart with the amount that it stands for."""

    y: str
    text_y: str
    label: str


@dataclass(frozen=True)
class Turnover:
    """The turnover of the last months, this one included."""

    months: tuple[Month, ...]

    @property
    def total(self) -> Decimal:
        """Of all months together."""
        return sum((month.net for month in self.months), Decimal(0))

    @property
    def average(self) -> Decimal:
        """Per month."""
        return self.total / max(len(self.months), 1)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was invoiced at all."""
        return not any(month.net for month in self.months)

    @property
    def title(self) -> str:
        """What the chart says, for who does not see it."""
        highest = max(self.months, key=lambda month: month.net)
        return _(
            "Turnover per month, from %(first)s to %(last)s; highest month %(high)s with %(most)s,"
            " %(now)s up to now %(current)s"
        ) % {
            "first": self.months[0].words,
            "last": self.months[-1].words,
            "high": date_format(highest.first, "F"),
            "most": show_amount(highest.net, decimals=0),
            "now": date_format(self.months[-1].first, "F"),
            "current": show_amount(self.months[-1].net, decimals=0),
        }

    @property
    def lines(self) -> list[Line]:
        """The lines across, from low to high."""
        low, high = self._range
        step = _step(high - low)
        first = math.ceil(low / step)
        return [
            Line(_place(y), _place(y + 4), show_number(Decimal(round(n * step)), 0))
            for n in range(first, math.floor(high / step) + 1)
            for y in [self._y(n * step)]
        ]

    @property
    def bars(self) -> list[Bar]:
        """The months as bars, from left to right."""
        slot = (WIDTH - LEFT) / len(self.months)
        zero, found = self._y(0.0), []
        for place, month in enumerate(self.months):
            middle = LEFT + slot * (place + 0.5)
            end = self._y(float(month.net))
            found.append(
                Bar(
                    label=month.short,
                    x=_place(middle - slot * FILLED / 2),
                    y=_place(min(zero, end)),
                    width=_place(slot * FILLED),
                    height=_place(abs(end - zero)),
                    middle=_place(middle),
                    is_now=place == len(self.months) - 1,
                )
            )
        return found

    @property
    def _range(self) -> tuple[float, float]:
        values = [float(month.net) for month in self.months]
        low, high = min([0.0, *values]), max([0.0, *values])
        return low, max(high, low + LINES)  # whole euros, however little it was

    def _y(self, value: float) -> float:
        low, high = self._range
        return TOP + (high - value) / (high - low) * (BOTTOM - TOP)


def turnover_of(customer: Customer, today: datetime.date) -> Turnover:
    """The turnover of the last twelve months, with one query by the index of customer and date."""
    firsts = _firsts(today)
    rows = (
        Invoice.objects.filter(customer=customer, issued_on__gte=firsts[0])
        .order_by()
        .annotate(month=TruncMonth("issued_on"))
        .values("month")
        .annotate(net=Sum("net"))
        .values_list("month", "net")
    )
    return of_months(firsts, dict(rows))


def of_months(firsts: Sequence[datetime.date], net: Mapping[datetime.date, Decimal]) -> Turnover:
    """The turnover of these months (by their first days), from what is known of them."""
    return Turnover(tuple(Month(first, net.get(first, Decimal(0))) for first in firsts))


def _firsts(today: datetime.date) -> list[datetime.date]:
    """The first days of the last twelve months, the oldest first."""
    now = today.year * 12 + today.month - 1
    return [datetime.date(n // 12, n % 12 + 1, 1) for n in range(now - SHOWN + 1, now + 1)]


def _step(span: float) -> float:
    """A round amount of which at most LINES go into the span: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(span / LINES))
    return next(n * power for n in (1, 2, 5, 10) if n * power * (LINES + 0.5) >= span)


def _place(value: float) -> str:
    return f"{value:.1f}"
