"""Proves that an erased customer is gone."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from customers.privacy.proof import traces
from customers.privacy.proof.needles import Needles
from customers.privacy.proof.remains import NotErasedError, Remains, remains_of
from klantbeheer import journal_file
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable


class Command(BaseCommand):
    """Look at every row that was the customer's, and through everything for values that are given."""

    help = "Proves that an erased customer is gone: every row, and values that are given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who, what to look for, and how to tell."""
        parser.add_argument("number", help="customer number")
        parser.add_argument(
            "--values-from",
            metavar="FILE",
            help="what the customer was called, its phones, addresses …: one a line; - for stdin",
        )
        parser.add_argument(
            "--also", type=Path, action="append", default=[], help="a further folder (logs)"
        )
        parser.add_argument("--json", action="store_true", help="tell it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, and tell. Exits with 1 when something is left that should not be.

        Raises CommandError when nobody of this number was erased.
        """
        needles = Needles(_values(options["values_from"]))
        for path in options["also"]:
            if not path.exists():
                raise CommandError(_("%(file)s is not there.") % {"file": path})
        try:
            with transaction.atomic():
                remains = remains_of(options["number"])
                found = self._search(needles, options["also"])
        except NotErasedError as error:
            words = {
                "unknown": _("There is no customer %(number)s."),
                "present": _("Customer %(number)s is not erased."),
            }[error.args[0]]
            raise CommandError(words % {"number": options["number"]}) from error
        except journal_file.DamagedError as error:
            raise CommandError(
                _("The journal of erasures is damaged: %(where)s.") % {"where": error}
            ) from error
        report = _report(remains, found, needles)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=1, ensure_ascii=False))
        else:
            self._tell(report, remains)
        if not report["clean"]:
            sys.exit(1)

    def _search(self, needles: Needles, also: Iterable[Path]) -> traces.Traces | None:
        if not needles:
            return None
        with tqdm(desc=str(_("Database")), total=len(traces.tables()), disable=None) as bar:
            found = traces.search_database(needles, done=lambda _table: bar.update())
        traces.search_files(needles, [*traces.places(), *also], found)
        return found

    def _tell(self, report: dict[str, Any], remains: Remains) -> None:
        say = self.stdout.write
        last = remains.entries[-1]
        say(
            _("Customer %(number)s was erased on %(day)s by %(actor)s.")
            % {"number": remains.number, "day": f"{last.moment:%d-%m-%Y}", "actor": last.actor}
        )
        if remains.disappeared:
            say(_("It disappeared entirely: only the journal knows its number."))
        for kept in report["kept"]:
            words = _("%(table)s: %(count)d rows are kept until %(day)s.")
            say(words % {"table": kept["table"], "count": kept["rows"], "day": kept["until"]})
        for left in report["left"]:
            say(_("LEFT: %(table)s %(row)s %(column)s") % left)
        if "searched" in report:
            self._tell_values(report)
        if report["clean"]:
            say(self.style.SUCCESS(_("Nothing is left that should not be.")))
        else:
            self.stderr.write(_("Something is left."))

    def _tell_values(self, report: dict[str, Any]) -> None:
        say, searched = self.stdout.write, report["searched"]
        for hit in report["hits"]:
            say(_("FOUND: value %(value)d in %(table)s %(row)s %(column)s") % hit)
        if any(hit["table"] == traces.PLANNER for hit in report["hits"]):
            say(_("The worker has the planner's statistics (pg_stats) looked at anew every hour."))
        if searched["untold"]:
            say(_("… and in %(count)d more places.") % {"count": searched["untold"]})
        for name, words in (
            ("kept", _("%(count)d times in what the law keeps.")),
            ("decided", _("%(count)d times in texts that were decided to stay.")),
            ("skipped", _("%(count)d values are too short to be looked for.")),
        ):
            if searched[name]:
                say(words % {"count": searched[name]})
        say(
            ngettext(
                "Looked for %(values)d value in %(tables)d tables, %(rows)d rows, %(files)d files.",
                "Looked for %(values)d values in %(tables)d tables, %(rows)d rows, %(files)d files.",
                searched["values"],
            )
            % searched
        )


def _values(name: str | None) -> list[str]:
    """One value a line. Raises CommandError for a file that cannot be read."""
    if not name:
        return []
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text()
    except (OSError, ValueError) as error:
        raise CommandError(_("%(file)s cannot be read.") % {"file": name}) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def _report(remains: Remains, found: traces.Traces | None, needles: Needles) -> dict[str, Any]:
    days = Counter(
        (table, until.isoformat()) for (table, _row), (_columns, until) in remains.kept.items()
    )
    report: dict[str, Any] = {
        "number": remains.number,
        "disappeared": remains.disappeared,
        "erased": [
            {"moment": entry.moment.isoformat(), "ground": entry.ground, "counts": entry.counts}
            for entry in remains.entries
        ],
        "kept": [
            {"table": table, "until": until, "rows": rows}
            for (table, until), rows in sorted(days.items())
        ],
        "left": [vars(left) for left in remains.left],
        "clean": not remains.left,
    }
    if found is None:
        return report
    kept, decided, hits = _sorted_out(remains, found)
    report["hits"] = [vars(hit) for hit in hits]
    report["searched"] = {
        "values": len({needle.value for needle in needles.needles}),
        "skipped": len(needles.skipped),
        "tables": found.tables,
        "rows": found.rows,
        "files": found.files,
        "kept": kept,
        "decided": decided,
        "untold": found.untold,
    }
    report["clean"] = report["clean"] and not hits and not found.untold
    return report


def _sorted_out(remains: Remains, found: traces.Traces) -> tuple[int, int, list[traces.Trace]]:
    """How many stand in what is kept, and in texts that stay; and those that should not be there."""
    tables, kept, decided, hits = registered_tables(), 0, 0, []
    for trace in found.found:
        live = tables[trace.table].live or trace.table if trace.table in tables else ""
        if live and remains.is_kept(live, trace.live_row, trace.column):
            kept += 1
        elif (live, trace.live_row, trace.column) in remains.decided:
            decided += 1
        else:
            hits.append(trace)
    return kept, decided, hits
