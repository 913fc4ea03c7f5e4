"""GeoNames' postal file: which town belongs to a postcode. No headings, tabs, twelve columns."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZipFile, is_zipfile

from django.utils.translation import gettext as _

from customers.postal.rows import AddressRow, BadRow, RowError, address_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from customers.postal.rows import Progress

SOURCE = "geonames"
FEWEST_COLUMNS = 9
_LINE = re.compile(r"[A-Z]{2}\t[^\t]+\t[^\t]+(?:\t[^\t]*){6,}")
_MEMBER = re.compile(r"(?:^|/)(?!readme)[A-Za-z_]+\.txt$", re.IGNORECASE)


def member(names: list[str]) -> str:
    """The name of the data file in a zip with these names, or ''."""
    return next((name for name in names if _MEMBER.search(name)), "")


def is_geonames(first_line: str) -> bool:
    """Whether a file that begins with this line is GeoNames' postal file."""
    return bool(_LINE.fullmatch(first_line.rstrip("\r\n")))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of the file, unpacked when it is a zip."""
    if not is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    with ZipFile(path) as archive, archive.open(member(archive.namelist())) as file:
        yield file  # type: ignore[misc]  # a ZipExtFile reads like a BinaryIO


def read(path: Path, progress: Progress, *, country: str = "") -> Iterator[AddressRow | BadRow]:
    """The towns of the postcodes, of one country or of all. `progress` gets the bytes read."""
    with opened(path) as file:
        for number, raw in enumerate(file, 1):
            progress(len(raw))
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            columns = line.split("\t")
            if country and columns[0] != country:
                continue
            try:
                if "�" in line:
                    raise RowError(_("This line is not UTF-8 text."))
                if len(columns) < FEWEST_COLUMNS:
                    raise RowError(_("There are too few columns."))
                yield address_row(
                    country=columns[0], postcode=columns[1], number="", addition="",
                    street="", city=columns[2],
                )  # fmt: skip
            except RowError as error:
                yield BadRow(_("line %(number)d") % {"number": number}, str(error))


def first_line(path: Path) -> str:
    """The first line of the file, unpacked when it is a zip; '' when it is no text."""
    with opened(path) as file:
        head = file.read(4096)
    try:
        return io.TextIOWrapper(io.BytesIO(head), "utf-8", errors="ignore").readline()
    except ValueError:
        return ""
