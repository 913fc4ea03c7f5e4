"""Telephone numbers."""

from __future__ import annotations

import phonenumbers
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from customers.values.phones import (
    MAX_LENGTH,
    Phone,
    display_phone,
    parse_phone,
    phone_digits,
    tel_href,
)
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, nfc, nfd, relaxed


@pytest.fixture(autouse=True)
def _source_language() -> object:
    with translation.override(None):
        yield


@pytest.mark.parametrize(
    ("typed", "country", "value"),
    [
        ("06 55 01 01 47", "NL", "+31655010147"),
        ("06-55010147", "NL", "+31655010147"),
        ("06.55.01.01.47", "NL", "+31655010147"),
        ("06 12345678", "NL", "+31612345678"),
        ("0655010147", "NL", "+31655010147"),
        ("６ ５５０１０１４７", "NL", "+31655010147"),
        ("０６ ５５０１０１４７", "NL", "+31655010147"),
        ("06‑55 01 01 47", "NL", "+31655010147"),
        ("0031 6 55010147", "NL", "+31655010147"),
        ("0031 6 55010147", "BE", "+31655010147"),
        ("+31(0)6-55010147", "NL", "+31655010147"),
        ("0031(0)655010147", "BE", "+31655010147"),
        ("+31 030 555 01 47", "NL", "+31305550147"),
        ("(+31) 6 55010147", "NL", "+31655010147"),
        ("\u202a+31 6 55010147\u202c", "NL", "+31655010147"),
        ("(030) 555 01 47", "NL", "+31305550147"),
        ("030/5550147", "NL", "+31305550147"),
        ("0345 55 01 47", "NL", "+31345550147"),
        ("0800 1234", "NL", "+318001234"),
        ("0470 12 34 56", "BE", "+32470123456"),
        ("03 226 85 32", "BE", "+3232268532"),
        ("0032 3 226 85 32", "NL", "+3232268532"),
        ("+33 6 12 34 56 78", "NL", "+33612345678"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("", "NL", ""),
        ("  ", "NL", ""),
    ],
)
def test_reads_any_notation(typed: str, country: str, value: str) -> None:
    assert parse_phone(typed, country) == Phone(value, None)


@pytest.mark.parametrize(
    ("typed", "country", "reason"),
    [
        ("030 555 01 4", "NL", "a digit missing: 030 has 7 digits behind the area code."),
        ("0345 55 01 4", "NL", "a digit missing: 0345 has 6 digits behind the area code."),
        ("06 55 01 01 4", "NL", "a digit missing: a mobile number has 10 digits."),
        ("06 55 01 01", "NL", "2 digits missing: a mobile number has 10 digits."),
        ("06 55 01 01 477", "NL", "a digit too many: a mobile number has 10 digits."),
        ("0470 12 34 56", "NL", "a Belgian number. Then +32"),
        ("06 55010147", "BE", "a Dutch number. Then +31"),
        ("030 555 01 47 ext. 12", "NL", "an extension behind"),
        ("030 555 01 47 tst 12", "NL", "an extension behind"),
        ("030 555 01 47 toestel 12", "NL", "an extension behind"),
        ("030 555 01 47 #12", "NL", "an extension behind"),
        ("06 55010147 liefst na 17.00 uur", "NL", "text with the number"),
        ("0800FLOWER1", "NL", "text with the number"),
        ("hallo", "NL", "not look like a phone number"),
        ("+", "NL", "not look like a phone number"),
        ("0612345678 / 0687654321", "NL", "several numbers"),
        ("112", "NL", "too short"),
        ("03 226 85", "BE", "too short"),
        ("+33 6 12 34 56 78 90", "NL", "too long"),
        ("0655010147", "XX", "existing number"),
        ("+999 655010147", "NL", "existing number"),
        # The library adds a digit to the one and takes one from the other.
        ("+672 14 039", "NL", "existing number"),
        ("+1 1 251 582 4828", "NL", "existing number"),
    ],
)
def test_keeps_what_is_doubtful_as_typed(typed: str, country: str, reason: str) -> None:
    phone = parse_phone(f"  {typed} ", country)
    assert phone.value == typed
    assert reason in str(phone.doubt)
    assert str(phone.doubt).endswith("We keep it as you typed it.")


def test_the_doubt_is_translated_when_it_is_read() -> None:
    doubt = parse_phone("030 555 01 4", "NL").doubt
    assert not isinstance(doubt, str)


def test_the_number_that_the_form_showed_stays_itself_in_another_country() -> None:
    stored = "+31655010147"
    assert parse_phone("06 55 01 01 47", "BE", stored=stored) == Phone(stored)
    assert parse_phone("06 55 01 01 48", "BE", stored=stored).doubt
    assert parse_phone("0470 12 34 56", "BE", stored=stored) == Phone("+32470123456")


@pytest.mark.parametrize("typed", ["06\x00", "06\ud800", "0" * (MAX_LENGTH + 1)])
def test_refuses(typed: str) -> None:
    with pytest.raises(ValidationError):
        parse_phone(typed, "NL")


@pytest.mark.parametrize(
    ("value", "country", "shown"),
    [
        ("+31655010147", "NL", "06 55 01 01 47"),
        ("+31305550147", "NL", "030 555 01 47"),
        ("+31345550147", "NL", "0345 55 01 47"),
        ("+31881234567", "NL", "088 123 45 67"),
        ("+318001234", "NL", "0800 1234"),
        ("+31655010147", "BE", "+31 6 55 01 01 47"),
        ("+31305550147", "BE", "+31 30 555 01 47"),
        ("+32470123456", "BE", "0470 12 34 56"),
        ("+3232268532", "BE", "03 226 85 32"),
        ("+3232268532", "NL", "+32 3 226 85 32"),
        ("+33612345678", "NL", "+33 6 12 34 56 78"),
        ("030 555 01 4", "NL", "030 555 01 4"),
        ("", "NL", ""),
        ("+0", "NL", "+0"),
        ("+99912345678", "NL", "+99912345678"),
    ],
)
def test_display(value: str, country: str, shown: str) -> None:
    assert display_phone(value, country) == shown


@pytest.mark.parametrize(
    ("value", "href"), [("+31655010147", "tel:+31655010147"), ("06 bellen", ""), ("", "")]
)
def test_tel_href(value: str, href: str) -> None:
    assert tel_href(value) == href


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("06 55 01 01 47", "655010147"),
        ("+31 6 55 01 01 47", "655010147"),
        ("+31(0)6-55010147", "655010147"),
        ("0031655010147", "655010147"),
        ("31655010147", "655010147"),
        ("32470123456", "470123456"),
        ("+32 3 226 85 32", "32268532"),
        ("03 226 85 32", "32268532"),
        ("0147", "0147"),
        ("1 47", "147"),
        ("06 55", "0655"),
        ("06 550", "6550"),
        ("55 01 01", "550101"),
        ("tel. 030 5550147 toestel 12", "305550147"),
        ("jansen", ""),
        ("", ""),
        ("\x00\ud80006", "06"),
    ],
)
def test_digits_to_search_by(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


countries = st.sampled_from(["NL", "BE", "DE", "FR", "GB", "US", "IT", "XX", ""])
numberlike = st.text(alphabet="0123456789０٣ +()-./–#x", max_size=25)


@relaxed
@given(hostile_text | numberlike, countries)
def test_nothing_is_lost(typed: str, country: str) -> None:
    phone_digits(typed)
    try:
        phone = parse_phone(typed, country)
    except ValidationError:
        return
    kept = clean_text(typed, keep_spaces=True)
    if phone.doubt is None:
        assert phone.value == "" or phonenumbers.is_valid_number(phonenumbers.parse(phone.value))
        assert bool(phone.value) == bool(kept)
    else:
        assert phone.value == kept
        assert str(phone.doubt)
    assert parse_phone(phone.value, country).value == phone.value
    shown = display_phone(phone.value, country)
    assert (shown == phone.value) or phone.doubt is None


@relaxed
@given(numberlike, countries)
def test_composed_and_decomposed_are_the_same(typed: str, country: str) -> None:
    text = f"{typed} é"[:MAX_LENGTH]
    assert parse_phone(nfd(text), country).value == parse_phone(nfc(text), country).value


@relaxed
@given(
    st.sampled_from(["6########", "30#######", "345######", "88#######", "20#######"]),
    st.integers(0, 10**9),
    st.sampled_from(["NL", "BE", "DE"]),
)
def test_what_is_shown_reads_back_as_the_same_number(form: str, seed: int, country: str) -> None:
    digits = iter(f"{seed:09d}")
    national = "".join(next(digits) if sign == "#" else sign for sign in form)
    phone = parse_phone(f"0{national}", "NL")
    shown = display_phone(phone.value, country)
    if phone.doubt is None:
        assert parse_phone(shown, country) == phone
        assert phone_digits(shown) == phone_digits(phone.value) == national
