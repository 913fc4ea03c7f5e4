"""Reads a mail that says that another mail did not arrive, as a mail server's pipe hands it over."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from contacts.sending.bounces import LONGEST, NotAReportError, apply_report, read_report

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Put addresses on hold that a delivery status notification says do not exist."""

    help = "Reads a delivery status notification from stdin (or a file) and settles the delivery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to read."""
        parser.add_argument("file", nargs="?", default="-", help="a file; without one, stdin")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read it and say what followed.

        Raises CommandError with an exit status that a mail server understands: 65 for what is no
        mail, 66 for a file that is not there, 75 (try again later) while the database is away.
        """
        try:
            report = read_report(_read(options["file"]))
            if report is None:
                self.stdout.write("ignored: this is no delivery status notification")
                return
            lines = apply_report(report)
        except NotAReportError as error:
            raise CommandError(str(error), returncode=os.EX_DATAERR) from error
        except OSError as error:
            raise CommandError(
                f"The file cannot be read: {error.strerror}.", returncode=os.EX_NOINPUT
            ) from error
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                "The database is away; try again later.", returncode=os.EX_TEMPFAIL
            ) from error
        for line in lines or ["ignored: it names no recipient"]:
            self.stdout.write(line)


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(LONGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LONGEST + 1)
