"""Makes a backup of the database, the uploaded files and the journal of erasures."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from klantbeheer.backup import BackupError
from klantbeheer.backup.making import make_backup

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator


@contextmanager
def bars(name: str, total: int | None = None) -> Iterator[Callable[[int], object]]:
    """A bar for each step, on the terminal alone."""
    with tqdm(desc=name, total=total, unit="B", unit_scale=True, disable=None) as bar:
        yield bar.update


class Command(BaseCommand):
    """Write a new folder with everything; the shop goes on meanwhile."""

    help = "Makes a backup of the database, the uploaded files and the journal of erasures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to put it."""
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=Path(settings.VAR_DIR) / "backups",
            help="where the backup's own folder comes (default: backups in KLANTBEHEER_VAR)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it, and say where it is. Raises CommandError when that does not work."""
        try:
            made = make_backup(options["folder"], steps=bars)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                _("%(folder)s cannot be written: %(why)s.")
                % {"folder": options["folder"], "why": error.strerror}
            ) from error
        self.stdout.write(_("The backup is in %(folder)s.") % {"folder": made})
        if not settings.BACKUP_KEY:
            self.stderr.write(
                _("It is not sealed: set KLANTBEHEER_BACKUP_KEY before you copy it elsewhere.")
            )
