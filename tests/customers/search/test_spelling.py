"""The table of spellings: whoever is meant is among the first 25, in the midst of all the others."""

from __future__ import annotations

import pytest

from customers.models import Customer
from customers.search.query import SearchQuery
from customers.search.service import search
from tests.customers.search.spellings import DECOYS, pairs

pytestmark = pytest.mark.django_db

PAIRS = pairs()


def _customer(at: int, name: str) -> Customer:
    return Customer(
        number=str(200000 + at),
        status="active",
        last_name=name,
        version=1,
        postcode=f"{1000 + at % 7} AB",
        house_number=at + 1,
    )


@pytest.fixture
def everybody(db: None) -> dict[str, str]:
    """All stored names of the table and the decoys; the postcode of each name."""
    names = list(dict.fromkeys([stored for _typed, stored in PAIRS] + list(DECOYS)))
    Customer.objects.bulk_create([_customer(at, name) for at, name in enumerate(names)])
    return {name: f"{1000 + at % 7}" for at, name in enumerate(names)}


def test_the_table_is_long_and_says_everything_once() -> None:
    assert len(PAIRS) > 200
    assert len(set(PAIRS)) == len(PAIRS)
    assert not [pair for pair in PAIRS if pair[0] == pair[1]]


def test_every_spelling_finds_its_name_with_the_digits(everybody: dict[str, str]) -> None:
    missed = [
        f"{typed} > {stored}"
        for typed, stored in PAIRS
        if stored
        not in [
            hit.last_name
            for hit in search(SearchQuery(last_name=typed, postcode=everybody[stored])).hits
        ]
    ]
    assert not missed


def test_nearly_every_spelling_finds_its_name_alone(everybody: dict[str, str]) -> None:
    missed = [
        f"{typed} > {stored}"
        for typed, stored in PAIRS
        if stored not in [hit.last_name for hit in search(SearchQuery(last_name=typed)).hits]
    ]
    assert not missed


def test_the_one_that_is_meant_stands_high(everybody: dict[str, str]) -> None:
    ranks = []
    for typed, stored in PAIRS:
        names = [hit.last_name for hit in search(SearchQuery(last_name=typed)).hits]
        ranks.append(names.index(stored) if stored in names else 25)
    assert sum(rank < 5 for rank in ranks) > len(ranks) * 0.9


def test_a_name_that_resembles_nothing_finds_nothing(everybody: dict[str, str]) -> None:
    result = search(SearchQuery(last_name="xqpwvz"))
    assert (result.hits, result.sure_count, result.alike_count) == ([], 0, 0)


def test_decoys_do_not_come_along(everybody: dict[str, str]) -> None:
    """Forgiving, not indiscriminate: the answer to a short list of names stays short."""
    lengths = [len(search(SearchQuery(last_name=typed)).hits) for typed, _stored in PAIRS]
    assert sum(lengths) / len(lengths) < 8
