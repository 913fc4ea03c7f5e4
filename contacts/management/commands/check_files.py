"""Looks whether the kept files and their rows agree."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contacts.files.store import ATTACHMENTS, MESSAGES
from contacts.models import Attachment, MessageFile

if TYPE_CHECKING:
    from argparse import ArgumentParser

# A file is there a moment before its row is: a younger one may belong to a form being saved.
SETTLED = timedelta(hours=1)
KEPT: tuple[tuple[str, Any], ...] = ((ATTACHMENTS, Attachment), (MESSAGES, MessageFile))


class Command(BaseCommand):
    """Report files without a row, and rows without their file."""

    help = "Finds uploaded files without a row and rows without their file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the option to remove what is left over."""
        parser.add_argument(
            "--remove", action="store_true", help="delete files without a row, older than an hour"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found. Raises CommandError when anything is wrong and stays so."""
        self.storage = storages["default"]
        self.files = self.missing = self.leftover = 0
        for folder, model in KEPT:
            self.model = model
            self._check(folder, remove=options["remove"])
        self.stdout.write(
            f"{self.files} files; {self.leftover} without a row, {self.missing} rows without a file."
        )
        if self.missing or (self.leftover and not options["remove"]):
            raise CommandError("The files and their rows do not agree.")

    def _check(self, top: str, *, remove: bool) -> None:
        """Compare the folders in `top` with the rows of their model."""
        rows = self.model.objects.exclude(file="").order_by("file")
        pairs = rows.values_list("file", "pk").iterator()
        seen = set()
        for folder, found in groupby(pairs, key=lambda pair: pair[0].rpartition("/")[0]):
            seen.add(folder)
            self._compare(folder, dict(found), remove=remove)
        for name in self._listed(top)[0]:
            if (folder := f"{top}/{name}") not in seen:
                self._compare(folder, {}, remove=remove)

    def _listed(self, folder: str) -> tuple[list[str], list[str]]:
        """The folders and the files in a folder; none when it is not there."""
        try:
            return self.storage.listdir(folder)
        except FileNotFoundError:
            return [], []

    def _compare(self, folder: str, rows: dict[str, Any], *, remove: bool) -> None:
        there = {f"{folder}/{name}" for name in self._listed(folder)[1]}
        self.files += len(there)
        for name in sorted(rows.keys() - there):
            self.missing += 1
            self.stderr.write(f"{rows[name]}: its file {name} is gone")
        for name in sorted(there - rows.keys()):
            if self._is_settled(name):
                self._report_leftover(name, remove=remove)

    def _is_settled(self, name: str) -> bool:
        try:
            return timezone.now() - self.storage.get_modified_time(name) > SETTLED
        except FileNotFoundError:
            return False  # it went meanwhile

    def _report_leftover(self, name: str, *, remove: bool) -> None:
        self.leftover += 1
        if remove and not self.model.objects.filter(file=name).exists():
            self.storage.delete(name)
        self.stderr.write(f"{name}: no row{', removed' if remove else ''}")
