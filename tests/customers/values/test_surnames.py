"""Taking a typed surname apart."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from customers.values.infixes import INFIXES
from customers.values.surnames import LastName, capitalise_name, split_last_name
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, nfc, nfd, relaxed

SPLIT = [
    # typed, infix, last name
    ("Jansen", "", "Jansen"),
    ("de Jong", "de", "Jong"),
    ("Jong, de", "de", "Jong"),
    ("Vries,de", "de", "Vries"),
    ("Jong ,  de ", "de", "Jong"),
    ("van der Berg-de Vries", "van der", "Berg-de Vries"),
    ("Berg-de Vries, van der", "van der", "Berg-de Vries"),
    ("van 't Hoff", "van 't", "Hoff"),
    ("van ’t Hoff", "van ’t", "Hoff"),
    ("Hoff, van ’t", "van ’t", "Hoff"),
    ("in 't Veld", "in 't", "Veld"),
    ("'t Hart", "'t", "Hart"),
    ("von Trapp", "von", "Trapp"),
    ("De Smet", "De", "Smet"),
    ("Van Der Broeck", "Van Der", "Broeck"),
    ("VAN DER BERG", "VAN DER", "BERG"),
    ("El Idrissi", "El", "Idrissi"),
    ("el Idrissi", "el", "Idrissi"),
    ("D’Hondt", "", "D’Hondt"),
    ("'s-Gravesande", "", "'s-Gravesande"),
    ("Van", "", "Van"),
    ("de", "", "De"),
    ("van der", "", "Van der"),
    ("van Dal", "van", "Dal"),
    ("van den Ende", "van den", "Ende"),
    ("Ben Ali", "", "Ben Ali"),
    ("Ali bin Mohammed", "", "Ali bin Mohammed"),
    ("Six van Hillegom", "", "Six van Hillegom"),
    ("Jan de Vries", "", "Jan de Vries"),
    ("vries de", "de", "Vries"),
    ("Berg van den", "van den", "Berg"),
    ("de jong", "de", "Jong"),
    ("van der berg-de vries", "van der", "Berg-de Vries"),
    ("ijsbrand", "", "IJsbrand"),
    ("van ijzendoorn", "van", "IJzendoorn"),
    ("o'brien", "", "O'Brien"),
    ("d'hondt", "", "D'Hondt"),
    ("özil", "", "Özil"),
    ("Yıldız", "", "Yıldız"),
    ("McDonald", "", "McDonald"),
    ("Jong,", "", "Jong"),
    (", de Jong", "de", "Jong"),
    ("", "", ""),
    # What stands behind the comma and is not understood stays where it was.
    ("Jansen, Jr.", "", "Jansen, Jr."),
    ("Jansen, de heer", "", "Jansen, de heer"),
    ("Jansen, 12", "", "Jansen, 12"),
]


@pytest.mark.parametrize(("typed", "infix", "last_name"), SPLIT)
def test_takes_apart(typed: str, infix: str, last_name: str) -> None:
    assert split_last_name(typed) == LastName(infix, last_name)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Jansen, J.A. van der", LastName("van der", "Jansen", initials="J.A.")),
        ("Jansen, J.A.", LastName("", "Jansen", initials="J.A.")),
        ("jansen, j.a. van der", LastName("van der", "Jansen", initials="J.A.")),
        ("Jansen, JA van", LastName("van", "Jansen", initials="J.A.")),
        ("Jansen, A", LastName("", "Jansen", initials="A.")),
        ("Vries, de, J.", LastName("de", "Vries", initials="J.")),
        ("Jansen, Th. van", LastName("van", "Jansen", initials="Th.")),
        ("Jansen, Jan van der", LastName("van der", "Jansen", first_name="Jan")),
        ("jansen, jan-willem van", LastName("van", "Jansen", first_name="Jan-Willem")),
        ("JANSEN, JAN", LastName("", "JANSEN", first_name="JAN")),
    ],
)
def test_reads_the_given_name_behind_a_comma(typed: str, expected: LastName) -> None:
    assert split_last_name(typed) == expected


@pytest.mark.parametrize(
    ("typed", "infix", "last_name"),
    [
        ("De Smet", "", "De Smet"),
        ("Smet, De", "", "De Smet"),
        ("Van den Berghe", "", "Van den Berghe"),
        ("D’Hondt", "", "D’Hondt"),
        ("El Idrissi", "", "El Idrissi"),
        ("de Smet", "de", "Smet"),
    ],
)
def test_belgian_capital_belongs_to_the_last_name(typed: str, infix: str, last_name: str) -> None:
    assert split_last_name(typed, country="BE") == LastName(infix, last_name)


@pytest.mark.parametrize("typed", ["Jansen\x00", "\ud800", "Jan\x07sen"])
def test_refuses_what_cannot_be_stored(typed: str) -> None:
    with pytest.raises(ValidationError):
        split_last_name(typed)


surnames = st.lists(
    st.sampled_from(sorted(INFIXES))
    | st.sampled_from(["Jansen", "Berg-de", "IJff", "’t", "Van", "De", "ß", "ijs", "J.A.", "Jan"])
    | st.sampled_from([",", "-", "'", "12", "D’Hondt", "O'", "é", "e\u0301", "VAN"]),
    max_size=6,
).map(" ".join)
countries = st.sampled_from(["NL", "BE"])


def joined(name: LastName) -> str:
    return f"{name.infix} {name.last_name}".strip()


def letters(text: str) -> list[str]:
    """What may not be lost, whatever its place and case."""
    return sorted(nfc(text.upper()).replace(" ", "").replace(",", "").replace(".", ""))


@relaxed
@given(surnames | hostile_text, countries)
def test_loses_nothing_and_is_idempotent(typed: str, country: str) -> None:
    try:
        name = split_last_name(typed, country)
    except ValidationError:
        return
    whole = " ".join((name.infix, name.last_name, name.initials, name.first_name))
    assert letters(whole) == letters(clean_text(typed))
    again = split_last_name(joined(name), country)
    assert (again.infix, again.last_name) == (name.infix, name.last_name)
    assert nfc(joined(name)) == joined(name)


@relaxed
@given(surnames, countries)
def test_composed_and_decomposed_are_the_same(typed: str, country: str) -> None:
    assert split_last_name(nfd(typed), country) == split_last_name(nfc(typed), country)


@relaxed
@given(surnames)
def test_a_capital_anywhere_keeps_the_case(typed: str) -> None:
    assert capitalise_name(f"{typed}X") == f"{typed}X"
