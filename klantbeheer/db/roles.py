"""The database's three roles: who makes the tables, who works with them, and who may erase.

- The owner has the tables and migrates them.
- The application is what the running program signs in as. It can add to the history and to events, not
  change or remove them; it can read the journal of erasures, not write it; it owns nothing.
- The eraser owns the functions of erasure, which run with its rights. Nobody signs in as it.

Their names carry that of the database, so that two shops on one server do not meet.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg import sql

from klantbeheer.db.names import role_name
from klantbeheer.db.privileges import (
    differences,
    read_catalogue,
    statements,
    wanted_rights,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.backends.utils import CursorWrapper

#: The attributes of a role by which it could get round what it was given.
POWERS = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
_LOCK = 7_406_316_552  # of whoever gives out rights: one at a time


class RolesError(Exception):
    """The roles cannot be made or kept; says what is lacking, in English, for a log or a terminal."""


@dataclass(frozen=True)
class Roles:
    """The names of the roles of one database."""

    database: str
    owner: str
    application: str
    eraser: str


@dataclass
class Outcome:
    """What `set_up` did: the names, the statements that it took, a password if it made one."""

    roles: Roles
    made: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    password: str = ""


def roles_of(cursor: CursorWrapper) -> Roles:
    """The names for the database that `cursor` is in; the owner is the one of the tables."""
    cursor.execute(
        "SELECT current_database(), coalesce((SELECT pg_get_userbyid(relowner) FROM pg_class"
        " WHERE oid = to_regclass('public.django_migrations')), current_user)"
    )
    database, owner = cursor.fetchone()
    return Roles(
        database=database,
        owner=owner,
        application=role_name(database, "application"),
        eraser=role_name(database, "eraser"),
    )


def exist(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether this database has its roles."""
    with connections[using].cursor() as cursor:
        return not _missing(cursor, roles_of(cursor))


def _missing(cursor: CursorWrapper, roles: Roles) -> list[str]:
    wanted = [roles.application, roles.eraser]
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
    there = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in there]


# ---------------------------------------------------------------- making them
def set_up(
    *,
    password: str = "",
    make_password: bool = False,
    owner: str = "",
    using: str = DEFAULT_DB_ALIAS,
) -> Outcome:
    """Make the roles that are missing and bring all rights up to date; again changes nothing.

    Args:
        password: for the application; empty leaves the one it has.
        make_password: make one for an application that is new.
        owner: an existing role that gets the tables; empty leaves them with the one who has them.
        using: the database.

    Raises:
        RolesError: the connected role may not do this. Nothing was changed.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        outcome = Outcome(roles_of(cursor))
        _refuse_without_power(cursor, outcome.roles)
        for name in _missing(cursor, outcome.roles):
            login = "LOGIN" if name == outcome.roles.application else "NOLOGIN"
            making = sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(login))
            _run(cursor, [making])
            outcome.made.append(name)
        if make_password and not password and outcome.roles.application in outcome.made:
            password = outcome.password = secrets.token_urlsafe(24)
        if password:
            _set_password(connection, cursor, outcome.roles.application, password)
        if owner and owner != outcome.roles.owner:
            outcome.changes += _give_away(cursor, outcome.roles, owner)
            outcome.roles = roles_of(cursor)
        outcome.changes += _bring_up_to_date(cursor, outcome.roles)
        if left := [*_problems(cursor, outcome.roles)]:
            raise RolesError("\n".join(left))
    return outcome


def bring_up_to_date(using: str = DEFAULT_DB_ALIAS) -> int:
    """Give the rights on what a migration or a restored backup made. Returns the number of changes.

    Does nothing where the roles were never made. Needs the rights of the tables' owner.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        roles = roles_of(cursor)
        if _missing(cursor, roles):
            return 0
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        return len(_bring_up_to_date(cursor, roles))


