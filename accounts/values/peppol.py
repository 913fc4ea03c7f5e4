"""Under which identifier a customer receives invoices over the Peppol network."""

from __future__ import annotations

import re

from stdnum.be import vat as be_vat

#: The schemes of the ISO 6523 list: the KvK, and the enterprise numbers of the KBO.
KVK, KBO = "0106", "0208"


def peppol_id(country: str, registration_number: str) -> str:
    """Return '0208:0123456749' for a Belgian enterprise number, '0106:90004728' for a KvK number.

    Elsewhere, and for a number that cannot be one, ''.
    """
    digits = re.sub(r"[\s.]", "", registration_number)
    if country == "NL" and re.fullmatch(r"[0-9]{8}", digits):
        return f"{KVK}:{digits}"
    if country == "BE" and re.fullmatch(r"[01][0-9]{9}", digits) and be_vat.is_valid(digits):
        return f"{KBO}:{digits}"
    return ""
