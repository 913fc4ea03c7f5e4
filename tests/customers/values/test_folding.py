"""Letters in Python and in the database are compared the same way."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.search.reasons import fold
from customers.values.folding import fold_letter


def in_database(texts: list[str]) -> list[str]:
    """Each text as the database folds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.customers_fold(t) FROM unnest(%s::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n",
            [texts],
        )
        return [row[0] for row in cursor]


@pytest.mark.parametrize(
    ("character", "letters"),
    [("a", "a"), ("A", "a"), ("ü", "u"), ("Æ", "ae"), ("ẞ", "ss"), ("\u0301", ""), ("Ø", "o")],
)
def test_letters(character: str, letters: str) -> None:
    assert fold_letter(character) == letters


@pytest.mark.django_db
def test_every_character() -> None:
    known = [
        chr(code)
        for code in range(1, 0x1F700)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs")
    ]
    texts = [f"a{character}b" for character in known]
    differ = [
        (text, fold(text), it)
        for text, it in zip(texts, in_database(texts), strict=True)
        if fold(text) != it
    ]
    assert differ == []


@pytest.mark.django_db
@given(st.text(st.characters(max_codepoint=0x52F, exclude_characters="\0"), max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_name(name: str) -> None:
    assert in_database([name]) == [fold(name)]
