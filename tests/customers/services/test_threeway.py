"""What two people changed in one row, field by field."""

from __future__ import annotations

from django.utils import timezone

from customers.services.threeway import Author, combined_of


def test_what_both_changed_alike_is_told_once() -> None:
    author = Author("Bram de Wit", timezone.now(), "")
    found = combined_of(
        {"phone": "1", "city": "Utrecht", "note": ""},
        {"phone": "2", "city": "Zeist"},
        {"phone": "2", "note": "Belt"},
        [],
        {"phone": author, "note": author},
    )
    assert [(one.name, one.becomes, one.author) for one in found] == [
        ("city", "Zeist", None),
        ("phone", "2", author),
        ("note", "Belt", author),
    ]
