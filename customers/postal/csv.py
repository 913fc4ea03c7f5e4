"""Tables with headings: NLExtract's 'adresplus', or a plain file in any order, Dutch or English."""

from __future__ import annotations

import csv
import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from customers.postal.rows import (
    AddressRow,
    BadRow,
    RowError,
    address_row,
    joined_addition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from customers.postal.rows import Progress

SOURCE = "csv"
HEADINGS = {
    "postcode": {"postcode", "postalcode", "postcode6", "zip", "zipcode"},
    "number": {"huisnummer", "huisnr", "nummer", "nr", "housenumber", "number", "housenr"},
    "letter": {"huisletter", "houseletter"},
    "addition": {
        "toevoeging", "huisnummertoevoeging", "huisnrtoevoeging", "addition",
        "housenumberaddition", "bus", "busnummer", "boxnumber", "box",
    },
    "street": {"straat", "straatnaam", "street", "streetname", "openbareruimtenaam", "openbareruimte"},
    "city": {"plaats", "plaatsnaam", "woonplaats", "woonplaatsnaam", "stad", "city", "town", "place"},
    "country": {"land", "landcode", "country", "countrycode"},
}  # fmt: skip
COUNTRIES = {
    "nederland": "NL", "netherlands": "NL", "thenetherlands": "NL", "nld": "NL", "holland": "NL",
    "belgie": "BE", "belgium": "BE", "belgique": "BE", "bel": "BE",
    "duitsland": "DE", "germany": "DE", "deutschland": "DE", "frankrijk": "FR", "france": "FR",
    "luxemburg": "LU", "luxembourg": "LU",
}  # fmt: skip
_DELIMITERS = ";\t,"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum() and char.isascii())


def columns_of(heading: str) -> tuple[str, dict[str, int]]:
    """The delimiter and the place of each known column in a line of headings."""
    delimiter = max(_DELIMITERS, key=heading.count)
    found: dict[str, int] = {}
    names = next(csv.reader([heading.lstrip("\ufeff")], delimiter=delimiter), [])
    for place, name in enumerate(names):
        for field, known in HEADINGS.items():
            if _folded(name) in known:
                found.setdefault(field, place)
    return delimiter, found


def is_table(heading: str) -> bool:
    """Whether a file that begins with this line has headings that say enough."""
    return {"postcode", "city"} <= columns_of(heading)[1].keys()


def encoding_of(path: Path) -> str:
    """UTF-8 when all of the file is; else what Windows writes in these parts."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def first_line(path: Path) -> str:
    """The line of headings, or '' when the file is no text."""
    with path.open("rb") as file:
        head = file.read(8192)
    if b"\0" in head:
        return ""
    text = head.decode(encoding_of(path), "replace")
    return text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""


def read(path: Path, progress: Progress, *, country: str = "") -> Iterator[AddressRow | BadRow]:
    """The addresses; `country` is that of rows without one. `progress` gets the bytes read."""
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        delimiter, places = columns_of(file.readline())
        reader = csv.reader(_counted(file, progress), delimiter=delimiter)
        while True:
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(_place(reader.line_num), str(error))
                continue
            if not any(value.strip() for value in values):
                continue
            try:
                yield _row(values, places, country)
            except RowError as error:
                yield BadRow(_place(reader.line_num), str(error))


def _place(line: int) -> str:
    return _("line %(number)d") % {"number": line + 1}


def _counted(file: TextIO, progress: Progress) -> Iterator[str]:
    for line in file:
        progress(len(line))
        yield line


def _row(values: list[str], places: dict[str, int], country: str) -> AddressRow:
    def value(name: str) -> str:
        place = places.get(name)
        return values[place].strip() if place is not None and place < len(values) else ""

    return address_row(
        country=_country(value("country")) or country or "NL",
        postcode=re.sub(r"^(?:NL|BE?)-?(?=[0-9])", "", value("postcode").upper()),
        number=value("number"),
        addition=joined_addition(value("letter"), value("addition")),
        street=value("street"),
        city=value("city"),
    )


def _country(text: str) -> str:
    return text.upper() if len(text) == 2 else COUNTRIES.get(_folded(text), text)
