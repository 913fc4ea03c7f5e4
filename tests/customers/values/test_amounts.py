"""Amounts as people type them, and as the screens show them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from customers.forms.fields import AmountField
from customers.values.amounts import parse_amount, show_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("42", "42"),
        ("42,-", "42"),
        ("42,--", "42"),
        ("1284,6", "1284.6"),
        ("1284.60", "1284.60"),
        ("1.284,60", "1284.60"),
        ("1,284.60", "1284.60"),
        ("1.284", "1284"),
        ("0.333", "0.333"),
        ("0,333", "0.333"),
        ("0.125", "0.125"),
        ("12.5", "12.5"),
        ("1.234.567,89", "1234567.89"),
        ("€ 1.284,60", "1284.60"),
        ("€\u00a084,50", "84.50"),
        ("EUR 84,50", "84.50"),
        ("-42", "-42"),
        ("− € 42,00", "-42"),
        ("€ -42,00", "-42"),
        ("+3", "3"),
        ("0", "0"),
    ],
)
def test_reads(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "-", "€", "x", "1,2,3", "1.2.3", "1e5", "NaN", "Infinity", "٣", "1 2x", "--4", "9" * 60],
)
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1284.6", "€ 1.284,60"),
        ("-42", "− € 42,00"),
        ("0", "€ 0,00"),
        ("1234567.89", "€ 1.234.567,89"),
    ],
)
def test_shows(amount: str, text: str) -> None:
    assert show_amount(Decimal(amount)).replace("\u00a0", " ") == text


def test_shows_another_currency_and_none() -> None:
    assert show_amount(Decimal(5), "USD") == "USD\u00a05,00"
    assert show_amount(None) == ""


@given(st.decimals(min_value=-9999999, max_value=9999999, places=2))
def test_what_is_shown_is_read_back(amount: Decimal) -> None:
    assert parse_amount(show_amount(amount)) == amount


@given(st.text(max_size=50))
def test_no_text_breaks_it(text: str) -> None:
    try:
        amount = parse_amount(text)
    except ValueError:
        return
    with suppress(ValidationError):  # too large, or too many decimals
        assert AmountField().clean(text) == amount


class TestField:
    def test_empty_is_none(self) -> None:
        assert AmountField(required=False).clean("  ") is None

    def test_shows_what_is_stored_as_it_is_typed(self) -> None:
        assert AmountField().prepare_value(Decimal("1284.6")) == "1284,60"
        assert AmountField().prepare_value("1.2x") == "1.2x"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("x", "Dit is geen bedrag"),
            ("1,234567", "Hoogstens 2 cijfers"),
            ("99999999", "Tussen"),
            ("-1", "Tussen 0,00"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, words: str) -> None:
        field = AmountField(smallest=Decimal(0))
        with pytest.raises(Exception, match=words):
            field.clean(text)
