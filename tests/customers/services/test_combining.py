"""Reading and writing the values of a row by the names of its form."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from customers.services.combining import apply, values_of

NAMES, LINKS = ("title", "note"), ("parent",)


def test_links_are_read_and_written_as_keys() -> None:
    row = SimpleNamespace(title="A", note="", parent_id=7)
    assert values_of(row, NAMES, LINKS) == {"title": "A", "note": "", "parent": 7}
    apply(row, {"parent": None, "note": "B"}, NAMES, LINKS)
    assert values_of(row, NAMES, LINKS) == {"title": "A", "note": "B", "parent": None}


@pytest.mark.parametrize("name", ["parent_id", "version", "pk"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        apply(SimpleNamespace(), {name: 1}, NAMES, LINKS)
