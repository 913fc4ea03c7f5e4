"""The indexes over free texts: made whole, and known to the planner as soon as they are there."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.db import connection

from contacts.models import ContactMoment
from customers.seed.text_words import texts_at_end
from tests.factories import make_moment

MIGRATIONS = [
    "accounts.migrations.0005_text_words",
    "contacts.migrations.0010_text_words",
    "customers.migrations.0012_text_words",
    "customers.activities.migrations.0003_text_words",
]
INDEX = re.compile(r"CREATE INDEX CONCURRENTLY IF NOT EXISTS \w+ ON (public\.(\w+?)_\w+)")


def statements(migration: str) -> list[str]:
    """What it runs, one by one."""
    return [str(one.sql) for one in import_module(migration).Migration.operations]


@pytest.mark.django_db
@pytest.mark.parametrize("migration", MIGRATIONS)
def test_an_index_that_was_broken_off_is_made_anew(migration: str) -> None:
    found = statements(migration)
    first = next(at for at, one in enumerate(found) if INDEX.search(one))
    matched = INDEX.search(found[first])
    assert matched
    app = matched[2]
    with connection.cursor() as cursor:
        # An index on a parted table alone is as invalid as one that was broken off.
        cursor.execute(
            f"CREATE TABLE {app}_parted (a text) PARTITION BY LIST (a);"
            f"CREATE TABLE {app}_part PARTITION OF {app}_parted DEFAULT;"
            f"CREATE INDEX {app}_parted_text ON ONLY {app}_parted (a);"
            f"CREATE INDEX {app}_part_text ON {app}_part (a)"
        )
        for statement in found[:first]:
            cursor.execute(statement)
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE indexname ~ '_part(ed)?_text$' ORDER BY 1"
        )
        assert cursor.fetchall() == [(f"{app}_part_text",)]


@pytest.mark.parametrize("migration", MIGRATIONS)
def test_what_they_hold_is_known_at_once(migration: str) -> None:
    *before, last = statements(migration)
    indexed = {matched[1] for one in before if (matched := INDEX.search(one))}
    assert "ANALYZE" in last
    assert set(re.findall(r"public\.\w+", last.partition("ANALYZE")[2])) == indexed


@pytest.mark.django_db
def test_a_large_load_fills_them_at_its_end() -> None:
    def how_they_are_filled() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.reloptions::text FROM pg_class c JOIN pg_indexes i ON i.indexname = c.relname"
                " WHERE i.tablename = 'contacts_historicalcontactmoment'"
                " AND i.indexname ~ '_(text|reason)$'"
            )
            return {options for (options,) in cursor.fetchall()}

    with texts_at_end([ContactMoment]):
        make_moment(text="Voor Wxyzvaart.")
        assert how_they_are_filled() == {"{fastupdate=on}"}
    assert how_they_are_filled() == {"{fastupdate=off}"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT count(*) FROM contacts_historicalcontactmoment"
            " WHERE public.customers_text_words(subject, text) @> ARRAY['wxyzvaart']"
            " AND (subject <> '' OR text <> '')"
        )
        assert cursor.fetchone() == (1,)
