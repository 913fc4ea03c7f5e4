"""The extract of the Dutch address register (BAG) as the Kadaster delivers it.

A zip of zips, one for each kind of object. A number (NUM) lies on a public space (OPR), which lies in a
town (WPL). The towns and public spaces are read first and kept; the ten million numbers stream by.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from xml.etree.ElementTree import (
    Element,
    ParseError,
    iterparse,
)  # read from the Kadaster's own file
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from customers.postal.rows import (
    AddressRow,
    BadRow,
    RowError,
    UnknownFileError,
    address_row,
    joined_addition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from customers.postal.rows import Progress

SOURCE = "bag"
ISSUED = "Naamgeving uitgegeven"
TOWN_IN_USE = "Woonplaats aangewezen"
_PART = re.compile(r"(?:^|/)[0-9]{4}(NUM|OPR|WPL)[0-9]{8}\.zip$")


class _Space(NamedTuple):
    name: str
    town: str


def is_bag(names: list[str]) -> bool:
    """Whether a zip with these names in it is an extract of the BAG."""
    kinds = {found[1] for name in names if (found := _PART.search(name))}
    return kinds == {"NUM", "OPR", "WPL"}


def read(path: Path, progress: Progress) -> Iterator[AddressRow | BadRow]:
    """The addresses in use. `progress` gets the bytes of XML read. Raises UnknownFileError."""
    try:
        with ZipFile(path) as outer:
            towns = {
                key: _text(town, "naam")
                for key, town in _objects(outer, "WPL", "Woonplaats", TOWN_IN_USE, progress)
            }
            spaces = {
                key: _Space(_text(space, "naam"), _reference(space, "ligtIn"))
                for key, space in _objects(outer, "OPR", "OpenbareRuimte", ISSUED, progress)
            }
            for key, number in _objects(outer, "NUM", "Nummeraanduiding", ISSUED, progress):
                yield from _address(key, number, spaces, towns)
    except (BadZipFile, ParseError, EOFError) as error:
        raise UnknownFileError(_("The file is damaged: %(error)s") % {"error": error}) from error


def _address(
    key: str, number: Element, spaces: dict[str, _Space], towns: dict[str, str]
) -> Iterator[AddressRow | BadRow]:
    postcode = _text(number, "postcode")
    if not postcode:
        return  # a box of the electricity company, a pump: no post comes there
    space = spaces.get(_reference(number, "ligtAan"))
    town = _reference(number, "ligtIn") or (space.town if space else "")
    try:
        if space is None:
            raise RowError(_("The street of this number is not in the extract."))
        if town not in towns:
            raise RowError(_("The town of this number is not in the extract."))
        yield address_row(
            country="NL",
            postcode=postcode,
            number=_text(number, "huisnummer"),
            addition=joined_addition(
                _text(number, "huisletter"), _text(number, "huisnummertoevoeging")
            ),
            street=space.name,
            city=towns[town],
        )
    except RowError as error:
        yield BadRow(_("number %(key)s") % {"key": key}, str(error))


def _objects(
    outer: ZipFile, kind: str, tag: str, status: str, progress: Progress
) -> Iterator[tuple[str, Element]]:
    """All current objects of a kind with `status`; each element is good until the next one only."""
    for stream in _documents(outer, kind):
        holder: Element | None = None
        position = 0
        for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314  # see import
            name = element.tag.rpartition("}")[2]
            if event == "start":
                holder = element if name == "standBestand" else holder
            elif name == tag:
                if _text(element, "status") == status and not _is_past(element):
                    yield _text(element, "identificatie"), element
            elif name == "stand" and holder is not None:
                holder.clear()  # or the tree of the whole country stays in memory
                progress(stream.tell() - position)
                position = stream.tell()


def _documents(outer: ZipFile, kind: str) -> Iterator[BinaryIO]:
    for name in outer.namelist():
        part = _PART.search(name)
        if part is None or part[1] != kind:
            continue
        with _opened(outer, name) as inner:
            for document in inner.namelist():
                if document.endswith(".xml") and "__MACOSX" not in document:
                    with inner.open(document) as stream:
                        yield stream  # type: ignore[misc]  # a ZipExtFile reads like a BinaryIO


@contextmanager
def _opened(outer: ZipFile, name: str) -> Iterator[ZipFile]:
    """The zip inside the zip, by way of a file: leaping back in a compressed stream is slow."""
    with tempfile.TemporaryFile() as file:
        with outer.open(name) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
        with ZipFile(file) as inner:
            yield inner


def _text(element: Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""


def _reference(element: Element, name: str) -> str:
    found = element.find(f"{{*}}{name}/*")
    return (found.text or "").strip() if found is not None else ""


def _is_past(element: Element) -> bool:
    """Whether this is a former state of the object, or one that was taken back."""
    state = element.find("{*}voorkomen/{*}Voorkomen")
    if state is None:
        return False
    ends = ("eindGeldigheid", "eindRegistratie", "tijdstipInactief", "tijdstipNietBAG")
    return any(state.find(f"{{*}}{end}") is not None for end in ends) or any(
        state.find(f"{{*}}BeschikbaarLV/{{*}}{end}") is not None
        for end in ("tijdstipInactiefLV", "tijdstipNietBagLV", "tijdstipEindRegistratieLV")
    )
