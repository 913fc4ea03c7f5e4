"""System checks: configuration mistakes, found before anything is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections

from klantbeheer import queue, readiness
from klantbeheer.db import serving

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST_POSTGRES = 150000
EXTENSIONS = ("pg_trgm", "btree_gin", "unaccent", "fuzzystrmatch")


@register(Tags.database)
def database_is_suitable(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Refuse a PostgreSQL that is too old, not in UTF-8, or without the extensions search needs."""
    problems: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int")
            problems += version_problems(cursor.fetchone()[0])
            cursor.execute("SELECT current_setting('server_encoding')")
            problems += encoding_problems(cursor.fetchone()[0])
            cursor.execute("SELECT name FROM pg_available_extensions")
            problems += extension_problems({name for (name,) in cursor.fetchall()})
    return problems


@register(Tags.database)
def site_may_open(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse a database of which somebody registered that the site may not open on it yet.

    One that still has to be migrated is left alone: that comes first.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    found = readiness.reasons()
    if not found or queue.is_behind():
        return []
    return [Error(reason, id="klantbeheer.E004") for reason in found]


@register(Tags.database, deploy=True)
def serves_as_application(
    *, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Warn when the site works with the rights of the tables' owner, and need not."""
    return [
        checks.Warning(
            f"The site connects as {name}, with rights that it does not need.",
            hint="Let the server and the worker connect as the application role that setup_roles made: "
            "name it in DATABASE_URL, or leave out KLANTBEHEER_DB_ROLE with the embedded server.",
            id="klantbeheer.W001",
        )
        for alias in databases or ()
        if (name := serving.needless_power(alias))
    ]


def version_problems(version: int) -> list[CheckMessage]:
    """An error when `version` (as PostgreSQL's server_version_num) is older than we support."""
    if version >= OLDEST_POSTGRES:
        return []
    return [
        Error(
            f"PostgreSQL {version // 10000} is too old for Klantbeheer.",
            hint="Move the database to PostgreSQL 15 or newer, or unset DATABASE_URL to use the "
            "embedded PostgreSQL 18.",
            id="klantbeheer.E001",
        )
    ]


def encoding_problems(encoding: str) -> list[CheckMessage]:
    """An error when the database is not in UTF-8."""
    if encoding == "UTF8":
        return []
    return [
        Error(
            f"The database is in {encoding}; names need UTF-8.",
            hint="Make a new database with: CREATE DATABASE klantbeheer ENCODING 'UTF8' TEMPLATE "
            "template0, and point DATABASE_URL at it.",
            id="klantbeheer.E002",
        )
    ]


def extension_problems(available: set[str]) -> list[CheckMessage]:
    """An error that names the extensions the server lacks."""
    missing = [name for name in EXTENSIONS if name not in available]
    if not missing:
        return []
    return [
        Error(
            f"PostgreSQL lacks the extensions {', '.join(missing)}.",
            hint="Install the server's contrib package (Debian: postgresql-contrib; most hosted "
            "databases have it), or unset DATABASE_URL to use the embedded PostgreSQL 18.",
            id="klantbeheer.E003",
        )
    ]
