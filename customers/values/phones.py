"""Telephone numbers: typed in any notation, stored as E.164, shown as people dial them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import phonenumbers
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, ValidationResult

from customers.values.text import clean_text, fold_width, require_length

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MAX_LENGTH = 40

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_DASHES = re.compile(r"[‐-―−]")
_DIALLED = re.compile(r"[0-9+ ().\-/‐-―−]+")
_NUMBER = re.compile(r"[(]?(?:[+]|00)?[0-9 ().\-/]+")
_EXTENSION = re.compile(r"(?:ext|tst|toestel|poste|post|x|#)[ .:]*[0-9]+\W*$", re.IGNORECASE)
_MOST_DIGITS = 15
# Area codes of three digits, the 0 included, with seven digits behind them; the others have four.
_THREE_DIGITS = """
010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073
074 075 076 077 078 079 084 085 087 088
"""
_SHORT_AREAS = frozenset(_THREE_DIGITS.split())
_DUTCH_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Phone:
    """What to store: E.164, or what was typed with a sentence (`doubt`) that says why."""

    value: str
    doubt: _StrOrPromise | None = None


def parse_phone(text: str, country: str, *, stored: str = "") -> Phone:
    """Read a typed telephone number; one without a prefix is a number of `country` (ISO code).

    `stored` is the value that the form showed: the same digits mean the same number, also when the
    country has changed. A number that cannot be right is kept as typed, with a doubt.
    Raises ValidationError for characters that cannot be stored and for more than 40 characters.
    """
    typed = require_length(clean_text(text, keep_spaces=True), MAX_LENGTH)
    folded = _DASHES.sub("-", fold_width(typed)).strip()
    if not typed:
        return Phone("")
    if not _NUMBER.fullmatch(folded):
        return Phone(typed, _doubt_about_text(folded))
    digits = re.sub(r"[^0-9]", "", folded)
    if _E164.fullmatch(stored) and _trunk_free(digits) == _national(stored):
        return Phone(stored)
    number = _parse(folded, country)
    if number and phonenumbers.is_valid_number(number) and _keeps_digits(number, digits):
        return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    return Phone(typed, _doubt_about_number(folded, digits, country, number))


def _parse(text: str, country: str) -> phonenumbers.PhoneNumber | None:
    # '00' is how the Netherlands and Belgium dial abroad, whatever country the address is in.
    international = re.sub(r"^([(]?)00", r"\1+", text)
    try:
        return phonenumbers.parse(international, country)
    except phonenumbers.NumberParseException:
        return None


def _keeps_digits(number: phonenumbers.PhoneNumber, digits: str) -> bool:
    """Whether nothing typed is lost but a prefix: country code, 00 and the trunk's 0."""
    national = phonenumbers.national_significant_number(number)
    if not digits.endswith(national):
        return False
    code = str(number.country_code)
    prefix = digits[: len(digits) - len(national)]
    return prefix in {"", "0", "1", "8", code, f"00{code}", f"{code}0", f"00{code}0"}


def _national(value: str) -> str:
    return phonenumbers.national_significant_number(phonenumbers.parse(value))


def _trunk_free(digits: str) -> str:
    return digits[1:] if digits.startswith("0") and not digits.startswith("00") else digits


def _kept(sentence: _StrOrPromise) -> _StrOrPromise:
    return format_lazy("{} {}", sentence, _("We keep it as you typed it."))


def _doubt_about_text(folded: str) -> _StrOrPromise:
    if _EXTENSION.search(folded):
        return _kept(_("There is an extension behind the number."))
    if any(character.isdigit() for character in folded):
        return _kept(_("There is text with the number."))
    return _kept(_("This does not look like a phone number."))


def _doubt_about_number(
    folded: str, digits: str, country: str, number: phonenumbers.PhoneNumber | None
) -> _StrOrPromise:
    if len(digits) > _MOST_DIGITS:
        return _kept(_("These look like several numbers in one field."))
    doubt = None
    if not re.match(r"[(]?(?:[+]|00)", folded):
        doubt = _dutch_length_doubt(digits) if country == "NL" else None
        doubt = doubt or _neighbour_doubt(folded, country)
    return _kept(doubt or _length_doubt(digits, number))


