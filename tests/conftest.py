"""What all tests share: a database with its guards, and the way back to how it was made."""

from __future__ import annotations

import datetime
import gc
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management.commands import flush as flush_command
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from klantbeheer.db import roles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

#: Each process has a database and a Chromium of its own, which a few tests are not worth.
PROCESSES = 2


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """All tests run in several processes, a part of them in this one."""
    named = config.args_source is not pytest.Config.ArgsSource.TESTPATHS
    is_part = named or config.option.keyword or config.option.lf or config.option.usepdb
    return 0 if is_part else PROCESSES


# Also of the tables that have no model, such as those of the search.
REMEMBER = """
DO $$ DECLARE name text; filled boolean; BEGIN
    DROP SCHEMA IF EXISTS as_made CASCADE;  -- of another run, with --reuse-db
    CREATE SCHEMA as_made;
    CREATE TABLE as_made.sequences AS
        SELECT format('%I.%I', schemaname, sequencename) AS name, last_value
        FROM pg_sequences WHERE schemaname = 'public';
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        CONTINUE WHEN NOT filled;
        EXECUTE format('CREATE TABLE as_made.%I AS TABLE public.%I', name, name);
    END LOOP;
END $$"""
# Deleting from the few tables that a test filled takes a tenth of the time of truncating all.
RESTORE = """
DO $$ DECLARE name text; filled boolean; columns text; tables text; sequence record; BEGIN
    SET LOCAL session_replication_role = replica;  -- no triggers, so the history may be emptied
    -- A request that a closed browser left behind may still be at work.
    FOR attempt IN 1..100 LOOP
        EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
            AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle');
        PERFORM pg_sleep(0.05);
        PERFORM pg_stat_clear_snapshot();
    END LOOP;
    SELECT string_agg(c.oid::regclass::text, ', ') INTO tables FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace;
    EXECUTE 'LOCK TABLE ' || tables;
    FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%I', name);
        END IF;
        CONTINUE WHEN to_regclass(format('as_made.%I', name)) IS NULL;
        SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = format('public.%I', name)::regclass
          AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format(
            'INSERT INTO public.%I (%s) SELECT %s FROM as_made.%I', name, columns, columns, name
        );
    END LOOP;
    FOR sequence IN SELECT made.name, made.last_value FROM as_made.sequences made
        JOIN pg_sequences now ON format('%I.%I', now.schemaname, now.sequencename) = made.name
        WHERE now.last_value IS DISTINCT FROM made.last_value
    LOOP
        IF sequence.last_value IS NULL THEN
            EXECUTE 'ALTER SEQUENCE ' || sequence.name || ' RESTART';
        ELSE
            PERFORM setval(sequence.name, sequence.last_value);
        END IF;
    END LOOP;
END $$"""


# The same examples each time: what fails, fails for everybody. `--hypothesis-profile=default` looks for new ones.
# A busy machine is no reason for a test to fail.
hypothesis_settings.register_profile(
    "same",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("same")


def become(role: str) -> None:
    """Connect as `role` from now on, all threads."""
    connection.settings_dict["USER"] = role
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # stubs lack it


def leave_alone() -> None:
    """End the sessions that threads of earlier tests left behind in the database of the tests."""
    become(connection.settings_dict["USER"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
    become(connection.settings_dict["USER"])


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Connect as `role` for a moment."""
    before = connection.settings_dict["USER"]
    become(role)
    try:
        yield
    finally:
        become(before)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database; tests that commit end with all of it as the migrations made it.

    With KLANTBEHEER_TEST_ROLE=application the tests work with the rights that a shop's server has: those
    that do what only the owner may fail then.
    """
    flush: Any = flush_command
    original_sql, original_signal = DatabaseOperations.sql_flush, flush.emit_post_migrate_signal
    owner, made = "", connection.settings_dict["NAME"]

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        is_thrown_away = connection.settings_dict["NAME"] != made  # a test's own copy
        if is_thrown_away or not original_sql(self, *args, **kwargs):
            return []
        if not owner:
            return [RESTORE]
        with as_role(owner), connection.cursor() as cursor:
            cursor.execute(RESTORE)
        return []

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(REMEMBER)
        if os.environ.get("KLANTBEHEER_TEST_ROLE") == "application":
            owner, application = connection.settings_dict["USER"], roles.set_up().roles.application
            become(application)
    # What is there now stays: collecting it over and over takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(50_000)
    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign,assignment]
    flush.emit_post_migrate_signal = lambda *_args, **_kwargs: None  # what it makes is restored
    yield
    if owner:
        become(owner)  # who alone may drop the database
    DatabaseOperations.sql_flush = original_sql  # type: ignore[method-assign]
    flush.emit_post_migrate_signal = original_signal


@pytest.fixture
def that_day(monkeypatch: pytest.MonkeyPatch) -> datetime.date:
    """It is the day that the days in the tests are about, whatever the calendar says."""
    day, real = datetime.date(2026, 11, 22), timezone.localdate

    def localdate(value: datetime.datetime | None = None) -> datetime.date:
        return day if value is None else real(value)

    monkeypatch.setattr(timezone, "localdate", localdate)
    return day


@pytest.fixture(autouse=True)
def journal_of_its_own() -> Iterator[None]:
    """What a test erased is gone with its database; the journal beside it has to go too."""
    yield
    settings.ERASURE_JOURNAL.unlink(missing_ok=True)
