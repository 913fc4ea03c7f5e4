"""Keys in addresses and forms."""

from __future__ import annotations

import pytest

from customers.values.keys import LARGEST_KEY, read_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", 1),
        ("007", 7),
        (str(LARGEST_KEY), LARGEST_KEY),
        (str(LARGEST_KEY + 1), 0),
        ("9" * 5000, 0),
        ("", 0),
        ("-1", 0),
        ("1.0", 0),
        (" 1", 0),
        ("١", 0),
        ("²", 0),
        ("x\0", 0),
    ],
)
def test_read_key(text: str, key: int) -> None:
    assert read_key(text) == key
