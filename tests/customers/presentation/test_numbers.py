"""Numbers in words of the shop."""

from __future__ import annotations

import pytest

from customers.presentation.numbers import counted


@pytest.mark.parametrize(
    ("number", "capped", "text"),
    [
        (0, False, "0"),
        (14, False, "14"),
        (999, False, "999"),
        (4614, False, "4.614"),
        (1_234_567, False, "1.234.567"),
        (10_000, True, "10.000+"),
    ],
)
def test_thousands_are_kept_apart(number: int, capped: bool, text: str) -> None:
    assert counted(number, capped=capped) == text
