"""What the database may erase, and how: made from the registry of personal data after every `migrate`.

The eraser's functions (customers/sql/erasure.sql) overwrite what this catalogue names with what it
says, and nothing else: it stands in a function of the database, which the application cannot change.

From the same catalogue comes a guard on every table with personal data: nothing is written that tells
who an erased customer was. Whoever writes at the moment of the erasure is before it, and overwritten
too, or is refused; so nobody is erased by half.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg import sql

from klantbeheer.history import Tables, tracked_models
from klantbeheer.personal_data import ERASED_TEXT, Handling, registered_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klantbeheer.personal_data import PersonalTable

REASON = "history_change_reason"
TEXTS = frozenset({"text", "character varying"})
#: What is overwritten; rows of the others stay as they are, or go.
OVERWRITTEN = frozenset(
    {
        Handling.NULL,
        Handling.CONSTANT,
        Handling.FREE_TEXT,
        Handling.FILE,
        Handling.FISCAL,
        Handling.MEDICAL,
    }
)


@dataclass(frozen=True)
class Column:
    """A column as the database has it."""

    kind: str
    nullable: bool
    length: int | None
    is_key: bool


def install_catalogue() -> bool:
    """Bring the database's catalogue up to date. Returns whether it changed.

    Needs the rights of the function's owner.
    """
    body = json.dumps(catalogue(), sort_keys=True, separators=(",", ":"))
    if _installed() == _fingerprint(body):
        return False
    text = sql.Literal(body).as_string()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.erasure_catalogue() RETURNS jsonb LANGUAGE sql"
            f" IMMUTABLE AS $catalogue$ SELECT {text}::jsonb $catalogue$".replace("%", "%%")
        )
        cursor.execute(f"COMMENT ON FUNCTION public.erasure_catalogue() IS '{_fingerprint(body)}'")
    return True


def is_current() -> bool:
    """Whether the database's catalogue is that of the registry."""
    return _installed() == _fingerprint(
        json.dumps(catalogue(), sort_keys=True, separators=(",", ":"))
    )


def catalogue() -> dict[str, Any]:
    """Per live table: its key, its history, its sets, and the value of each column that is erased."""
    present = _columns()
    histories = {table.live: name for name, table in registered_tables().items() if table.live}
    sets = _sets()
    return {
        name: _entry(table, present[name], histories.get(name), sets.get(name, []))
        for name, table in sorted(registered_tables().items())
        if not table.live and name in present and _is_erased(table)
    }


# ---------------------------------------------------------------- nobody erased by half
#: What waits for its day in a vault may be there.
AT_ONCE = OVERWRITTEN - {Handling.FISCAL, Handling.MEDICAL}


def triggers() -> list[tuple[str, str]]:
    """The guards of tables with personal data, as (table.trigger, statement that makes it)."""
    if not _is_there("erasure_state_of(bigint)"):
        return []  # migrated back to before there was an eraser
    tables = registered_tables()
    found = []
    for name, known in catalogue().items():
        its = tables[name]
        columns = [c for c in known["columns"] if its.columns[c] in AT_ONCE]
        if its.owner and columns and not its.later:
            found.append(_erased_guard(its, known, columns))
    return found


def _erased_guard(
    table: PersonalTable, known: Mapping[str, Any], columns: list[str]
) -> tuple[str, str]:
    """Refuses what tells who somebody is, written about who is erased. The customer's own row is final
    as soon as it is erased; other rows ask how their customer stands, and hold it so."""
    quote = sql.Identifier
    owner, live = quote(table.owner).as_string(), quote(table.name).as_string()
    state, when = f"public.erasure_state_of(NEW.{owner})", "AFTER INSERT OR UPDATE"
    if table.through:
        above = quote(table.through).as_string()
        state = (
            f"public.erasure_state_of((SELECT t.customer_id FROM public.{above} t"
            f" WHERE t.id = NEW.{owner}))"
        )
    elif table.owner == known["pk"]:
        state, when = "OLD.status", "AFTER UPDATE"
    function = quote(f"erased_{table.name}").as_string()
    now = ", ".join(quote(column).as_string() for column in columns)
    then = ", ".join(known["columns"][column] for column in columns)
    statement = f"""
CREATE OR REPLACE FUNCTION public.{function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT ROW({now}) IS DISTINCT FROM ROW({then}) FROM (SELECT NEW.*) written)
        AND NOT public.erasure_runs() AND {state} = 'erased'
    THEN
        RAISE EXCEPTION 'the customer of this row of {table.name} is erased'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'customer_is_erased';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS guard_erased ON {live};
CREATE TRIGGER guard_erased {when} ON {live}
    FOR EACH ROW EXECUTE FUNCTION public.{function}();"""
    return f"{table.name}.guard_erased", statement