def grants_after_migrate(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receiver of `post_migrate`, connected after the ones that make functions and triggers."""
    bring_up_to_date(using)


def _refuse_without_power(cursor: CursorWrapper, roles: Roles) -> None:
    cursor.execute(
        "SELECT current_user, r.rolsuper, r.rolcreaterole, pg_has_role(d.datdba, 'USAGE'),"
        " pg_has_role(%s, 'USAGE') FROM pg_roles r, pg_database d"
        " WHERE r.rolname = current_user AND d.datname = current_database()",
        [roles.owner],
    )
    name, is_super, may_create, has_database, has_tables = cursor.fetchone()
    if is_super:
        return
    lacking = []
    if not has_tables:
        lacking.append(f"the tables belong to {roles.owner}: connect as that role")
    if not has_database:
        lacking.append(f"the database belongs to another role: ALTER DATABASE … OWNER TO {name}")
    if not may_create and _missing(cursor, roles):
        lacking.append(f"it may not make roles: ALTER ROLE {name} CREATEROLE")
    if lacking:
        raise RolesError(f"{name} cannot set up the roles. " + "; ".join(lacking) + ".")


def _set_password(connection: Any, cursor: CursorWrapper, role: str, password: str) -> None:
    """As a hash made here: a server that logs its statements does not log the password."""
    made = connection.connection.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
        sql.Identifier(role), sql.Literal(made.decode())
    )
    cursor.execute(statement.as_string(connection.connection))


def _give_away(cursor: CursorWrapper, roles: Roles, owner: str) -> list[str]:
    """Make `owner` the owner of everything in the schema; the functions of erasure follow later."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner])
    if cursor.fetchone() is None:
        raise RolesError(f"There is no role {owner}. Make it first: CREATE ROLE {owner} LOGIN.")
    if owner in {roles.application, roles.eraser}:
        raise RolesError(f"{owner} cannot own the tables: that is what the roles are for.")
    cursor.execute(_OWNED, {"owner": roles.owner})
    found = [
        sql.SQL("ALTER {} OWNER TO {}").format(sql.SQL(what), sql.Identifier(owner))
        for (what,) in cursor.fetchall()
    ]
    for template in (
        "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
        "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {owner}",
    ):
        found.append(
            sql.SQL(template).format(
                owner=sql.Identifier(owner), database=sql.Identifier(roles.database)
            )
        )
    return _run(cursor, found)


_OWNED = """
SELECT format('%%s public.%%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
              WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.relname)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND pg_get_userbyid(c.relowner) = %(owner)s
  -- The sequence of a column follows its table.
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                  AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)
UNION ALL
SELECT format('ROUTINE public.%%I(%%s)', p.proname, pg_get_function_identity_arguments(p.oid))
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a'
  AND pg_get_userbyid(p.proowner) = %(owner)s
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                  AND d.deptype = 'e')
UNION ALL
SELECT format('TYPE public.%%I', t.typname) FROM pg_type t
LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype IN ('e', 'd') OR c.relkind = 'c')
  AND pg_get_userbyid(t.typowner) = %(owner)s
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                  AND d.deptype = 'e')
"""


def _bring_up_to_date(cursor: CursorWrapper, roles: Roles) -> list[str]:
    done = _run(cursor, _powers_to_take(cursor, roles))
    done += _own_the_functions(cursor, roles)
    there = read_catalogue(cursor, roles)
    for place, rights in differences(wanted_rights(roles, there), there.rights):
        found = there.rights.get(place, frozenset())
        done += _run(cursor, statements(place, rights, found))
    return done


def _powers_to_take(cursor: CursorWrapper, roles: Roles) -> Iterator[sql.Composed]:
    """Attributes and memberships that the roles should not have, or lack."""
    for name, can_login, powers in _attributes(cursor, roles):
        should = name == roles.application
        if can_login != should or powers:
            yield sql.SQL("ALTER ROLE {} {}").format(
                sql.Identifier(name),
                sql.SQL(" ").join(
                    [
                        sql.SQL("LOGIN" if should else "NOLOGIN"),
                        *(sql.SQL(f"NO{power.removeprefix('rol').upper()}") for power in powers),
                    ]
                ),
            )
    for group, member in _memberships(cursor, roles):
        yield sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), sql.Identifier(member))


def _attributes(cursor: CursorWrapper, roles: Roles) -> list[tuple[str, bool, list[str]]]:
    cursor.execute(
        f"SELECT rolname, rolcanlogin, {', '.join(POWERS)} FROM pg_roles WHERE rolname = ANY(%s)",
        [[roles.application, roles.eraser]],
    )
    return [
        (name, can_login, [power for power, has in zip(POWERS, its, strict=True) if has])
        for name, can_login, *its in cursor.fetchall()
    ]


