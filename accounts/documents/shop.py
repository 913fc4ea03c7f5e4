"""What an invoice says of the shop itself: lines of text, kept with the invoice as they were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import InvoiceSettings

_IBAN = re.compile(r"IBAN[ :]+([A-Z]{2}[0-9]{2}[A-Z0-9 ]{10,40})", re.IGNORECASE)
_BIC = re.compile(r"BIC[ :]+([A-Z0-9]{8,11})", re.IGNORECASE)
_VAT = re.compile(r"(?:BTW|VAT)[ :]+([A-Z]{2}[A-Z0-9. ]{2,30})", re.IGNORECASE)
_REGISTRATION = re.compile(r"KVK[ :]+(\S.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Shop:
    """The shop as an invoice has it; `lines` are those of its address, telephone and e-mail."""

    name: str
    lines: tuple[str, ...] = ()
    registration_number: str = ""
    vat_number: str = ""
    iban: str = ""
    bic: str = ""
    footer: str = ""


def shop_lines(settings: InvoiceSettings, shop_name: str) -> str:
    """The lines that are kept with an invoice when it is issued.

    Args:
        settings: what stands on every invoice.
        shop_name: the shop's name in daily life, for when the settings name no other.

    Returns:
        Name, address, telephone, e-mail, and 'KvK …', 'Btw …', 'IBAN …', 'BIC …', each on a line of
        its own as far as they are known; behind an empty line the text at the foot.
    """
    town = " ".join(filter(None, [settings.postcode, settings.city]))
    lines = [
        " ".join((settings.legal_name or shop_name).split()),
        settings.street,
        town,
        settings.phone,
        settings.email,
        *(
            f"{word} {value}"
            for word, value in (
                ("KvK", settings.registration_number),
                ("Btw", settings.vat_number),
                ("IBAN", settings.iban),
                ("BIC", settings.bic),
            )
            if value
        ),
    ]
    footer = "\n".join(line.strip() for line in settings.footer.splitlines() if line.strip())
    text = "\n".join(filter(None, lines))
    return f"{text}\n\n{footer}" if footer else text


def read_shop(text: str) -> Shop:
    """The shop of lines that `shop_lines` made."""
    first, _empty, footer = text.replace("\r\n", "\n").strip().partition("\n\n")
    name, *rest = first.split("\n")
    known = {"registration_number": "", "vat_number": "", "iban": "", "bic": ""}
    lines = []
    for line in rest:
        for key, pattern in (
            ("iban", _IBAN),
            ("bic", _BIC),
            ("vat_number", _VAT),
            ("registration_number", _REGISTRATION),
        ):
            found = pattern.fullmatch(line.strip())
            if found and not known[key]:
                known[key] = found[1].strip()
                break
        else:
            lines.append(line.strip())
    return Shop(name=name.strip(), lines=tuple(filter(None, lines)), footer=footer, **known)
