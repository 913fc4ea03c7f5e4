"""Months and years from a day, as the law counts: a month after 31 January is the last of February."""

from __future__ import annotations

import calendar
from datetime import date

#: So many whole years after the year of issue the tax law asks for the books; elsewhere as in the
#: Netherlands.
FISCAL_YEARS = {"NL": 7, "BE": 10}


def months_from(day: date, months: int) -> date:
    """The same day of another month, or the last of that month; below nothing goes back.

    A day before the calendar begins, or after it ends, is the first or last that there is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def years_from(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes 28 February."""
    return months_from(day, years * 12)
