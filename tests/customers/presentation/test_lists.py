"""What lists have in common: their order, the headings, the address, the pages."""

from __future__ import annotations

import pytest

from customers.presentation.lists import Heading, Sorting, query_string
from customers.presentation.paging import Pages, Paging, page_number
from customers.presentation.terms import SearchTerms

KNOWN = {"date": "Date", "amount": "Amount"}


@pytest.mark.parametrize(
    ("text", "usual", "expected"),
    [
        ("date", "", Sorting("date")),
        ("-date", "", Sorting("date", descending=True)),
        ("", "", Sorting()),
        ("-", "", Sorting()),
        ("other", "-date", Sorting("date", descending=True)),
        ("--date", "amount", Sorting("amount")),
        ("-other", "amount", Sorting("amount")),
    ],
)
def test_the_order_of_an_address(text: str, usual: str, expected: Sorting) -> None:
    found = Sorting.of(text, KNOWN, usual)
    assert found == expected
    assert Sorting.of(str(found), KNOWN) == found


@pytest.mark.parametrize(
    ("sorting", "headings"),
    [
        (Sorting(), [("date", ""), ("-amount", "")]),
        (Sorting("date"), [("-date", "ascending"), ("-amount", "")]),
        (Sorting("amount"), [("date", ""), ("-amount", "ascending")]),
        (Sorting("amount", descending=True), [("date", ""), ("amount", "descending")]),
    ],
)
def test_headings_turn_their_order(sorting: Sorting, headings: list[tuple[str, str]]) -> None:
    found = sorting.headings(KNOWN, lambda order: f"?{order}", down_first={"amount"})
    assert found == [
        Heading(name, KNOWN[name], f"?{order}", stands)
        for name, (order, stands) in zip(KNOWN, headings, strict=True)
    ]


@pytest.mark.parametrize(
    ("pairs", "search", "expected"),
    [
        ({}, "", "?"),
        ({"kind": "", "page": ""}, "", "?"),
        ({"kind": "order", "page": ""}, "", "?kind=order"),
        ({"kind": "order", "by": "a&b"}, "Jans en", "?q=Jans+en&kind=order&by=a%26b"),
        ({}, "Jans", "?q=Jans"),
    ],
)
def test_the_address_of_a_list(pairs: dict[str, str], search: str, expected: str) -> None:
    assert query_string(pairs, SearchTerms(q=search)) == expected


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 0, Pages()),
        (1, 10, Pages()),
        (1, 11, Pages("1 tot en met 10 van 11", "", "2")),
        (2, 25, Pages("11 tot en met 20 van 25", "1", "3")),
        (99, 25, Pages("21 tot en met 25 van 25", "2", "")),
        (0, 25, Pages("1 tot en met 10 van 25", "", "2")),
    ],
)
def test_pages_and_their_neighbours(number: int, total: int, expected: Pages) -> None:
    assert Paging.at(number, total, per_page=10).pages(str) == expected


def test_nobody_pages_to_the_end_of_what_is_not_counted() -> None:
    pages = [Paging.at(n, 20, capped=True, per_page=10).pages(str) for n in (1, 2)]
    assert [page.words for page in pages] == ["1 tot en met 10 van 20+", "11 tot en met 20 van 20+"]
    assert [page.capped for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("", 1), ("x", 1), ("-2", 1), ("२", 1), ("1234567", 1), ("999999", 999_999)],
)
def test_the_page_of_an_address(text: str, number: int) -> None:
    assert page_number(text) == number
