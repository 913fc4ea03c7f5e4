"""Read an address file into the local table that fills street and town."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.postal.loading import load_rows, recognise
from customers.postal.rows import UnknownFileError

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from customers.postal.loading import Loaded


class Command(BaseCommand):
    help = (
        "Read an address file into the local table: the BAG extract of the Kadaster, GeoNames' postal"
        " file, NLExtract's adresplus or any CSV with headings. Told apart by their content."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--country",
            default="",
            metavar="CODE",
            help="country of rows that name none; of a GeoNames file, the only one to read",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="take out what the table has of the countries in the file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        country: str = options["country"].upper()
        if country and not re.fullmatch(r"[A-Z]{2}", country):
            raise CommandError(_("A country code has two letters, as in NL."))
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        quiet = options["verbosity"] == 0
        try:
            file = recognise(path, country=country)
            with tqdm(
                total=file.size or None, unit="B", unit_scale=True, disable=quiet or None
            ) as bar:
                loaded = load_rows(
                    file.read(bar.update), source=file.source, replace=options["replace"]
                )
        except UnknownFileError as error:
            raise CommandError(str(error)) from None
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE customers_postaladdress")
        if not quiet:
            self._report(loaded)
        if loaded.bad_count and not loaded.read:
            raise CommandError(_("Not one row could be read."))

    def _report(self, loaded: Loaded) -> None:
        for bad in loaded.first_bad:
            self.stderr.write(str(bad))
        if loaded.bad_count > len(loaded.first_bad):
            rest = loaded.bad_count - len(loaded.first_bad)
            self.stderr.write(_("… and %(count)d more rows with errors.") % {"count": rest})
        self.stdout.write(
            _(
                "%(read)d addresses read (%(source)s): %(added)d new, %(removed)d taken out,"
                " %(bad)d rows with errors left out."
            )
            % {
                "read": loaded.read,
                "source": loaded.source,
                "added": loaded.added,
                "removed": loaded.removed,
                "bad": loaded.bad_count,
            }
        )
