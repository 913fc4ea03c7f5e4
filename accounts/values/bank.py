"""Bank account numbers (IBAN), the codes of banks (BIC) and the references of mandates."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from localflavor.generic.validators import (
    IBAN_COUNTRY_CODE_LENGTH,
    BICValidator,
    IBANValidator,
)
from stdnum import iban as stdnum_iban
from stdnum.exceptions import InvalidComponent
from stdnum.exceptions import ValidationError as NumberError

from customers.values.text import clean_text, fold_width

_SEPARATORS = re.compile(r"[\s.\-‐-―]+")
_LABEL = re.compile(r"^IBAN:?(?=[A-Z]{2}[0-9])")
#: What every bank in the SEPA area takes in the reference of a mandate.
_REFERENCE = re.compile(r"[A-Za-z0-9+?/\-:().,' ]*")
_check_iban, _check_bic = IBANValidator(), BICValidator()


def compact_iban(text: str) -> str:
    """The text as an IBAN is stored, whether it is one or not: 'NL91ABNA0417164300'."""
    return _LABEL.sub("", _SEPARATORS.sub("", fold_width(text)).upper())


def normalise_iban(text: str) -> str:
    """Return an IBAN without spaces.

    Raises ValidationError with a sentence that says how to mend it.
    """
    iban = compact_iban(clean_text(text))
    if not iban:
        return ""
    country = iban[:2]
    length = IBAN_COUNTRY_CODE_LENGTH.get(country)
    if length is None or not iban.isascii() or not iban.isalnum():
        raise ValidationError(
            _("An IBAN begins with the letters of a country, as in NL91 ABNA 0417 1643 00."),
            code="country",
        )
    if len(iban) != length:
        raise ValidationError(
            _("An IBAN from %(country)s has %(length)d characters, this one has %(found)d."),
            code="length",
            params={"country": country, "length": length, "found": len(iban)},
        )
    try:
        _check_iban(iban)
    except ValidationError:
        if not _is_of_unknown_bank(iban):
            raise ValidationError(
                _("This IBAN does not add up. Check the digits."), code="checksum"
            ) from None
    return iban


def _is_of_unknown_bank(iban: str) -> bool:
    """Whether all digits add up, and only the bank is not in the list: banks are founded."""
    try:
        stdnum_iban.validate(iban)
    except InvalidComponent:
        return stdnum_iban.is_valid(iban, check_country=False)
    except NumberError:
        pass
    return False


def doubt_about_iban(iban: str) -> str:
    """A sentence when no bank is known that gives out such an IBAN, else ''."""
    if iban and _is_of_unknown_bank(iban):
        return _now("We do not know the bank of this IBAN. Are the digits right?")
    return ""


def normalise_bic(text: str) -> str:
    """Return a BIC in capitals.

    Raises ValidationError with a sentence that says how to mend it.
    """
    bic = _SEPARATORS.sub("", fold_width(clean_text(text))).upper()
    if not bic:
        return ""
    try:
        _check_bic(bic)
    except ValidationError:
        raise ValidationError(
            _("A BIC has 8 or 11 characters, as in ABNANL2A. Check the letters."), code="invalid"
        ) from None
    return bic


def check_reference(text: str) -> None:
    """Raise ValidationError for a mandate's reference that a bank refuses."""
    if not _REFERENCE.fullmatch(text):
        raise ValidationError(
            _("A bank takes letters without accents, digits and + ? / - : ( ) . , ' only."),
            code="characters",
        )


def doubt_about_bic(iban: str, bic: str) -> str:
    """A sentence when a BIC seems to be of another bank than the IBAN, else ''."""
    if not iban or not bic:
        return ""
    if iban[:2] != bic[4:6]:
        text = _now(
            "This BIC is of a bank in %(bank)s, the IBAN is from %(account)s. Are they right?"
        )
        return text % {"bank": bic[4:6], "account": iban[:2]}
    if iban[:2] == "NL" and iban[4:8] != bic[:4]:
        text = _now("This BIC is of %(bic)s, in the IBAN stands %(iban)s. Are they right?")
        return text % {"bic": bic[:4], "iban": iban[4:8]}
    return ""


def grouped_iban(iban: str) -> str:
    """An IBAN as people read it, in groups of four: 'NL91 ABNA 0417 1643 00'."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
