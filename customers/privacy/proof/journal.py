"""The journal of erasures outside the database: a file that outlives every restored backup.

A line is an entry as the database has it, without anything that names a customer. It is written after
the commit; what a crash kept from the file is added when the site starts and by an hourly job. Entries
of the file that the database lacks are erasures that a restored backup has undone: until they are done
again (`replay_erasures`) the site does not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import ErasureEntry
from klantbeheer import journal_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: What a line holds beside its `id`; when it was done again is the database's own matter.
FIELDS = (
    "scope",
    "customer_pk",
    "customer_number",
    "removed",
    "parts",
    "ground",
    "request_pk",
    "actor",
    "approved_by",
    "moment",
    "counts",
)


def journal_path() -> Path:
    """Where the file is, or will be."""
    path: Path = settings.ERASURE_JOURNAL
    return path


def line_of(entry: ErasureEntry) -> journal_file.Line:
    """The entry as a line of the file."""
    line: dict[str, Any] = {"id": str(entry.pk)}
    line |= {name: getattr(entry, name) for name in FIELDS}
    return line | {"moment": entry.moment.isoformat()}


def copy_after_commit(entry: ErasureEntry) -> None:
    """Copy the entry to the file as soon as this transaction is committed, as it then stands."""
    # The erasure is done and stays done, whatever becomes of the file: the hourly job tries again.
    transaction.on_commit(lambda: _copy(entry.pk), robust=True)


def _copy(pk: Any) -> None:
    entry = ErasureEntry.objects.get(pk=pk)
    # What is done again came out of the file.
    add = journal_file.append_missing if entry.replayed_at else journal_file.append
    add(journal_path(), [line_of(entry)])


def copy_missing() -> int:
    """Add the entries that did not reach the file. Returns how many.

    Raises OSError when it cannot be written, DamagedError when it cannot be read.
    """
    known = journal_file.read(journal_path())
    missing = [
        pk for pk in ErasureEntry.objects.values_list("pk", flat=True) if str(pk) not in known
    ]
    entries = ErasureEntry.objects.filter(pk__in=missing).order_by("moment", "pk")
    return journal_file.append_missing(journal_path(), [line_of(entry) for entry in entries])


def copy_before_replacing() -> None:
    """Add what did not reach the file, before the database makes way for an older one."""
    if is_migrated():
        copy_missing()


def undone() -> list[journal_file.Line]:
    """The lines of the file that the database lacks, oldest first. Raises DamagedError."""
    lines = _read()
    if not lines:
        return []
    known = {str(pk) for pk in ErasureEntry.objects.values_list("pk", flat=True)}
    return sorted(_without(lines.values(), known), key=lambda line: (line["moment"], line["id"]))


def _read() -> dict[str, journal_file.Line]:
    """The lines of the file, each with all that doing it again takes. Raises DamagedError."""
    lines = journal_file.read(journal_path())
    for number, line in enumerate(lines.values(), 1):
        if not line.keys() >= {*FIELDS}:
            raise journal_file.DamagedError(journal_path(), number)
    return lines


def _without(lines: Iterable[journal_file.Line], known: set[str]) -> list[journal_file.Line]:
    return [line for line in lines if line["id"] not in known]


def why_not_ready() -> list[str]:
    """Why the site may not open: erasures that this database has not had, or an unreadable file.

    On the way, entries of the database that the file lacks are added to it. A file without lines has
    nothing to say about any database, which is not asked then.
    """
    try:
        if not _read():
            return []
        if not is_migrated():
            return [_("The database is not up to date. Run migrate first.")]
        if lines := undone():
            return [_undone_sentence(len(lines))]
        copy_missing()
    except journal_file.DamagedError as error:
        return [
            _(
                "Line %(line)d of the journal of erasures (%(file)s) is damaged. Put a good copy of "
                "this file back."
            )
            % {"line": error.number, "file": error.path}
        ]
    except OSError as error:
        return [
            _("The journal of erasures (%(file)s) cannot be read or written: %(why)s.")
            % {"file": journal_path(), "why": error.strerror or type(error).__name__}
        ]
    return []


def _undone_sentence(count: int) -> str:
    return ngettext(
        "%(count)d erasure in the journal (%(file)s) is not in this database: it seems to be a "
        "restored backup. Run replay_erasures first.",
        "%(count)d erasures in the journal (%(file)s) are not in this database: it seems to be "
        "a restored backup. Run replay_erasures first.",
        count,
    ) % {"count": count, "file": journal_path()}


def is_migrated() -> bool:
    """Whether the database has a journal at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [ErasureEntry._meta.db_table])
        return cursor.fetchone()[0] is not None
