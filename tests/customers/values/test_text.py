"""Cleaning of every typed text."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given

from customers.values.text import clean_text, fold_width, require_length
from tests.customers.values.strategies import any_text, hostile_text, nfc, nfd, relaxed


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Jan   de\tVries \n", "Jan de Vries"),
        ("Jose\u0301", "José"),
        ("\u202a+31 6\u202c", "+31 6"),
        ("\ufeffJan\u200b", "Jan"),
        ("Jan\u00a0Jansen", "Jan Jansen"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_cleans(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned


def test_keeps_spaces_when_asked() -> None:
    assert clean_text(" 06  55\t01 ", keep_spaces=True) == "06  55 01"


@pytest.mark.parametrize("typed", ["Jan\x00", "\ud800", "a\udfffb", "bel\x07", "\x1d123", "\x9f"])
def test_refuses_what_cannot_be_stored(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        clean_text(typed)
    assert caught.value.code == "character"


def test_require_length() -> None:
    assert require_length("abc", 3) == "abc"
    with pytest.raises(ValidationError):
        require_length("abcd", 3)


def test_fold_width() -> None:
    assert fold_width("＋３１ ٦") == "+31 6"


@relaxed
@given(hostile_text)
def test_is_idempotent_nfc_and_storable(typed: str) -> None:
    try:
        cleaned = clean_text(typed)
    except ValidationError:
        assert any(unicodedata.category(character) in ("Cc", "Cs") for character in typed)
        return
    assert clean_text(cleaned) == cleaned
    assert nfc(cleaned) == cleaned
    cleaned.encode()
    assert "\x00" not in cleaned


@relaxed
@given(any_text)
def test_composed_and_decomposed_are_the_same(typed: str) -> None:
    try:
        expected = clean_text(nfc(typed))
    except ValidationError:
        with pytest.raises(ValidationError):
            clean_text(nfd(typed))
        return
    assert clean_text(nfd(typed)) == expected
