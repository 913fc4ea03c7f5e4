"""Django's PostgreSQL engine, on the embedded server."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base, creation

from klantbeheer.db.config import DATABASE_NAME, Role
from klantbeheer.db.embedded import running_server
from klantbeheer.db.names import role_name

_starting = threading.Lock()


class DatabaseCreation(creation.DatabaseCreation):
    """Tests get a throw-away cluster without fsync instead of a second database beside the real one."""

    connection: DatabaseWrapper

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        self.connection.close()
        self.connection.close_pool()
        folder = tempfile.mkdtemp(prefix="klantbeheer-test-")
        # Registered before the server's own farewell, so it comes after it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self.connection.use_cluster(Path(folder) / "postgres", throw_away=True)
        name: str = super()._create_test_db(verbosity, True, keepdb)  # type: ignore[misc]
        return name


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that starts the embedded server when it is the first to need it."""

    creation_class = DatabaseCreation

    def use_cluster(self, data_dir: Path, *, throw_away: bool = False) -> None:
        """Start (or join) the server in `data_dir` and talk to it from now on."""
        server = running_server(data_dir, throw_away=throw_away)
        self.settings_dict.update(server.connection_settings(), DATA_DIR=data_dir)
        server.ensure_database(DATABASE_NAME)
        self._choose_role()

    def serve(self) -> None:
        """From now on this process serves: it connects as the application, where there is one.

        Threads that come after this one do so too. A setting may have said otherwise.
        """
        self.settings_dict["SERVES"] = True
        self.close()
        self.close_pool()
        with _starting:
            if self.settings_dict["HOST"]:
                self._choose_role()

    def _choose_role(self) -> None:
        """Commands connect as the owner of the tables, the server and the worker as the application."""
        role, data_dir = self.settings_dict["ROLE"], Path(self.settings_dict["DATA_DIR"])
        if role == Role.OWNER or (role == Role.AUTO and not self.settings_dict.get("SERVES")):
            return
        database = self.settings_dict["NAME"]
        application = role_name(database, "application")
        if running_server(data_dir).may_read(application, database, "django_migrations"):
            self.settings_dict["USER"] = application
        elif role == Role.APPLICATION:
            raise ImproperlyConfigured(
                "KLANTBEHEER_DB_ROLE is application, and this database has no such role."
                " Run setup_roles with KLANTBEHEER_DB_ROLE=owner first."
            )

    def drop_database(self) -> None:
        """Throw the whole database away and make an empty one; the cluster stays."""
        self.close()
        self.close_pool()
        server = running_server(Path(self.settings_dict["DATA_DIR"]))
        server.drop_database(DATABASE_NAME)
        self.use_cluster(Path(self.settings_dict["DATA_DIR"]))

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's; the server is started first."""
        with _starting:
            if not self.settings_dict["HOST"]:
                self.use_cluster(Path(self.settings_dict["DATA_DIR"]))
        return super().get_connection_params()
