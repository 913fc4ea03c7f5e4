"""Puts a backup back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from klantbeheer import journal_file, queue, readiness
from klantbeheer.backup import BackupError
from klantbeheer.backup.restoring import check_backup, restore
from klantbeheer.db.roles import bring_up_to_date
from klantbeheer.management.commands.backup import bars

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Check the backup, restore it, and say what is still to be done."""

    help = "Puts a backup back into the database, with its uploaded files."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup, and whether it may replace what is there."""
        parser.add_argument("folder", type=Path, help="the folder of one backup")
        parser.add_argument("--replace", action="store_true", help="throw away what is there")
        parser.add_argument("--check", action="store_true", help="only see whether it is whole")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it. Raises CommandError when the backup or the place for it is not good."""
        try:
            if options["check"]:
                backup = check_backup(options["folder"], steps=bars)
            else:
                backup = restore(options["folder"], replace=options["replace"], steps=bars)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except journal_file.DamagedError as error:
            raise CommandError(
                _("The journal of erasures is damaged: %(where)s.") % {"where": error}
            ) from error
        rows = sum(backup.counts.values())
        if options["check"]:
            self.stdout.write(_("The backup is whole: %(count)d rows.") % {"count": rows})
            return
        self.stdout.write(_("Restored: %(count)d rows, as many as there were.") % {"count": rows})
        try:
            bring_up_to_date()
        except DatabaseError:
            self.stdout.write(_("Run setup_roles: this user may not give the roles their rights."))
        if queue.is_behind():
            self.stdout.write(_("Run migrate: this backup is of an older version."))
        for reason in readiness.reasons():
            self.stdout.write(reason)