def _memberships(cursor: CursorWrapper, roles: Roles) -> list[tuple[str, str]]:
    """(group, member): of whom our roles are members, and who but the owner may act as the eraser."""
    # Whoever makes a role becomes a member of it (PostgreSQL 16), which is a superuser's word.
    cursor.execute(
        "SELECT g.rolname, m.rolname FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid"
        " JOIN pg_roles m ON m.oid = a.member"
        " WHERE m.rolname = ANY(%(ours)s) OR (g.rolname = ANY(%(ours)s)"
        "  AND m.rolname NOT IN (%(owner)s, current_user) AND NOT m.rolcreaterole)",
        {"ours": [roles.application, roles.eraser], "owner": roles.owner},
    )
    return cursor.fetchall()  # type: ignore[no-any-return]


def _own_the_functions(cursor: CursorWrapper, roles: Roles) -> list[str]:
    """Hand the functions of erasure, and others that run with their owner's rights, to the eraser."""
    there = read_catalogue(cursor, roles)
    theirs = [name for name, owner in there.owners.items() if owner != roles.eraser]
    if not theirs:
        return []
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    (is_super,) = cursor.fetchone()
    eraser, owner = sql.Identifier(roles.eraser), sql.Identifier(roles.owner)
    # Only a member may give something to a role, which has to be able to make such things itself.
    before = [sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(eraser)]
    after = [sql.SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(eraser)]
    if not is_super:
        before.append(sql.SQL("GRANT {} TO {}").format(eraser, owner))
    given = [
        sql.SQL("ALTER FUNCTION {} OWNER TO {}").format(sql.SQL(name), eraser) for name in theirs
    ]
    return _run(cursor, [*before, *given, *after])


def _run(cursor: CursorWrapper, found: Iterable[sql.Composed]) -> list[str]:
    done = []
    for statement in found:
        text = statement.as_string(cursor.connection)
        cursor.execute(text)
        done.append(text)
    return done


# ---------------------------------------------------------------- looking after them
def drift(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What is not as it should be, one sentence each; empty when all is well.

    Raises RolesError when the roles were never made.
    """
    with connections[using].cursor() as cursor:
        roles = roles_of(cursor)
        if missing := _missing(cursor, roles):
            raise RolesError(f"There is no role {' or '.join(missing)}. Run setup_roles.")
        return [*_problems(cursor, roles)]


def _problems(cursor: CursorWrapper, roles: Roles) -> Iterator[str]:
    for name, can_login, powers in _attributes(cursor, roles):
        if can_login != (name == roles.application):
            yield f"{name} {'may' if can_login else 'cannot'} sign in"
        for power in powers:
            yield f"{name} has {power.removeprefix('rol').upper()}"
    for group, member in _memberships(cursor, roles):
        yield f"{member} is a member of {group}"
    there = read_catalogue(cursor, roles)
    for name, owner in sorted(there.owners.items()):
        if owner != roles.eraser:
            yield f"{name} belongs to {owner}, not to {roles.eraser}"
    for name in sorted(there.unpinned):
        yield f"{name} has no search_path of its own"
    for place, should in differences(wanted_rights(roles, there), there.rights):
        found = there.rights.get(place, frozenset())
        yield (
            f"{place.role or 'everybody'} has {', '.join(sorted(found)) or 'nothing'} on"
            f" {place.kind.lower()} {place.name}, should have {', '.join(sorted(should)) or 'nothing'}"
        )
    yield from _owned_by_the_wrong(cursor, roles, there.owners)


def _owned_by_the_wrong(
    cursor: CursorWrapper, roles: Roles, functions: Mapping[str, str]
) -> Iterator[str]:
    cursor.execute(_OWNED, {"owner": roles.application})
    for (what,) in cursor.fetchall():
        yield f"{roles.application} owns {what}"
    cursor.execute(_OWNED, {"owner": roles.eraser})
    for (what,) in cursor.fetchall():
        if what.removeprefix("ROUTINE ") not in functions:
            yield f"{roles.eraser} owns {what}"
    cursor.execute(
        "SELECT r.rolname FROM pg_roles r WHERE r.rolname = ANY(%s)"
        " AND has_parameter_privilege(r.rolname, 'session_replication_role', 'SET')",
        [[roles.application, roles.eraser]],
    )
    for (name,) in cursor.fetchall():
        yield f"{name} may set session_replication_role, which switches triggers off"
