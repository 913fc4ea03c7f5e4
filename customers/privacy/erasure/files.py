"""Files that go with a person: noted in the transaction, deleted after it, tried until they are gone."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Least
from psycopg import sql

from customers.models import ErasedFile
from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.privacy.erasure.rows import Catalogue
    from customers.privacy.erasure.scope import Erasure

logger = logging.getLogger(__name__)

AT_ONCE = 500
#: More attempts than this do not fit the column.
MOST_COUNTED = 30_000
#: A name with this before it is no upload: a file of the folder where mail or texts are written.
FOLDERS = {"mail:": "EMAIL_FILE_PATH", "sms:": "SMS_FILE_PATH"}


def names_in(erasure: Erasure, catalogue: Catalogue) -> set[str]:
    """The files that the columns of these rows name, now or in the history."""
    found: set[str] = set()
    for table, pks in erasure.rows.items():
        its = registered_tables()[table]
        chosen = erasure.columns.get(table)
        for column, handling in its.columns.items():
            if handling is not Handling.FILE or (chosen is not None and column not in chosen):
                continue
            for source in filter(None, (table, catalogue[table].get("history"))):
                found |= _values(source, column, catalogue[table], pks)
    return found - {""}


def _values(
    source: str, column: str, known: Catalogue | dict[str, str], pks: Iterable[str]
) -> set[str]:
    statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {} = ANY (%s::{})").format(
        sql.Identifier(column),
        sql.Identifier(source),
        sql.Identifier(str(known["pk"])),
        sql.SQL(f"{known['type']}[]"),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [list(pks)])
        return {str(name or "") for (name,) in cursor.fetchall()}


def erase_after_commit(names: Iterable[str]) -> None:
    """Note in this transaction that these files go; they are deleted as soon as it is committed."""
    wanted = sorted(set(names))
    if not wanted:
        return
    ErasedFile.objects.bulk_create(
        [ErasedFile(name=name) for name in wanted], ignore_conflicts=True
    )
    transaction.on_commit(lambda: delete_files(wanted), robust=True)


def delete_files(names: Iterable[str] | None = None) -> int:
    """Delete the noted files; the periodic job tries those that were left. Returns how many are gone.

    One that cannot be deleted stays noted, for the next time.
    """
    waiting = ErasedFile.objects.order_by("attempts", "pk")
    if names is not None:
        waiting = waiting.filter(name__in=list(names))
    gone = 0
    for key, name in list(waiting.values_list("pk", "name")[:AT_ONCE]):
        try:
            _delete(name)
        except OSError as error:
            ErasedFile.objects.filter(pk=key).update(
                attempts=Least(F("attempts") + 1, MOST_COUNTED)
            )
            logger.warning("erased file %d is still there: %s", key, type(error).__name__)
        else:
            ErasedFile.objects.filter(pk=key).delete()
            gone += 1
    return gone


def _delete(name: str) -> None:
    for prefix, setting in FOLDERS.items():
        if name.startswith(prefix):
            folder = Path(getattr(settings, setting))
            (folder / Path(name.removeprefix(prefix)).name).unlink(missing_ok=True)
            return
    default_storage.delete(name)
