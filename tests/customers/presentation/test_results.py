"""Marks, links and numbers of the list."""

from __future__ import annotations

import pytest

from customers.presentation.facts import card_number
from customers.presentation.results import _postcode_slices, marked
from customers.presentation.terms import SearchTerms


@pytest.mark.parametrize(
    ("slices", "html"),
    [
        ([], "a&lt;b"),
        ([(0, 1)], "<mark>a</mark>&lt;b"),
        ([(1, 2)], "a<mark>&lt;</mark>b"),
        ([(0, 1), (2, 3)], "<mark>a</mark>&lt;<mark>b</mark>"),
    ],
)
def test_marked_escapes_every_piece(slices: list[tuple[int, int]], html: str) -> None:
    assert marked("a<b", slices) == html


@pytest.mark.parametrize(
    ("typed", "slices"),
    [
        ("3512", [(0, 4)]),
        ("3512je", [(0, 7)]),
        ("3512 J", [(0, 6)]),
        ("3513", []),
        ("3512 JEX", []),
        ("", []),
    ],
)
def test_begin_of_a_postcode(typed: str, slices: list[tuple[int, int]]) -> None:
    assert _postcode_slices("3512 JE", typed) == slices


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("2900123345", "29 0012 3345"),
        ("12345678", "1234 5678"),
        ("AB12", "AB12"),
        ("12345", "12345"),
    ],
)
def test_card_number(number: str, shown: str) -> None:
    assert card_number(number) == shown


class TestTerms:
    def test_only_what_is_filled_in_is_in_the_address(self) -> None:
        terms = SearchTerms.of({"last_name": " jans ", "postcode": "", "inactive": "1"})
        assert terms.query == "?last_name=jans&inactive=1"

    def test_nothing(self) -> None:
        assert SearchTerms.of({}).query == ""
        assert SearchTerms.of({"inactive": "1"}).is_empty

    def test_special_characters_stay_text(self) -> None:
        assert SearchTerms.of({"q": "a&b=c#d"}).query == "?q=a%26b%3Dc%23d"
