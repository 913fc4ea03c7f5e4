"""Peppol identifiers, and what is read as an IBAN or a BIC."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.values import bank
from accounts.values.peppol import peppol_id
from tests.factories import make_account


@pytest.mark.parametrize(
    ("country", "number", "expected"),
    [
        ("NL", "90004728", "0106:90004728"),
        ("NL", "9000 4728", "0106:90004728"),
        ("NL", "9000472", ""),
        ("NL", "", ""),
        ("BE", "0123456749", "0208:0123456749"),
        ("BE", "0428.759.497", "0208:0428759497"),
        ("BE", "0428759498", ""),  # does not add up
        ("BE", "90004728", ""),
        ("DE", "0428759497", ""),
        ("NL", "９0004728", ""),
    ],
)
def test_peppol_id(country: str, number: str, expected: str) -> None:
    assert peppol_id(country, number) == expected


@pytest.mark.django_db
def test_an_account_knows_its_own() -> None:
    account = make_account(registration_number="90004728", iban="NL91ABNA0417164300")
    assert account.peppol_id == "0106:90004728"
    assert account.grouped_iban == "NL91 ABNA 0417 1643 00"
    assert not account.has_mandate


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("nl91-abna.0417164300", "NL91ABNA0417164300"),
        ("IBAN: NL91ABNA0417164300", "NL91ABNA0417164300"),
        ("ＮＬ91ABNA0417164300", "NL91ABNA0417164300"),
        ("BE71096123456769", "BE71096123456769"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_iban(typed: str, stored: str) -> None:
    assert bank.normalise_iban(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("41 71 64 300", "country", "Een IBAN begint met de letters van een land"),
        ("XX91ABNA0417164300", "country", "Een IBAN begint met de letters van een land"),
        ("NL91ABNA041716430!", "country", "Een IBAN begint met de letters van een land"),
        ("NL91 ABNA 0417 1643 0", "length", "Een IBAN uit NL heeft 18 tekens, dit heeft er 17."),
        ("NL91 ABNA 0417 1643 01", "checksum", "Dit IBAN klopt niet. Controleer de cijfers."),
    ],
)
def test_no_iban(typed: str, code: str, says: str) -> None:
    with pytest.raises(ValidationError) as error:
        bank.normalise_iban(typed)
    assert error.value.code == code
    assert error.value.messages[0].startswith(says)


def test_a_bank_that_nobody_knows_is_a_doubt() -> None:
    unknown = "BE68539007547034"
    assert bank.normalise_iban(unknown) == unknown
    assert bank.doubt_about_iban(unknown).startswith("We kennen de bank van dit IBAN niet.")
    for known in ("NL91ABNA0417164300", "BE71096123456769", ""):
        assert bank.doubt_about_iban(known) == ""


@pytest.mark.parametrize("typed", ["abnanl2a", "ABNA NL 2A", "ABNANL2AXXX"])
def test_bic(typed: str) -> None:
    assert bank.normalise_bic(typed).startswith("ABNANL2A")


@pytest.mark.parametrize("typed", ["ABNA", "ABNAXX2A", "1BNANL2A", "ABNANL2AX"])
def test_no_bic(typed: str) -> None:
    with pytest.raises(ValidationError, match="8 of 11 tekens"):
        bank.normalise_bic(typed)


@pytest.mark.parametrize(
    ("iban", "bic", "doubt"),
    [
        ("NL91ABNA0417164300", "ABNANL2A", ""),
        ("NL91ABNA0417164300", "RABONL2U", "Deze BIC is van RABO, in het IBAN staat ABNA."),
        ("BE68539007547034", "ABNANL2A", "Deze BIC is van een bank in NL, het IBAN komt uit BE."),
        ("BE68539007547034", "GEBABEBB", ""),
        ("", "ABNANL2A", ""),
        ("NL91ABNA0417164300", "", ""),
    ],
)
def test_a_bic_of_another_bank(iban: str, bic: str, doubt: str) -> None:
    assert bank.doubt_about_bic(iban, bic).startswith(doubt)
    assert bool(doubt) == bool(bank.doubt_about_bic(iban, bic))


@pytest.mark.parametrize("reference", ["é", "a_b", "a;b", "€ 1"])
def test_what_no_bank_takes_as_a_reference(reference: str) -> None:
    bank.check_reference("SPAAK-2026/0012 (A)")
    with pytest.raises(ValidationError):
        bank.check_reference(reference)
