"""Postcodes and house numbers."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from localflavor.be.forms import BEPostalCodeField
from localflavor.nl.validators import NLZipCodeFieldValidator
from stdnum.exceptions import InvalidComponent
from stdnum.nl import postcode as nl_postcode

from customers.values.text import clean_text, fold_width, require_length

POSTCODE_MAX_LENGTH = 12
ADDITION_MAX_LENGTH = 20
HIGHEST_HOUSE_NUMBER = 99_999

_SEPARATORS = re.compile(r"[\s.\-‐-―]+")
_HOUSE_NUMBER = re.compile(r"([0-9]+)[\s,\-‐-―]*(.*)")


def normalise_postcode(text: str, country: str) -> str:
    """Return the postcode as it is written in `country`: '3512 JE', '2000'; elsewhere as typed.

    Raises ValidationError with a sentence that says how to mend it.
    """
    cleaned = clean_text(text)
    if not cleaned:
        return ""
    if country == "NL":
        return _dutch_postcode(cleaned)
    if country == "BE":
        return _belgian_postcode(cleaned)
    return require_length(cleaned, POSTCODE_MAX_LENGTH)


def _compact(text: str, prefix: str) -> str:
    compact = _SEPARATORS.sub("", fold_width(text)).upper()
    return re.sub(prefix, "", compact)


def _dutch_postcode(text: str) -> str:
    compact = _compact(text, r"^NL(?=[0-9])")
    if re.fullmatch(r"[0-9]{4}", compact):
        raise ValidationError(
            _("Two letters belong after the four digits, as in 3512 JE."), code="letters"
        )
    if not re.fullmatch(r"[0-9]{4}[A-Z]{2}", compact):
        raise ValidationError(
            _(
                "A Dutch postcode has four digits and two letters, as in 3512 JE. "
                "Or choose another country."
            ),
            code="invalid",
        )
    if compact[0] == "0":
        raise ValidationError(_("A Dutch postcode does not begin with a 0."), code="zero")
    NLZipCodeFieldValidator()(compact)
    try:
        return str(nl_postcode.validate(compact))
    except InvalidComponent:
        raise ValidationError(
            _("The letters SA, SD and SS are not used in a postcode. Check the letters."),
            code="letters",
        ) from None


def _belgian_postcode(text: str) -> str:
    compact = _compact(text, r"^BE?(?=[0-9])")
    if not compact.isascii():
        compact = ""
    try:
        return str(BEPostalCodeField().clean(compact))
    except ValidationError:
        raise ValidationError(
            _(
                "A Belgian postcode has four digits, from 1000 up to 9999. "
                "Or choose another country."
            ),
            code="invalid",
        ) from None


def postcode_digits(text: str) -> str:
    """Return the first four digits that stand together in `text`, or ''. Raises nothing."""
    found = re.search(r"[0-9]{4}", fold_width(text))
    return found.group() if found else ""


def guess_country(postcode: str) -> str:
    """Return 'NL' or 'BE' for a postcode in that country's form, else ''. Raises nothing."""
    for country in ("NL", "BE"):
        try:
            if normalise_postcode(postcode, country):
                return country
        except ValidationError:
            continue
    return ""


def split_house_number(text: str) -> tuple[int | None, str]:
    """Take a typed house number apart: '47 A-bis' is (47, 'A-bis'), '12-14' is (12, '14').

    Returns (None, '') for an empty text. Raises ValidationError when it does not begin with a
    number from 1 to 99999, or when the addition is too long.
    """
    cleaned = clean_text(text)
    if not cleaned:
        return None, ""
    lead = len(cleaned) - len(cleaned.lstrip("0123456789０１２３４５６７８９"))
    found = _HOUSE_NUMBER.fullmatch(fold_width(cleaned[:lead]) + cleaned[lead:])
    if found is None:
        raise ValidationError(
            _("A house number begins with a digit, as in 47 or 47 A."), code="invalid"
        )
    digits = found.group(1).lstrip("0")
    if not digits or len(digits) > len(str(HIGHEST_HOUSE_NUMBER)):
        raise ValidationError(
            _("A house number lies between 1 and 99999."), code="house_number_range"
        )
    return int(digits), require_length(found.group(2).strip(), ADDITION_MAX_LENGTH)


def join_house_number(number: int | None, addition: str) -> str:
    """Write number and addition together: '47 A-bis', '12-bis', '12-14', '3 bus 2', '12/3'."""
    if number is None:
        return addition
    if not addition:
        return str(number)
    if addition.startswith("/"):
        return f"{number}{addition}"
    glued = addition[0].isdigit() or (addition.islower() and " " not in addition)
    return f"{number}-{addition}" if glued else f"{number} {addition}"
