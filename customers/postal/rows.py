"""What the readers of address files hand over: good rows, and bad ones with their reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.values.postcodes import split_house_number

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int], object]

LONGEST = {"street": 120, "city": 80, "addition": 20, "postcode": 12}
_FORMS = {"NL": re.compile(r"[1-9][0-9]{3}(?:[A-Z]{2})?"), "BE": re.compile(r"[1-9][0-9]{3}")}


class AddressRow(NamedTuple):
    """One address as the table keeps it; without a house number, the town or street of a postcode."""

    country: str
    postcode: str
    house_number: int | None
    addition: str
    street: str
    city: str


@dataclass(frozen=True)
class BadRow:
    """A row that was not taken over: where it stands, and why."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class UnknownFileError(Exception):
    """The file is none of those that can be read; the message says so to the user."""


class RowError(ValueError):
    """A row cannot be taken over; the message is the reason."""


def plain_postcode(text: str) -> str:
    """A postcode as the table keeps it: '3512JE', '2000'."""
    return re.sub(r"[\s.\-]+", "", text).upper()


def address_row(
    *, country: str, postcode: str, number: str, addition: str, street: str, city: str
) -> AddressRow:
    """Check the texts of one address. Raises RowError with the reason when they will not do."""
    country, postcode, street, city = (
        country.upper(),
        plain_postcode(postcode),
        *_trim(street, city),
    )
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise RowError(_("'%(value)s' is not a country code.") % {"value": country})
    if not postcode:
        raise RowError(_("The postcode is missing."))
    form = _FORMS.get(country)
    if form and not form.fullmatch(postcode):
        raise RowError(
            _("'%(value)s' is not a postcode of %(country)s.")
            % {"value": postcode, "country": country}
        )
    if not city:
        raise RowError(_("The town is missing."))
    house_number, rest = _number(number)
    addition = " ".join(f"{rest} {addition}".split())
    row = AddressRow(country, postcode, house_number, addition, street, city)
    for name, most in LONGEST.items():
        if len(getattr(row, name)) > most:
            raise RowError(_("'%(value)s…' is too long.") % {"value": getattr(row, name)[:40]})
    if addition and house_number is None:
        raise RowError(_("There is an addition without a house number."))
    return row


def _trim(*texts: str) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def _number(text: str) -> tuple[int | None, str]:
    text = text.strip()
    if text.isascii() and text.isdigit() and 0 < len(text) < 6 and text[0] != "0":
        return int(text), ""
    try:
        return split_house_number(text)
    except ValidationError:
        raise RowError(_("'%(value)s' is not a house number.") % {"value": text[:40]}) from None


def joined_addition(letter: str, addition: str) -> str:
    """House letter and addition as people write them together: 'A' and 'bis' are 'A-bis'."""
    return "-".join(part for part in (letter.strip(), addition.strip()) if part)
