"""The index of words, while many contact moments come at once."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

INDEX = "contactmoment_search"


@contextmanager
def words_at_end() -> Iterator[None]:
    """Within a transaction: what comes is put into the index at the end, sorted, which is far cheaper.

    An index with such a list of what is new makes a search wait for it; hence only here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '1GB'")
        cursor.execute(f"ALTER INDEX {INDEX} SET (fastupdate = on)")
        yield
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])
        # The guard of the history speaks now: an index cannot be altered while it has yet to.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ALTER INDEX {INDEX} SET (fastupdate = off)")
