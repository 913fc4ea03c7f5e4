"""The database's own watch over the history, made from the models after every `migrate`.

- A deferred constraint trigger on every tracked table (and many-to-many set): at commit the live row
  must equal its newest history row, or the transaction fails.
- History tables are append-only.
- Rows of models that are `never_deleted` cannot be deleted; those of `append_only` models, which are
  events themselves, cannot be changed either.
- Only the eraser (customers/sql/erasure.sql) passes the last two.

The triggers are plain SQL. A wrapper that can be told to skip them by a session setting (as
django-pgtrigger's) would leave a door open, and its subtransaction per row makes large commits crawl.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from klantbeheer import erasure_guard
from klantbeheer.history import ManyToMany, Tables, tracked_models

if TYPE_CHECKING:
    from django.db import models

SHARED_FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' AND public.erasure_runs() THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'history is append-only: % of %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION public.rows_are_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'TRUNCATE' AND public.erasure_runs() THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


@dataclass(frozen=True)
class Gap:
    """A live row that is not as its newest history row says, or a history row without an actor."""

    table: str
    pk: str
    problem: str


def install_guards() -> int:
    """Bring the triggers of all tracked models up to date. Returns how many were (re)made.

    Needs the rights of the tables' owner. A trigger whose definition did not change is left alone, so
    that no lock is taken on a busy table.
    """
    wanted = dict(_triggers())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SHARED_FUNCTIONS)
        cursor.execute(
            "SELECT t.tgrelid::regclass::text || '.' || t.tgname, obj_description(t.oid, 'pg_trigger')"
            " FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgname LIKE 'guard\\_%%'"
        )
        present = dict(cursor.fetchall())
        made = 0
        for key, statement in wanted.items():
            if present.get(key) != _fingerprint(statement):
                cursor.execute(statement)
                cursor.execute(_comment(key, statement))
                made += 1
    return made


def missing_guards() -> list[str]:
    """The triggers that should be there and are not, or are outdated (table.trigger)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgrelid::regclass::text || '.' || t.tgname, obj_description(t.oid, 'pg_trigger')"
            " FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
        present = dict(cursor.fetchall())
    return [key for key, stmt in _triggers() if present.get(key) != _fingerprint(stmt)]


def find_gaps(limit: int = 100) -> list[Gap]:
    """Reconcile everything: rows whose newest history row differs, is missing, or is orphaned.

    At most `limit` gaps per table are returned.
    """
    gaps: list[Gap] = []
    for model in tracked_models():
        tables = Tables.of(model)
        gaps += _query_gaps(tables.live, _differing_rows(tables), limit)
        gaps += _query_gaps(tables.live, _deleted_rows(tables), limit)
        for many in tables.many_to_many:
            gaps += _query_gaps(many.through._meta.db_table, _differing_sets(tables, many), limit)
    return gaps


# ---------------------------------------------------------------- triggers
def _triggers() -> list[tuple[str, str]]:
    """All triggers, as (table.trigger, statement that makes it)."""
    found: list[tuple[str, str]] = []
    for model in tracked_models():
        tables = Tables.of(model)
        found.append(_row_guard(tables))
        found.append(_append_only(tables.history))
        for many in tables.many_to_many:
            found.append(_set_guard(tables, many))
            found.append(_append_only(many.history._meta.db_table))
        if getattr(model, "never_deleted", False):
            found += _no_delete(tables.live)
    found += [_append_only(model._meta.db_table) for model in append_only_models()]
    return found + erasure_guard.triggers()


def append_only_models() -> list[type[models.Model]]:
    """The models whose rows are events: written once, never changed."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _guard_body(row: str, test: str, table: str) -> str:
    return f"""
DECLARE fine boolean;
BEGIN
    {test}
    IF NOT coalesce(fine, false) THEN
        RAISE EXCEPTION 'change without history: {table} %', {row}
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END"""


def _row_guard(tables: Tables) -> tuple[str, str]:
    """Compare the live row (there may be several changes in one transaction) with the newest row."""
    name = f"guard_{tables.live}"
    pk = _quote(tables.pk)
    row = f"CASE WHEN TG_OP = 'DELETE' THEN OLD.{pk} ELSE NEW.{pk} END"
    test = f"""
    SELECT CASE WHEN l.{pk} IS NULL
                    -- The eraser took its history along, which nobody else can.
                    THEN h.history_id IS NULL OR h.history_type = '-'
                ELSE h.history_type <> '-' AND ({_row("l", tables)}) IS NOT DISTINCT FROM
                     ({_row("h", tables)}) END INTO fine
    FROM (SELECT {row} AS key) k
    LEFT JOIN {_quote(tables.live)} l ON l.{pk} = k.key
    LEFT JOIN LATERAL (SELECT * FROM {_quote(tables.history)} x WHERE x.{pk} = k.key
                       ORDER BY x.history_id DESC LIMIT 1) h ON true;"""
    return f"{tables.live}.{name}", _constraint_trigger(name, tables.live, row, test)


def _set_guard(tables: Tables, many: ManyToMany) -> tuple[str, str]:
    """Compare a row's many-to-many set with the set beside its newest history row."""
    table = many.through._meta.db_table
    name = f"guard_{table}"
    owner = _quote(many.owner_column)
    row = f"CASE WHEN TG_OP = 'DELETE' THEN OLD.{owner} ELSE NEW.{owner} END"
    test = f"""
    SELECT (SELECT array_agg(t.id ORDER BY t.id) FROM {_quote(table)} t WHERE t.{owner} = k.key)
           IS NOT DISTINCT FROM
           (SELECT array_agg(m.id ORDER BY m.id) FROM {_quote(many.history._meta.db_table)} m
            WHERE m.history_id = (SELECT max(x.history_id) FROM {_quote(tables.history)} x
                                  WHERE x.{_quote(tables.pk)} = k.key)) INTO fine
    FROM (SELECT {row} AS key) k;"""
    return f"{table}.{name}", _constraint_trigger(name, table, row, test)


