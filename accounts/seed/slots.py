"""The numbers of a batch of invoices, each with its day: a number is never older than the one before.

Every number is used: a series has no gaps. Knows no Django.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta

from customers.seed.people import TODAY

#: The numbers that everybody knows, and their days.
PINNED = (
    (1, date(2026, 1, 2)), (1071, date(2026, 8, 28)), (1098, date(2026, 9, 11)),
    (1102, date(2026, 9, 15)), (1166, date(2026, 10, 14)), (1183, date(2026, 10, 30)),
    (1191, date(2026, 11, 9)), (1204, date(2026, 11, 18)), (1212, date(2026, 11, 21)),
)  # fmt: skip
PINNED_YEAR, PINNED_COUNT = 2026, 1212


@dataclass(frozen=True)
class Series:
    """A stretch of one series of numbers: those of the days from `begin` to `end`."""

    name: str
    first: int
    count: int
    begin: date
    end: date
    pinned: bool = False


@dataclass(frozen=True)
class Slot:
    """One number and its day."""

    series: str
    sequence: int
    day: date

    @property
    def number(self) -> str:
        """As it stands on the invoice."""
        return f"{self.series}-{self.sequence:04d}"


def year_of(year: int) -> tuple[date, date]:
    """The first and the last day on which there are invoices in a year."""
    return date(year, 1, 2), min(date(year, 12, 30), TODAY - timedelta(days=1))


def slots_of(series: Series) -> list[Slot]:
    """All numbers of a stretch with their days, evenly over its time."""
    days = (series.end - series.begin).days
    found = []
    for nth in range(series.count):
        sequence = series.first + nth
        if series.pinned:
            day = _pinned_day(sequence)
        else:
            day = series.begin + timedelta(days=days * nth // max(series.count - 1, 1))
        found.append(Slot(series.name, sequence, day))
    return found


def _pinned_day(sequence: int) -> date:
    at = bisect([number for number, _day in PINNED], sequence) - 1
    if at >= len(PINNED) - 1:
        return PINNED[-1][1]
    (number, day), (later, last) = PINNED[at], PINNED[at + 1]
    return day + timedelta(days=(last - day).days * (sequence - number) // (later - number))


class Free:
    """The slots of a batch that nobody has yet."""

    def __init__(self, stretches: tuple[Series, ...]) -> None:
        self._pinned = {series.name for series in stretches if series.pinned}
        self._free: dict[tuple[str, int], Slot] = {
            (slot.series, slot.sequence): slot for series in stretches for slot in slots_of(series)
        }

    def take(self, day: date, sequence: int | None = None) -> Slot | None:
        """The slot with this number in the year of `day`, or else the nearest one in that year."""
        year = [slot for slot in self._free.values() if slot.day.year == day.year]
        exact = [slot for slot in year if slot.sequence == sequence and slot.series in self._pinned]
        # The known numbers stay free for those that they are of.
        known = {number for number, _day in PINNED}
        others = [s for s in year if s.series not in self._pinned or s.sequence not in known]
        found = exact or sorted(others or year, key=lambda slot: abs((slot.day - day).days))[:1]
        if not found:
            return None
        return self._free.pop((found[0].series, found[0].sequence))

    def rest(self) -> list[Slot]:
        """All that are left, in their order."""
        return list(self._free.values())
