"""Who may do what in the database: what it should be, what it is, and the statements in between.

The tables are those of the registry of personal data, which a test holds against the database's own
list. The kinds of tables follow from the models: history and events are only ever added to, the journal
of erasures is only read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from psycopg import sql

from klantbeheer.history import Tables, tracked_models
from klantbeheer.history_guard import append_only_models
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.backends.utils import CursorWrapper

    from klantbeheer.db.roles import Roles

READ = frozenset({"SELECT"})
ADD = READ | {"INSERT"}
CHANGE = ADD | {"UPDATE"}
ALL = CHANGE | {"DELETE"}
OVERWRITE = READ | {"UPDATE"}
USE = frozenset({"USAGE"})
RUN = frozenset({"EXECUTE"})

PUBLIC = ""
JOURNAL = "customers_erasureentry"
#: The tables that triggers keep for the search, which have no models.
SEARCH = ("customers_search", "customers_formername")
#: These run with the rights of the owner of the tables, who alone may do what they do.
OWNERS_OWN = "public.statistics_"
#: Written by `migrate`, and by the eraser.
READ_ONLY = {"django_migrations", "django_content_type", "auth_permission", JOURNAL}


class Place(NamedTuple):
    """Something that rights are given on, and the role they are given to (PUBLIC: everybody)."""

    kind: str  # as GRANT says it: TABLE, SEQUENCE, FUNCTION, SCHEMA, DATABASE
    name: str
    role: str


Rights = dict[Place, frozenset[str]]


@dataclass(frozen=True)
class Catalogue:
    """What the database says of itself."""

    rights: Rights
    tables: frozenset[str]
    sequences: frozenset[str]
    #: Functions that run with the rights of their owner.
    definers: frozenset[str]
    #: Those of them that may be led astray by the caller's search_path.
    unpinned: frozenset[str]
    #: All functions that are the eraser's, by who has them.
    owners: Mapping[str, str]
    #: What may be erased, as `klantbeheer.erasure_guard` put it there.
    erased: Mapping[str, Mapping[str, Any]]


# ---------------------------------------------------------------- what it should be
def wanted_rights(roles: Roles, there: Catalogue) -> Rights:
    """The rights on everything that is there. What is not named has none."""
    wanted: Rights = {}
    for table, rights in application_rights(there).items():
        wanted[Place("TABLE", table, roles.application)] = rights
    for table, rights in eraser_rights(there).items():
        wanted[Place("TABLE", table, roles.eraser)] = rights
    for sequence in there.sequences:
        wanted[Place("SEQUENCE", sequence, roles.application)] = USE
    for function in there.definers:
        for role in (roles.application, roles.eraser):
            wanted[Place("FUNCTION", function, role)] = RUN
    for role in (roles.application, roles.eraser):
        wanted[Place("SCHEMA", "public", role)] = USE
    wanted[Place("DATABASE", roles.database, roles.application)] = frozenset({"CONNECT"})
    return wanted


def application_rights(there: Catalogue) -> dict[str, frozenset[str]]:
    """What the running program may do with each table of the registry."""
    found = dict.fromkeys(registered_tables(), ALL)
    found |= dict.fromkeys(_never_deleted(), CHANGE)
    found |= dict.fromkeys(only_added_to(), ADD)
    found |= dict.fromkeys(READ_ONLY, READ)
    return {table: rights for table, rights in found.items() if table in there.tables}


def eraser_rights(there: Catalogue) -> dict[str, frozenset[str]]:
    """What the functions of erasure may do with each table: what the database's own catalogue says.

    The triggers of those tables run in their name too: they keep the tables of the search, and look
    at other rows of the shop.
    """
    found = {
        name: ALL if name.startswith(SEARCH) else READ
        for name, its in registered_tables().items()
        if name.startswith(SEARCH) or (its.model and not its.model.startswith("staff."))
    }
    for name, its in there.erased.items():
        rights = OVERWRITE | {"DELETE"} if its["removable"] else OVERWRITE
        for table in (name, its.get("history", name)):
            found[table] = found.get(table, READ) | rights
        for beside in its["sets"]:
            for table in (beside["table"], beside["history"]):
                found[table] = found.get(table, READ) | {"DELETE"}
    found[JOURNAL] = CHANGE
    return {table: rights for table, rights in found.items() if table in there.tables}


def only_added_to() -> set[str]:
    """The tables of which rows are written once: every history, and the events."""
    found = {model._meta.db_table for model in append_only_models()}
    for model in tracked_models():
        tables = Tables.of(model)
        found |= {tables.history, *(many.history._meta.db_table for many in tables.many_to_many)}
    return found


def _never_deleted() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "never_deleted", False)
    }


# ---------------------------------------------------------------- what it is
def read_catalogue(cursor: CursorWrapper, roles: Roles) -> Catalogue:
    """What the database says of the schema `public`, as far as these roles and everybody go."""
    names = {PUBLIC, roles.application, roles.eraser}
    cursor.execute(_RIGHTS, {"roles": [roles.application, roles.eraser]})
    rights: dict[Place, set[str]] = {}
    for kind, name, role, privilege in cursor.fetchall():
        if role in names and not _is_harmless(kind, role, privilege):
            rights.setdefault(Place(kind, name, role), set()).add(privilege)
    cursor.execute(
        "SELECT c.relname, c.relkind = 'S' FROM pg_class c"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'S')"
    )
    relations = cursor.fetchall()
    cursor.execute(_FUNCTIONS)
    functions = cursor.fetchall()
    return Catalogue(
        rights={place: frozenset(found) for place, found in rights.items()},
        tables=frozenset(name for name, is_sequence in relations if not is_sequence),
        sequences=frozenset(name for name, is_sequence in relations if is_sequence),
        definers=frozenset(name for name, _owner, defines, _pinned in functions if defines),
        unpinned=frozenset(
            name for name, _o, defines, pinned in functions if defines and not pinned
        ),
        owners={
            name: owner
            for name, owner, _defines, _pinned in functions
            if not name.startswith(OWNERS_OWN)
        },
        erased=_erased(cursor)
        if any("erasure_catalogue" in name for name, *_ in functions)
        else {},
    )


def _erased(cursor: CursorWrapper) -> dict[str, Any]:
    cursor.execute("SELECT public.erasure_catalogue()")
    answer = cursor.fetchone()[0]
    found: dict[str, Any] = json.loads(answer) if isinstance(answer, str) else answer
    return found


def _is_harmless(kind: str, role: str, privilege: str) -> bool:
    """What everybody may have: to come in, and to look around in the schema."""
    return role == PUBLIC and (
        (kind == "SCHEMA" and privilege == "USAGE")
        or (kind == "DATABASE" and privilege == "CONNECT")
    )


_FUNCTIONS = r"""
SELECT format('public.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
       pg_get_userbyid(p.proowner), p.prosecdef,
       EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND (p.prosecdef OR p.proname LIKE 'erasure\_%')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                  AND d.objid = p.oid AND d.deptype = 'e')
