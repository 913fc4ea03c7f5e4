"""Which database is used, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from klantbeheer.checks import encoding_problems, extension_problems, version_problems
from klantbeheer.db.config import database

ROOT = Path(__file__).resolve().parents[2]


class TestSettings:
    def test_embedded_without_an_address(self, tmp_path: Path) -> None:
        settings = database("", data_dir=tmp_path)
        assert settings["ENGINE"] == "klantbeheer.db"
        assert settings["DATA_DIR"] == tmp_path
        assert settings["ATOMIC_REQUESTS"]

    def test_address(self, tmp_path: Path) -> None:
        settings = database(
            "postgresql://anna:geh%40im@db.example:5433/winkel?sslmode=require",
            data_dir=tmp_path,
            statement_timeout="20s",
        )
        assert settings["ENGINE"] == "django.db.backends.postgresql"
        assert (settings["NAME"], settings["USER"], settings["PASSWORD"]) == (
            "winkel",
            "anna",
            "geh@im",
        )
        assert (settings["HOST"], settings["PORT"]) == ("db.example", "5433")
        assert settings["OPTIONS"]["sslmode"] == "require"
        assert settings["OPTIONS"]["pool"]["max_size"] == 8
        assert "statement_timeout=20s" in settings["OPTIONS"]["options"]
        assert "jit=off" in settings["OPTIONS"]["options"]

    @pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://db.example", "no address"])
    def test_no_address(self, url: str, tmp_path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
            database(url, data_dir=tmp_path)


class TestChecks:
    def test_too_old(self) -> None:
        assert version_problems(150002) == []
        (problem,) = version_problems(140012)
        assert "PostgreSQL 14 is too old" in problem.msg
        assert "PostgreSQL 15" in str(problem.hint)

    def test_encoding(self) -> None:
        assert encoding_problems("UTF8") == []
        assert "SQL_ASCII" in encoding_problems("SQL_ASCII")[0].msg

    def test_extensions(self) -> None:
        assert extension_problems({"pg_trgm", "btree_gin", "unaccent", "fuzzystrmatch", "x"}) == []
        (problem,) = extension_problems({"unaccent", "btree_gin", "fuzzystrmatch"})
        assert "pg_trgm" in problem.msg
        assert "postgresql-contrib" in str(problem.hint)

    @pytest.mark.django_db
    def test_the_test_database_passes(self) -> None:
        call_command("check", databases=["default"], fail_level="WARNING")


@pytest.mark.django_db
def test_tests_run_on_a_throw_away_cluster() -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the tests run on a database of the tester's own choice")
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SHOW data_directory")
        assert "klantbeheer-test-" in cursor.fetchone()[0]


class TestEmbeddedServer:
    """The server of a folder starts at first use and stops with its last user."""

    def run(self, script: str, var: Path) -> str:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        result = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment
            | {"KLANTBEHEER_VAR": str(var), "DJANGO_SETTINGS_MODULE": "klantbeheer.settings"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return result.stdout.strip()

    def test_starts_keeps_data_and_stops(self, tmp_path: Path) -> None:
        ask = (
            "import django; django.setup(); from django.db import connection as c;"
            "cur = c.cursor(); cur.execute('CREATE TABLE IF NOT EXISTS kept (n int)');"
            "cur.execute('INSERT INTO kept VALUES (1)'); cur.execute('SELECT count(*) FROM kept');"
            "print(cur.fetchone()[0], c.settings_dict['DATA_DIR'])"
        )
        assert self.run(ask, tmp_path) == f"1 {tmp_path}/postgres"
        assert not (tmp_path / "postgres/postmaster.pid").exists()
        assert self.run(ask, tmp_path).startswith("2 ")
