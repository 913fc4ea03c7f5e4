"""Initials."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from customers.values.initials import initials_of, normalise_initials
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, relaxed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ja", "J.A."),
        ("JA", "J.A."),
        ("Ja", "J.A."),
        ("J A", "J.A."),
        ("j.a.", "J.A."),
        ("J.A", "J.A."),
        ("J. A.", "J.A."),
        ("Th.", "Th."),
        ("th.", "Th."),
        ("Th", "Th."),
        ("j.th.", "J.Th."),
        ("Chr.", "Chr."),
        ("ij", "IJ."),
        ("ij.p.", "IJ.P."),
        ("J.-P.", "J.-P."),
        ("j-p", "J.-P."),
        ("Ö", "Ö."),
        ("JAHMC", "J.A.H.M.C."),
        # Names and other things in the wrong field stay as they were typed.
        ("Jan", "Jan"),
        ("piet", "piet"),
        ("J2", "J2"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_normalises(typed: str, written: str) -> None:
    assert normalise_initials(typed) == written


@pytest.mark.parametrize(
    ("first_name", "initials"),
    [
        ("Henk", "H."),
        ("Anna Özil", "A.Ö."),
        ("Johan Frank Robert", "J.F.R."),
        ("Anne-Fleur Belle", "A.B."),
        ("Dirk-Willem", "D."),
        ("Theo Philip IJsbrand", "T.P.I."),
        ("Suzie Q", "S.Q"),
        ("J P", "J P"),
        ("", ""),
    ],
)
def test_initials_of_given_names_follow_the_registry(first_name: str, initials: str) -> None:
    assert initials_of(first_name) == initials


def letters(text: str) -> list[str]:
    return [character for character in text.upper() if character.isalpha()]


@relaxed
@given(hostile_text | st.text(alphabet="jaTh.IJij -öe\u0301", max_size=12))
def test_is_idempotent_and_loses_no_letter(typed: str) -> None:
    try:
        written = normalise_initials(typed)
        initials_of(typed)
    except ValidationError:
        return
    assert normalise_initials(written) == written
    assert letters(written) == letters(clean_text(typed))
