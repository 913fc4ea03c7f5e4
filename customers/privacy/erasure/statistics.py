"""What the database's planner remembers of values: looked at anew after an erasure, not during it.

`ANALYZE` keeps frequent values of every column, and of what indexes work out of them. It forgets who was
erased when it runs again, which for a large table takes longer than whoever erases should wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    from collections.abc import Callable

#: What was looked at so shortly after an erasure began may have been so before its end.
MARGIN = "10 minutes"
_OUTDATED = """
SELECT s.relname FROM pg_stat_user_tables s WHERE s.schemaname = 'public' AND s.relname = ANY(%s)
  AND coalesce(greatest(s.last_analyze, s.last_autoanalyze), '-infinity') < (
    SELECT max(greatest(e.moment, e.replayed_at)) + %s::interval FROM customers_erasureentry e)
ORDER BY 1
"""


def outdated() -> list[str]:
    """The tables with personal data whose statistics may be older than the last erasure."""
    personal = [
        table.name
        for table in registered_tables().values()
        if any(handling is not Handling.KEEP for handling in table.columns.values())
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, [personal, MARGIN])
        return [name for (name,) in cursor.fetchall()]


def look_anew(*, done: Callable[[str], object] = lambda _table: None) -> int:
    """Have the planner forget what stood in the outdated tables, one at a time; how many those were.

    Nobody waits for it: reading and writing go on. A table that is empty by now keeps what the planner
    knew of it before PostgreSQL 18.
    """
    tables = outdated()
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.statistics_forget(%s)", [table])
        done(table)
    return len(tables)
