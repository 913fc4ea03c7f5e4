"""What all tests share: a database with its guards, a flush that may empty the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

if TYPE_CHECKING:
    from collections.abc import Iterator


# Also the tables that have no model, such as those of the search. Triggers are off meanwhile.
EMPTY_EVERYTHING = """
DO $$ DECLARE tables text; BEGIN
    SET LOCAL session_replication_role = replica;
    -- A request that a closed browser left behind may still be at work.
    FOR attempt IN 1..100 LOOP
        EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle');
        PERFORM pg_sleep(0.05);
        PERFORM pg_stat_clear_snapshot();
    END LOOP;
    SELECT string_agg(c.oid::regclass::text, ', ') INTO tables FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname <> 'django_migrations';
    EXECUTE 'TRUNCATE ' || tables || ' RESTART IDENTITY';
END $$"""


@pytest.fixture(autouse=True, scope="session")
def flush_may_empty_the_history() -> Iterator[None]:
    """Tests that commit end with a flush; only there may history be truncated."""
    original = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        return [EMPTY_EVERYTHING] if original(self, *args, **kwargs) else []

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign,assignment]
    yield
    DatabaseOperations.sql_flush = original  # type: ignore[method-assign]