# ---------------------------------------------------------------- the catalogue
def _is_erased(table: PersonalTable) -> bool:
    if table.beside:
        return False  # with the rows that it belongs to
    classes = set(table.columns.values())
    return bool(table.owner and Handling.DERIVED not in classes - {Handling.KEEP}) or bool(
        classes & OVERWRITTEN
    )


def _entry(
    table: PersonalTable,
    columns: Mapping[str, Column],
    history: str | None,
    sets: list[dict[str, str]],
) -> dict[str, Any]:
    keys = [name for name, column in columns.items() if column.is_key]
    if len(keys) != 1:
        raise ImproperlyConfigured(f"{table.name} has no key of one column.")
    overwritten = {
        name: table.values.get(name) or _value(table.name, name, columns[name], handling)
        for name, handling in table.columns.items()
        if handling in OVERWRITTEN
    }
    texts = [name for name in overwritten if columns[name].kind in TEXTS]
    entry: dict[str, Any] = {
        "pk": keys[0],
        "type": columns[keys[0]].kind,
        "columns": overwritten,
        "texts": sorted(texts),
        "lengths": {name: columns[name].length for name in texts if columns[name].length},
        "removable": bool(table.owner) or table.loose or Handling.ROW in table.columns.values(),
        "sets": sets,
    }
    if history:
        entry |= {"history": history, "reason": _constant(REASON, None)}
        entry["texts"] = sorted([*texts, REASON])
    return entry


def _value(table: str, name: str, column: Column, handling: Handling) -> str:
    """The expression that a column is overwritten with; the same for live rows and for the history.

    What was empty stays empty, so that no rule of the table can refuse it.
    """
    if handling is Handling.FILE:
        return "''"
    if handling is Handling.NULL or column.kind not in TEXTS:
        if column.nullable:
            return "NULL"
        empty = {"text": "''", "character varying": "''", "jsonb": "'{}'::jsonb"}.get(column.kind)
        if empty is None:
            raise ImproperlyConfigured(f"{table}.{name} cannot be emptied; give its value.")
        return empty
    return _constant(name, column.length)


def _constant(name: str, length: int | None) -> str:
    text = ERASED_TEXT[:length]
    column = sql.Identifier(name).as_string()
    return f"CASE WHEN {column} IS NULL OR {column} = '' THEN {column} ELSE '{text}' END"


def _sets() -> dict[str, list[dict[str, str]]]:
    """The many-to-many sets that go with the rows of a table."""
    tables = registered_tables()
    found: dict[str, list[dict[str, str]]] = {}
    for model in tracked_models():
        names = Tables.of(model)
        for many in names.many_to_many:
            if tables[many.through._meta.db_table].beside:
                found.setdefault(names.live, []).append(
                    {
                        "table": many.through._meta.db_table,
                        "history": many.history._meta.db_table,
                        "owner": many.owner_column,
                    }
                )
    return found


def _columns() -> dict[str, dict[str, Column]]:
    """Every column of the registered tables that are there."""
    found: dict[str, dict[str, Column]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull,"
            " CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 4"
            "   THEN a.atttypmod - 4 END,"
            " EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary"
            "   AND a.attnum = ANY (i.indkey))"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0"
            " AND NOT a.attisdropped AND c.relname = ANY(%s)",
            [list(registered_tables())],
        )
        for table, name, *rest in cursor.fetchall():
            found.setdefault(table, {})[name] = Column(*rest)
    return found


def _is_there(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [f"public.{function}"])
        return bool(cursor.fetchone()[0])


def _installed() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(obj_description(to_regprocedure('public.erasure_catalogue()'),"
            " 'pg_proc'), '')"
        )
        return str(cursor.fetchone()[0])


def _fingerprint(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]


def catalogue_after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`, once every table and the eraser itself are there."""
    existing = set(connection.introspection.table_names())
    if _is_there("erasure_catalogue()") and registered_tables().keys() <= existing:
        install_catalogue()
