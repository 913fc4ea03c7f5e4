"""How many parts an SMS takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.values.sms_text import plain_sms, sms_size


@pytest.mark.parametrize(
    ("text", "places", "parts"),
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("a" * 459, 459, 3),
        ("a" * 460, 460, 4),
        ("é à ö ß Ø @ £ \n", 15, 1),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        # The second half of a euro sign never begins a part: 153 places hold 76 of them.
        ("€" * 152, 304, 2),
        ("€" * 153, 306, 3),
        ("ê" * 70, 70, 1),
        ("ê" + "a" * 70, 71, 2),
        ("ê" * 134, 134, 2),
        ("ê" * 135, 135, 3),
        ("ê" * 201, 201, 3),
        ("ê" * 202, 202, 4),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
        # Neither does half of a character outside the first plane: 67 places hold 33.
        ("😀" * 66, 132, 2),
        ("😀" * 67, 134, 3),
        ("`", 1, 1),
    ],
)
def test_places_and_parts(text: str, places: int, parts: int) -> None:
    size = sms_size(text)
    assert (size.places, size.parts) == (places, parts)
    assert size.fits == (parts <= 3)


@pytest.mark.parametrize(
    ("text", "wide"), [("Prêt à retirer", {"ê"}), ("`", {"`"}), ("€ é ~", set()), ("’", {"’"})]
)
def test_which_characters_make_it_wide(text: str, wide: set[str]) -> None:
    assert sms_size(text).wide == wide


def test_plain_signs_instead_of_typographic_ones() -> None:
    text = plain_sms("‘De Spaak · Utrecht’ – “fiets”… à\u00a0€")
    assert text == "'De Spaak - Utrecht' - \"fiets\"... à €"
    assert sms_size(text).wide == frozenset()


@given(st.text(max_size=700))
def test_every_text_has_a_size(text: str) -> None:
    size = sms_size(text)
    assert size.parts >= 1
    assert size.places >= len(text)
    assert size.parts == 1 or size.places > 70
