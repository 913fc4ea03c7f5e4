"""Numbers of the chamber of commerce and for VAT."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from customers.values.business_numbers import (
    display_registration_number,
    display_vat_number,
    normalise_registration_number,
    normalise_vat_number,
)
from customers.values.text import clean_text
from tests.customers.values.strategies import hostile_text, relaxed


@pytest.mark.parametrize(
    ("typed", "country", "value", "shown"),
    [
        ("12345678", "NL", "12345678", "12345678"),
        ("KvK 12 34 56 78", "NL", "12345678", "12345678"),
        ("KvK-nr: 12345678", "NL", "12345678", "12345678"),
        ("0428.759.497", "BE", "0428759497", "0428.759.497"),
        ("BE 428 759 497", "BE", "0428759497", "0428.759.497"),
        ("HRB 12345", "DE", "HRB 12345", "HRB 12345"),
        ("", "NL", "", ""),
    ],
)
def test_registration_numbers(typed: str, country: str, value: str, shown: str) -> None:
    assert normalise_registration_number(typed, country) == value
    assert display_registration_number(value, country) == shown
    assert normalise_registration_number(shown, country) == value


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("1234567", "NL", "invalid"),
        ("123456789", "NL", "invalid"),
        ("000012345678", "NL", "branch"),
        ("0428759498", "BE", "checksum"),
        ("428", "BE", "invalid"),
        ("2428759497", "BE", "invalid"),
        ("x" * 21, "DE", "max_length"),
        ("1234567\x00", "NL", "character"),
    ],
)
def test_refuses_registration_numbers(typed: str, country: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        normalise_registration_number(typed, country)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "country", "value", "shown"),
    [
        ("NL004495445B01", "NL", "NL004495445B01", "NL004495445B01"),
        ("nl 0044.95.445.b01", "NL", "NL004495445B01", "NL004495445B01"),
        ("004495445B01", "NL", "NL004495445B01", "NL004495445B01"),
        ("BTW-nr. NL004495445B01", "NL", "NL004495445B01", "NL004495445B01"),
        ("0428.759.497", "BE", "BE0428759497", "BE 0428.759.497"),
        ("BE 428.759.497", "NL", "BE0428759497", "BE 0428.759.497"),
        ("DE 136695976", "NL", "DE136695976", "DE136695976"),
        ("FR 61 954 506 077", "FR", "FR61954506077", "FR61954506077"),
        ("EL094259216", "GR", "EL094259216", "EL094259216"),
        ("094259216", "GR", "EL094259216", "EL094259216"),
        ("CHE-107.787.577 IVA", "CH", "CHE-107.787.577 IVA", "CHE-107.787.577 IVA"),
        ("", "BE", "", ""),
    ],
)
def test_vat_numbers(typed: str, country: str, value: str, shown: str) -> None:
    assert normalise_vat_number(typed, country) == value
    assert display_vat_number(value) == shown
    assert normalise_vat_number(shown, country) == value


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("NL004495446B01", "NL", "checksum"),
        ("NL004495445", "NL", "invalid"),
        ("BE0428759498", "BE", "checksum"),
        ("BE", "BE", "invalid"),
        ("DE12", "NL", "invalid"),
        ("x" * 21, "CH", "max_length"),
        ("\ud800", "NL", "character"),
    ],
)
def test_refuses_vat_numbers(typed: str, country: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        normalise_vat_number(typed, country)
    assert caught.value.code == code


COUNTRIES = """
NL BE DE FR GR IT ES AT BG CY CZ DK EE FI HR HU IE LT LU LV MT PL PT RO SE SI SK GB CH XX
"""
countries = st.sampled_from(COUNTRIES.split())
numberlike = st.text(alphabet="0123456789ABENLDEIU+*.- ", max_size=18)


@relaxed
@given(hostile_text | numberlike, countries)
def test_nothing_else_is_raised_and_values_are_stable(typed: str, country: str) -> None:
    for normalise in (normalise_registration_number, normalise_vat_number):
        try:
            value = normalise(typed, country)
        except ValidationError:
            continue
        assert normalise(value, country) == value
        assert len(value) <= 20
        assert bool(value) == bool(clean_text(typed))
        assert normalise(display_vat_number(value), country) == value
        shown = display_registration_number(value, country)
        assert normalise(shown, country) == value


@relaxed
@given(countries, numberlike)
def test_eu_vat_numbers_survive_their_prefix(country: str, typed: str) -> None:
    code = "EL" if country == "GR" else country
    try:
        value = normalise_vat_number(f"{code}{typed}", country)
    except ValidationError:
        return
    if value.startswith(code) and country not in ("GB", "CH", "XX"):
        assert normalise_vat_number(value[2:], country) == value
