"""The files of a customer: which there are, and what each is called in the ZIP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.utils.text import slugify

from customers import hooks
from customers.models import AccessExport
from customers.privacy.access.names import Names
from customers.privacy.access.tables import pages
from customers.privacy.access.values import table_label
from klantbeheer.personal_data import Handling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from customers.hooks import MadeFile
    from customers.models import Customer
    from customers.privacy.access.tables import Source
    from customers.privacy.access.values import Values

#: The file of an earlier access request holds what this one holds.
_LEFT_OUT = frozenset({AccessExport._meta.db_table})


@dataclass(frozen=True)
class ZipFileEntry:
    """A file for the ZIP: where it stands there, and how to open it."""

    path: str
    open: Callable[[], IO[bytes]]
    stored: str = ""


def kept_files(customer: Customer, values: Values, found: list[Source]) -> Iterator[ZipFileEntry]:
    """The files that columns of class 'file' name, those of rows that stay out left out."""
    names = Names()
    for source in found:
        columns = [c for c, its in source.table.columns.items() if its is Handling.FILE]
        if source.is_history or source.name in _LEFT_OUT or not columns:
            continue
        folder = slugify(table_label(source)) or source.name
        for rows in pages(source, customer.pk):
            for row in rows:
                if values.is_hidden(source, row):
                    continue
                for column in columns:
                    if stored := row[column]:
                        called = values.redactor.text(str(row.get("name") or "bestand"))
                        yield ZipFileEntry(names.give(folder, called), _opener(stored), stored)


def made_files(customer: Customer) -> Iterator[ZipFileEntry]:
    """The files that apps make for it, such as invoices as PDF."""
    names = Names()
    for label, files in hooks.access_files():
        folder = slugify(str(label))
        for file in files(customer):
            path = names.give(folder, file.name)
            yield ZipFileEntry(path, partial(_made, file))


def _made(file: MadeFile) -> IO[bytes]:
    return BytesIO(file.content())


def _opener(stored: str) -> Callable[[], IO[bytes]]:
    return lambda: storages["default"].open(stored, "rb")