def _neighbour_doubt(folded: str, country: str) -> _StrOrPromise | None:
    """Say that the number is one from across the border, or None when it is not."""
    if country == "NL" and _is_valid(folded, "BE"):
        return _("This looks like a Belgian number. Then +32 belongs in front of it.")
    if country == "BE" and _is_valid(folded, "NL"):
        return _("This looks like a Dutch number. Then +31 belongs in front of it.")
    return None


def _length_doubt(digits: str, number: phonenumbers.PhoneNumber | None) -> _StrOrPromise:
    reason = phonenumbers.is_possible_number_with_reason(number) if number else None
    if reason == ValidationResult.TOO_LONG:
        return _("The number seems to be too long.")
    if reason == ValidationResult.TOO_SHORT or len(digits) < 8:
        return _("The number seems to be too short.")
    return _("This does not seem to be an existing number.")


def _is_valid(text: str, country: str) -> bool:
    number = _parse(text, country)
    return bool(number and phonenumbers.is_valid_number(number))


def _dutch_length_doubt(digits: str) -> _StrOrPromise | None:
    """Say how many digits a Dutch number lacks or has too many, or None when that is not it."""
    off = _DUTCH_LENGTH - len(digits)
    if not digits.startswith("0") or off == 0 or not -2 <= off <= 4:
        return None
    if off == 1:
        seems = _("There seems to be a digit missing")
    elif off > 1:
        seems = format_lazy(_("There seem to be {count} digits missing"), count=off)
    elif off == -1:
        seems = _("There seems to be a digit too many")
    else:
        seems = format_lazy(_("There seem to be {count} digits too many"), count=-off)
    if digits.startswith("06"):
        return format_lazy("{}: {}", seems, _("a mobile number has 10 digits."))
    area = digits[:3] if digits[:3] in _SHORT_AREAS else digits[:4]
    rest = format_lazy(
        _("{area} has {count} digits behind the area code."),
        area=area,
        count=_DUTCH_LENGTH - len(area),
    )
    return format_lazy("{}: {}", seems, rest)


def display_phone(value: str, country: str) -> str:
    """Write a stored number for someone in `country`: '06 55 01 01 47', from elsewhere '+31 6 …'.

    What is not E.164 is returned unchanged. Raises nothing.
    """
    if not _E164.fullmatch(value):
        return value
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    at_home = phonenumbers.country_code_for_region(country) == number.country_code
    national = phonenumbers.national_significant_number(number)
    if number.country_code == 31 and phonenumbers.is_valid_number(number):
        grouped = _dutch_groups(national)
        if grouped:
            return f"0{grouped}" if at_home else f"+31 {grouped}"
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def _dutch_groups(national: str) -> str:
    """Write the nine digits of an ordinary Dutch number in groups, or return ''."""
    short_area = f"0{national[:2]}" in _SHORT_AREAS
    if len(national) != 9 or (national[0] in "89" and not short_area):
        return ""
    if national[0] == "6":
        return " ".join((national[0], *(national[i : i + 2] for i in (1, 3, 5, 7))))
    if short_area:
        return f"{national[:2]} {national[2:5]} {national[5:7]} {national[7:]}"
    return f"{national[:3]} {national[3:5]} {national[5:7]} {national[7:]}"


def tel_href(value: str) -> str:
    """Return 'tel:+31655010147' for a stored number; '' when it is not one to dial."""
    return f"tel:{value}" if _E164.fullmatch(value) else ""


def phone_digits(text: str) -> str:
    """Return the digits to search a number by: without +31, 0031 or the 0 in front. Raises nothing.

    Up to four digits are the end of a number and stay whole ('0147'). Of a number with text behind
    it only the number counts.
    """
    runs = _DIALLED.findall(fold_width(text))
    folded = next((run for run in runs if len(re.sub(r"[^0-9]", "", run)) > 4), "".join(runs))
    folded = folded.strip(" ).-/")
    digits = re.sub(r"[^0-9]", "", folded)
    if len(digits) <= 4:
        return digits
    if re.match(r"[(]?[+]", folded):
        return _without_country_code(digits)
    if digits.startswith("00"):
        return _without_country_code(digits[2:])
    if re.fullmatch(r"31[1-9][0-9]{8}|32[1-9][0-9]{7,8}", digits):
        return digits[2:]
    return digits.removeprefix("0")


def _without_country_code(digits: str) -> str:
    for length in (1, 2, 3):
        if digits[:length] and int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[length:].removeprefix("0")
    return digits
