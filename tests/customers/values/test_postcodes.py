"""Postcodes and house numbers."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from customers.values.postcodes import (
    guess_country,
    join_house_number,
    normalise_postcode,
    postcode_digits,
    split_house_number,
)
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, relaxed


@pytest.mark.parametrize(
    ("typed", "country", "written"),
    [
        ("3512je", "NL", "3512 JE"),
        ("3512 JE", "NL", "3512 JE"),
        (" 3512-je ", "NL", "3512 JE"),
        ("NL-3512 JE", "NL", "3512 JE"),
        ("３５１２ｊｅ", "NL", "3512 JE"),
        ("2000", "BE", "2000"),
        ("B-2000", "BE", "2000"),
        ("be 2000", "BE", "2000"),
        ("48149", "DE", "48149"),
        (" sw1a  1aa ", "GB", "sw1a 1aa"),
        ("", "NL", ""),
        ("", "BE", ""),
    ],
)
def test_normalises(typed: str, country: str, written: str) -> None:
    assert normalise_postcode(typed, country) == written


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("3512", "NL", "letters"),
        ("0512 JE", "NL", "zero"),
        ("3512 SA", "NL", "letters"),
        ("3512 sd", "NL", "letters"),
        ("3512 SS", "NL", "letters"),
        ("351 JE", "NL", "invalid"),
        ("3512 J", "NL", "invalid"),
        ("35123 JE", "NL", "invalid"),
        ("3512 ЈЕ", "NL", "invalid"),
        ("0999", "BE", "invalid"),
        ("200", "BE", "invalid"),
        ("20000", "BE", "invalid"),
        ("3512 JE", "BE", "invalid"),
        ("1234567890123", "DE", "max_length"),
        ("3512\x00JE", "NL", "character"),
        ("\ud800", "DE", "character"),
    ],
)
def test_refuses(typed: str, country: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        normalise_postcode(typed, country)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("3512 JE", "3512"), ("B-2000", "2000"), ("48149", "4814"), ("351 2", ""), ("", "")],
)
def test_digits(typed: str, digits: str) -> None:
    assert postcode_digits(typed) == digits


@pytest.mark.parametrize(
    ("typed", "country"), [("3512je", "NL"), ("2000", "BE"), ("48149", ""), ("", ""), ("\x00", "")]
)
def test_guesses_the_country(typed: str, country: str) -> None:
    assert guess_country(typed) == country


@pytest.mark.parametrize(
    ("typed", "number", "addition", "joined"),
    [
        ("47", 47, "", "47"),
        ("47 A-bis", 47, "A-bis", "47 A-bis"),
        ("47A", 47, "A", "47 A"),
        ("47a", 47, "a", "47-a"),
        ("12-bis", 12, "bis", "12-bis"),
        ("12-14", 12, "14", "12-14"),
        ("12 - 14", 12, "14", "12-14"),
        ("3 bus 2", 3, "bus 2", "3 bus 2"),
        ("3/2", 3, "/2", "3/2"),
        ("007", 7, "", "7"),
        ("４７ A", 47, "A", "47 A"),
        ("99999", 99999, "", "99999"),
        ("", None, "", ""),
    ],
)
def test_house_numbers(typed: str, number: int | None, addition: str, joined: str) -> None:
    assert split_house_number(typed) == (number, addition)
    assert join_house_number(number, addition) == joined
    assert split_house_number(joined) == (number, addition)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("A", "invalid"),
        ("-5", "invalid"),
        ("0", "house_number_range"),
        ("100000", "house_number_range"),
        ("1" * 10_000, "house_number_range"),
        ("5 " + "x" * 21, "max_length"),
        ("5\x00", "character"),
    ],
)
def test_refuses_house_numbers(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        split_house_number(typed)
    assert caught.value.code == code


postcodelike = st.text(alphabet="0123456789０ABEJNLSDabjnl -–.", max_size=12)


@relaxed
@given(hostile_text | postcodelike, st.sampled_from(["NL", "BE", "DE", ""]))
def test_postcodes_raise_nothing_else_and_are_idempotent(typed: str, country: str) -> None:
    postcode_digits(typed)
    guess_country(typed)
    try:
        written = normalise_postcode(typed, country)
    except ValidationError:
        return
    assert normalise_postcode(written, country) == written
    if country in ("NL", "BE") and written:
        assert postcode_digits(written) == written[:4]
        assert guess_country(written) == country


@relaxed
@given(hostile_text | st.text(alphabet="0123456789 A-bis/,.é", max_size=12))
def test_house_numbers_lose_nothing(typed: str) -> None:
    try:
        number, addition = split_house_number(typed)
    except ValidationError:
        return
    assert split_house_number(join_house_number(number, addition)) == (number, addition)
    assert clean_text(typed).endswith(addition)
