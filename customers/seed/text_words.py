"""The indexes over free texts of the history, while very many rows come at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

from klantbeheer.history import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db import models


def analyse_columns(table: str) -> None:
    """Have the planner know the columns of a table anew.

    Not what its indexes are made of: taking thousands of texts apart for each batch costs more than
    the batch, and no rule of the database asks for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        cursor.execute(f'ANALYZE "{table}" ({cursor.fetchone()[0]})')


@contextmanager
def texts_at_end(written: Iterable[type[models.Model]]) -> Iterator[None]:
    """Within a transaction: what comes is put into these indexes at its end, sorted, far cheaper.

    A search would wait for what is in such a list; hence only for large loads, and never for longer
    than one batch. `written` are the tracked models that get rows.
    """
    histories = [Tables.of(model).history for model in written]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
            " WHERE t.relname = ANY(%s)"
            " AND strpos(pg_get_indexdef(i.indexrelid), 'customers_text_words(') > 0 ORDER BY 1",
            [histories],
        )
        indexes = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL gin_pending_list_limit = '1GB'")
        for index in indexes:
            cursor.execute(f"ALTER INDEX {index} SET (fastupdate = on)")
        yield
        for index in indexes:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        # The guard of the history speaks now: an index cannot be altered while it has yet to.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for index in indexes:
            cursor.execute(f"ALTER INDEX {index} SET (fastupdate = off)")
