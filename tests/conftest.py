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
