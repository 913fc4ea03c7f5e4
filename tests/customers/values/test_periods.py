"""Months and years from a day."""

from __future__ import annotations

import datetime

import pytest

from customers.values.periods import months_from, years_from


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-22", -84, "2019-11-22"),
        ("2026-11-22", -1200, "1926-11-22"),
        ("0010-01-01", -1200, "0001-01-01"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_months(day: str, months: int, expected: str) -> None:
    found = months_from(datetime.date.fromisoformat(day), months)
    assert found == datetime.date.fromisoformat(expected)


def test_years() -> None:
    assert years_from(datetime.date(2024, 2, 29), 20) == datetime.date(2044, 2, 29)
    assert years_from(datetime.date(2024, 2, 29), 1) == datetime.date(2025, 2, 28)
