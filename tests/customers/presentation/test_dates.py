"""Dates and times as the shop says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from customers.presentation import dates

NOON = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)  # 12.00 uur in Amsterdam


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=30), "zojuist"),
        (timedelta(minutes=1), "1 minuut geleden"),
        (timedelta(minutes=59), "59 minuten geleden"),
        (timedelta(hours=2, minutes=19), "09.41 uur"),
        (timedelta(hours=18, minutes=8), "gisteren 17.52 uur"),
    ],
)
def test_ago(past: timedelta, words: str) -> None:
    assert dates.ago(NOON - past, now=NOON) == words


def test_ago_before_yesterday_names_the_day() -> None:
    assert dates.ago(NOON - timedelta(days=800), now=NOON) == "13 sept. 2024 13.00 uur"


def test_days() -> None:
    assert dates.full_day(date(2026, 11, 18)) == "18 nov. 2026"
    assert dates.long_day(date(1968, 3, 17)) == "17 maart 1968"
    today = timezone.localdate()
    assert str(today.year) not in dates.short_day(today)
    assert dates.short_day(date(1999, 10, 3)) == "3 okt. 1999"
    assert dates.day_heading(today).startswith("Vandaag, ")
    assert dates.day_heading(date(2020, 11, 18)) == "Woensdag 18 november 2020"


def test_age_changes_on_the_birthday() -> None:
    today = timezone.localdate()
    born = date(today.year - 30, today.month, min(today.day, 28))
    assert dates.age(born) == 30
    assert dates.age(date(today.year - 30, 12, 31)) in (29, 30)
    assert dates.age(born + timedelta(days=today.day - born.day + 1)) == 29