"""

_RIGHTS = """
WITH ours AS (SELECT oid, rolname FROM pg_roles WHERE rolname = ANY(%(roles)s)),
given AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, c.relname::text AS name,
           a.grantee, a.privilege_type
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
    UNION ALL
    SELECT 'TABLE', c.relname, a.grantee, format('%%s (%%s)', a.privilege_type, t.attname)
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'FUNCTION', format('public.%%I(%%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
           a.grantee, a.privilege_type
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                      AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'SCHEMA', n.nspname, a.grantee, a.privilege_type
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE n.nspname = 'public'
    UNION ALL
    SELECT 'DATABASE', b.datname, a.grantee, a.privilege_type
    FROM pg_database b CROSS JOIN LATERAL aclexplode(coalesce(b.datacl, acldefault('d', b.datdba))) a
    WHERE b.datname = current_database()
)
SELECT g.kind, g.name, coalesce(o.rolname::text, ''), g.privilege_type
FROM given g LEFT JOIN ours o ON o.oid = g.grantee WHERE g.grantee = 0 OR o.oid IS NOT NULL
"""


# ---------------------------------------------------------------- in between
def differences(wanted: Rights, found: Rights) -> Iterator[tuple[Place, frozenset[str]]]:
    """The places where the rights are not as they should be, with what they should be."""
    for place in sorted({*wanted, *found}):
        should = wanted.get(place, frozenset())
        if should != found.get(place, frozenset()):
            yield place, should


def statements(
    place: Place, rights: frozenset[str], found: frozenset[str]
) -> Iterator[sql.Composed]:
    """What brings one place to these rights."""
    # A function is named with its arguments, as the catalogue quotes it.
    what = (
        sql.SQL(place.name)
        if place.kind == "FUNCTION"
        else sql.Identifier("public", place.name)
        if place.kind in {"TABLE", "SEQUENCE"}
        else sql.Identifier(place.name)
    )
    role = sql.Identifier(place.role) if place.role else sql.SQL("PUBLIC")
    on = sql.SQL(" ON {} {}").format(sql.SQL(place.kind), what)
    if place.role == PUBLIC and place.kind in {"SCHEMA", "DATABASE"}:
        taken = sql.SQL(", ").join(sql.SQL(privilege) for privilege in sorted(found))
        yield sql.SQL("REVOKE {}{} FROM PUBLIC").format(taken, on)
        return
    if found:
        yield sql.SQL("REVOKE ALL{} FROM {}").format(on, role)
    if rights:
        given = sql.SQL(", ").join(sql.SQL(privilege) for privilege in sorted(rights))
        yield sql.SQL("GRANT {}{} TO {}").format(given, on, role)
