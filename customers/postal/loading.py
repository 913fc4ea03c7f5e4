"""Putting the rows of an address file into the table, by COPY and one INSERT."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customers.models import PostalAddress
from customers.postal import bag, csv, geonames
from customers.postal.rows import AddressRow, BadRow, UnknownFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from customers.postal.rows import Progress

SHIPPED = Path(__file__).parent / "data" / "addresses.csv"
SHIPPED_SOURCE = "shipped"
_COLUMNS = ("country", "postcode", "house_number", "addition", "street", "city")


@dataclass
class Loaded:
    """What came of a file."""

    source: str
    read: int = 0
    added: int = 0
    removed: int = 0
    bad_count: int = 0
    first_bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True)
class AddressFile:
    """A file that was recognised: where it is from, how much there is to read, and its rows."""

    source: str
    size: int
    read: Callable[[Progress], Iterator[AddressRow | BadRow]]


def recognise(path: Path, *, country: str = "") -> AddressFile:
    """Tell by its content what the file is. Raises UnknownFileError when it is none of the known."""
    if is_zipfile(path):
        return _recognise_zip(path, country)
    size = path.stat().st_size
    line = csv.first_line(path)
    if geonames.is_geonames(line):
        return AddressFile(
            geonames.SOURCE, size, lambda tell: geonames.read(path, tell, country=country)
        )
    if csv.is_table(line):
        return AddressFile(csv.SOURCE, size, lambda tell: csv.read(path, tell, country=country))
    raise _unknown(path)


def _recognise_zip(path: Path, country: str) -> AddressFile:
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if bag.is_bag(names):
                return AddressFile(bag.SOURCE, 0, lambda tell: bag.read(path, tell))
            inside = geonames.member(names)
            size = archive.getinfo(inside).file_size if inside else 0
        if inside and geonames.is_geonames(geonames.first_line(path)):
            return AddressFile(
                geonames.SOURCE, size, lambda tell: geonames.read(path, tell, country=country)
            )
    except BadZipFile:
        pass
    raise _unknown(path)


def _unknown(path: Path) -> UnknownFileError:
    return UnknownFileError(
        _(
            "%(file)s is no BAG extract, no postal file of GeoNames and no CSV with headings"
            " (at least 'postcode' and 'plaats')."
        )
        % {"file": path.name}
    )


def load_rows(
    rows: Iterable[AddressRow | BadRow], *, source: str, replace: bool = False, show: int = 20
) -> Loaded:
    """Put the good rows into the table and count the bad ones, in one transaction.

    With `replace`, all addresses of the countries in the file make way. `show` bad rows are kept.
    """
    loaded = Loaded(source)
    columns = ", ".join(_COLUMNS)
    table = PostalAddress._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        _stage(cursor, rows, loaded, show)
        if replace:
            cursor.execute(
                f"DELETE FROM {table} WHERE country IN (SELECT DISTINCT country FROM postal_staging)"
            )
            loaded.removed = cursor.rowcount
        if source != SHIPPED_SOURCE:
            # A register knows better than the few streets that ship with the program.
            cursor.execute(
                f"DELETE FROM {table} WHERE source = %s AND street <> '' AND"
                " (country, left(postcode, 4)) IN"
                " (SELECT DISTINCT country, left(postcode, 4) FROM postal_staging"
                "  WHERE street <> '')",
                [SHIPPED_SOURCE],
            )
        cursor.execute(
            f"INSERT INTO {table} ({columns}, source) SELECT {columns}, %s FROM postal_staging"
            " ON CONFLICT DO NOTHING",
            [source],
        )
        loaded.added = cursor.rowcount
        cursor.execute("DROP TABLE postal_staging")
    return loaded


def _stage(cursor: Any, rows: Iterable[AddressRow | BadRow], loaded: Loaded, show: int) -> None:
    """Put the good rows into a table beside the real one, and count all."""
    cursor.execute(
        "CREATE TEMPORARY TABLE postal_staging (country text, postcode text,"
        " house_number integer, addition text, street text, city text) ON COMMIT DROP"
    )
    with cursor.copy(f"COPY postal_staging ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            if isinstance(row, BadRow):
                loaded.bad_count += 1
                loaded.first_bad += [row] if loaded.bad_count <= show else []
            else:
                loaded.read += 1
                copy.write_row(row)


def load_shipped_addresses() -> int:
    """Load the small table that comes with the program; loading it again changes nothing.

    Returns how many addresses were new.
    """
    rows = csv.read(SHIPPED, lambda _read: None)
    return load_rows(rows, source=SHIPPED_SOURCE).added
