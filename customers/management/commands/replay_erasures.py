"""Erases again whom a restored backup brought back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from customers.models import ErasureEntry
from customers.privacy.erasure import statistics
from customers.privacy.proof import journal
from customers.privacy.proof.replay import replay
from klantbeheer import journal_file, queue, readiness

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Carry out every line of the journal's file that the database lacks."""

    help = "Carries out the erasures in the journal that this database, restored, has not had."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how to tell."""
        parser.add_argument("--json", action="store_true", help="tell it as JSON")
        parser.add_argument("--plan", action="store_true", help="only tell what there is to do")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it. Raises CommandError when the database or the file is not ready for it."""
        if queue.is_behind():
            raise CommandError(_("The database is not up to date. Run migrate first."))
        try:
            waiting = journal.undone()
            if options["plan"]:
                told = [(line["customer_number"], line["scope"], False) for line in waiting]
            else:
                with tqdm(total=len(waiting), disable=None) as bar:
                    entries = replay(done=bar.update)
                told = [(one.customer_number, one.scope, one.removed) for one in entries]
                statistics.look_anew()
        except journal_file.DamagedError as error:
            raise CommandError(
                _("The journal of erasures is damaged: %(where)s.") % {"where": error}
            ) from error
        self._tell(told, is_plan=options["plan"], as_json=options["json"])

    def _tell(self, told: list[tuple[str, str, bool]], *, is_plan: bool, as_json: bool) -> None:
        if as_json:
            lines = [{"number": n, "scope": s, "removed": gone} for n, s, gone in told]
            report = {"journal": str(journal.journal_path()), "done": not is_plan, "lines": lines}
            self.stdout.write(json.dumps(report, indent=1))
            return
        for number, scope, _gone in told:
            self.stdout.write(f"{number}: {ErasureEntry.Scope(scope).label}")
        words = (
            ngettext("%(count)d erasure to do again.", "%(count)d erasures to do again.", len(told))
            if is_plan
            else ngettext(
                "%(count)d erasure done again.", "%(count)d erasures done again.", len(told)
            )
        )
        self.stdout.write(words % {"count": len(told)})
        if not is_plan and not readiness.reasons():
            self.stdout.write(
                _("Nothing keeps the site closed any more. Run check_history, then start it.")
            )