def _constraint_trigger(name: str, table: str, row: str, test: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION public.{_quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $$
{_guard_body(row, test, table)} $$;
DROP TRIGGER IF EXISTS {_quote(name)} ON {_quote(table)};
CREATE CONSTRAINT TRIGGER {_quote(name)} AFTER INSERT OR UPDATE OR DELETE ON {_quote(table)}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.{_quote(name)}();"""


def _append_only(table: str) -> tuple[str, str]:
    return f"{table}.guard_append_only", (
        f"DROP TRIGGER IF EXISTS guard_append_only ON {_quote(table)};"
        f"CREATE TRIGGER guard_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_quote(table)}"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.history_is_append_only();"
    )


def _no_delete(table: str) -> list[tuple[str, str]]:
    return [
        (
            f"{table}.guard_no_{what}",
            f"DROP TRIGGER IF EXISTS guard_no_{what} ON {_quote(table)};"
            f"CREATE TRIGGER guard_no_{what} BEFORE {what.upper()} ON {_quote(table)}"
            f" FOR EACH {level} EXECUTE FUNCTION public.rows_are_never_deleted();",
        )
        for what, level in (("delete", "ROW"), ("truncate", "STATEMENT"))
    ]


def _comment(key: str, statement: str) -> str:
    table, name = key.split(".")
    return f"COMMENT ON TRIGGER {_quote(name)} ON {_quote(table)} IS '{_fingerprint(statement)}'"


def _fingerprint(statement: str) -> str:
    return sha256(statement.encode()).hexdigest()[:16]


def _quote(name: str) -> str:
    return sql.Identifier(name).as_string()


def _row(alias: str, tables: Tables) -> str:
    return "ROW(" + ", ".join(f"{alias}.{_quote(column)}" for column in tables.columns) + ")"


# ---------------------------------------------------------------- reconciling
def _newest(tables: Tables) -> str:
    pk = _quote(tables.pk)
    return (
        f"LEFT JOIN LATERAL (SELECT * FROM {_quote(tables.history)} x WHERE x.{pk} = l.{pk}"
        " ORDER BY x.history_id DESC LIMIT 1) h ON true"
    )


def _differing_rows(tables: Tables) -> str:
    return (
        f"SELECT l.{_quote(tables.pk)}::text, CASE WHEN h.history_id IS NULL THEN 'no history'"
        f" WHEN h.history_type = '-' THEN 'history says deleted' ELSE 'differs' END"
        f" FROM {_quote(tables.live)} l {_newest(tables)}"
        f" WHERE h.history_id IS NULL OR h.history_type = '-'"
        f" OR ({_row('l', tables)}) IS DISTINCT FROM ({_row('h', tables)})"
    )


def _deleted_rows(tables: Tables) -> str:
    pk = _quote(tables.pk)
    return (
        f"SELECT n.key::text, 'gone without history' FROM (SELECT DISTINCT ON (x.{pk}) x.{pk} AS key,"
        f" x.history_type FROM {_quote(tables.history)} x ORDER BY x.{pk}, x.history_id DESC) n"
        f" WHERE n.history_type <> '-' AND NOT EXISTS"
        f" (SELECT FROM {_quote(tables.live)} l WHERE l.{pk} = n.key)"
    )


def _differing_sets(tables: Tables, many: ManyToMany) -> str:
    through, owner = _quote(many.through._meta.db_table), _quote(many.owner_column)
    history, pk = _quote(many.history._meta.db_table), _quote(tables.pk)
    newest = f"(SELECT max(x.history_id) FROM {_quote(tables.history)} x WHERE x.{pk} = l.{pk})"
    return (
        f"SELECT l.{pk}::text, 'set differs' FROM {_quote(tables.live)} l WHERE"
        f" (SELECT array_agg(t.id ORDER BY t.id) FROM {through} t WHERE t.{owner} = l.{pk})"
        f" IS DISTINCT FROM (SELECT array_agg(m.id ORDER BY m.id) FROM {history} m"
        f" WHERE m.history_id = {newest})"
    )


def _query_gaps(table: str, query: str, limit: int) -> list[Gap]:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT {int(limit)}")
        return [Gap(table=table, pk=pk, problem=problem) for pk, problem in cursor.fetchall()]


def guards_after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`, connected once every table is there."""
    existing = set(connection.introspection.table_names())
    events = {model._meta.db_table for model in append_only_models()}
    if events <= existing and all(_tables_exist(model, existing) for model in tracked_models()):
        install_guards()


def _tables_exist(model: type[models.Model], existing: set[str]) -> bool:
    tables = Tables.of(model)
    needed = {tables.live, tables.history}
    for many in tables.many_to_many:
        needed |= {many.through._meta.db_table, many.history._meta.db_table}
    return needed <= existing
