"""Numbers of the chamber of commerce (KvK, KBO) and for VAT."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat as be_vat
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError

from customers.values.text import clean_text, fold_width, require_length

MAX_LENGTH = 20

_SEPARATORS = re.compile(r"[\s.\-/‐-―:]+")
_LABEL = re.compile(r"^(?:KVK|KBO|BCE|BTW|TVA|VAT)(?:NR|NUMMER|NO)?(?=[A-Z]{0,2}[0-9])")
_EU_CODES = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) - {"GR"} | {"EL"}


def _compact(text: str) -> str:
    return _LABEL.sub("", _SEPARATORS.sub("", fold_width(text)).upper())


def normalise_registration_number(text: str, country: str) -> str:
    """Return a KvK number (8 digits) for NL, a KBO number (10 digits) for BE, else what was typed.

    Raises ValidationError with a sentence that says how to mend it.
    """
    cleaned = clean_text(text)
    if not cleaned:
        return ""
    if country == "NL":
        return _kvk_number(_compact(cleaned))
    if country == "BE":
        return _kbo_number(_compact(cleaned))
    return require_length(cleaned, MAX_LENGTH)


def _kvk_number(compact: str) -> str:
    if re.fullmatch(r"[0-9]{12}", compact):
        raise ValidationError(
            _("This is the number of a branch (12 digits). A KvK number has 8 digits."),
            code="branch",
        )
    if not re.fullmatch(r"[0-9]{8}", compact):
        raise ValidationError(_("A KvK number has 8 digits."), code="invalid")
    return compact


def _kbo_number(compact: str) -> str:
    if not re.fullmatch(r"(?:BE)?(?:[01][0-9]{9}|[0-9]{9})", compact):
        raise ValidationError(
            _("A KBO number has 10 digits and begins with 0 or 1, as in 0428.759.497."),
            code="invalid",
        )
    try:
        return be_vat.validate(compact)
    except NumberError:
        raise ValidationError(
            _("This KBO number does not add up. Check the digits."), code="checksum"
        ) from None


def normalise_vat_number(text: str, country: str) -> str:
    """Return an EU VAT number with its country code ('NL004495445B01'); elsewhere what was typed.

    A number without a code gets that of `country`. Raises ValidationError with a sentence that says
    how to mend it.
    """
    cleaned = clean_text(text)
    if not cleaned:
        return ""
    compact = _compact(cleaned)
    code = "EL" if country == "GR" else country
    if compact[:2] in _EU_CODES:
        code = compact[:2]
    elif code in _EU_CODES:
        compact = code + compact
    else:
        return require_length(cleaned, MAX_LENGTH)
    if not re.fullmatch(r"[A-Z0-9+*]{4,16}", compact):
        raise _vat_error(code)
    try:
        return eu_vat.validate(compact)
    except InvalidChecksum:
        raise ValidationError(
            _("This VAT number does not add up. Check the digits."), code="checksum"
        ) from None
    except NumberError:
        raise _vat_error(code) from None


def _vat_error(code: str) -> ValidationError:
    if code == "NL":
        return ValidationError(
            _("A Dutch VAT number looks like NL123456789B01. Check the digits."), code="invalid"
        )
    if code == "BE":
        return ValidationError(
            _("A Belgian VAT number looks like BE 0428.759.497. Check the digits."), code="invalid"
        )
    return ValidationError(
        _("This is not a VAT number of %(country)s. Check the digits."),
        code="invalid",
        params={"country": code},
    )


def _dotted(digits: str) -> str:
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def display_registration_number(value: str, country: str) -> str:
    """Write a stored number as people read it: '0428.759.497' for BE, else unchanged."""
    if country == "BE" and re.fullmatch(r"[0-9]{10}", value):
        return _dotted(value)
    return value


def display_vat_number(value: str) -> str:
    """Write a stored VAT number as people read it: 'BE 0428.759.497', else unchanged."""
    if re.fullmatch(r"BE[0-9]{10}", value):
        return f"BE {_dotted(value[2:])}"
    return value
