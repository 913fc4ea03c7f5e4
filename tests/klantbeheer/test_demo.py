"""The first command of the README, as a user runs it."""

from __future__ import annotations

import os
import re
import socket
import stat
import threading
from http.client import HTTPException
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from klantbeheer import journal_file
from klantbeheer.db.config import DATABASE_NAME
from klantbeheer.db.embedded import running_server
from klantbeheer.management.commands import demo
from klantbeheer.staff.models import StaffUser
from tests.conftest import become
from tests.klantbeheer.running import PASSWORD, PATIENCE, Demo, manage
from tests.klantbeheer.visitor import Visitor

CLERKS = 3
#: Let go after so many customers, in the middle of the next ones.
ENOUGH = 10
CITIES = (
    "from customers.models import Customer; print(*Customer.objects.values_list('number', 'city'))"
)


def test_from_nothing_to_a_shop_and_back(tmp_path: Path) -> None:
    """Made, stopped, started again, and killed while clerks are saving."""
    with Demo(tmp_path, "--customers", "30") as first:
        assert first.url in first.output
        for role in ("beheerder", "balie", "kantoor", "inkijk", "behandelaar"):
            visitor = Visitor(first.url)
            assert "Aanmelden" not in visitor.sign_in(role, first.password).text
        assert "De Spaak" in visitor.get("/").text
        first_password = first.password
        worker = worker_of(first)
        assert connected_as(tmp_path) == {"klantbeheer_application"}
        assert manage(tmp_path, "setup_roles", "--check").returncode == 0
        assert first.stop() == 0
        assert not worker.is_running()
    assert not (tmp_path / "postgres/postmaster.pid").exists()

    with Demo(tmp_path) as again:
        assert again.password == first_password
        assert counted(tmp_path) == (30, 5)
        worker = worker_of(again)
        saved = killed_while_saving(again)
        worker.wait(PATIENCE)
    # What was acknowledged is there, with its history.
    assert "History is complete" in manage(tmp_path, "check_history").stdout
    rows = dict(
        re.findall(r"\('(\d+)', '(\w*)'\)", manage(tmp_path, "shell", "-v0", "-c", CITIES).stdout)
    )
    for number, city in saved.items():
        # A change that was under way may have been committed without its answer getting through.
        assert rows[number] in {city, "Zeist"}
    assert not (tmp_path / "postgres/postmaster.pid").exists()  # the command was its last user


class Clerk(threading.Thread):
    """Adds customers and moves them, as fast as the server lets them, until it is gone."""

    def __init__(self, demo: Demo, serial: count[int], saved: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.demo, self.serial, self.saved = demo, serial, saved
        self.visitor = Visitor(demo.url)

    def run(self) -> None:
        self.visitor.sign_in("balie", self.demo.password)
        for number in self.serial:
            try:
                self.add_and_move(number)
            except (OSError, HTTPException):
                return

    def add_and_move(self, number: int) -> None:
        """Every page that came back is an acknowledgement; it is noted down at once."""
        name = f"Balkema{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}oo"
        page = self.visitor.submit(
            f"/customers/add/?last_name={name}&postcode=9{number:03}AB",
            field="initials",
            city="Assen",
            initials="Q",
        )
        found = re.search(r"/customers/(\d+)/", page.url)
        assert found, f"not saved: {page.url}"
        self.saved[found[1]] = "Assen"
        self.visitor.submit(f"/customers/{found[1]}/edit/", field="initials", city="Zeist")
        self.saved[found[1]] = "Zeist"


def killed_while_saving(demo: Demo) -> dict[str, str]:
    """Pull the plug while clerks are saving. Answers what was acknowledged: numbers, and their cities."""
    saved: dict[str, str] = {}
    serial = count(1)
    clerks = [Clerk(demo, serial, saved) for _n in range(CLERKS)]
    for clerk in clerks:
        clerk.start()
    while len(saved) < ENOUGH and any(clerk.is_alive() for clerk in clerks):
        clerks[0].join(0.05)
    demo.kill()
    for clerk in clerks:
        clerk.join(30)
    assert len(saved) >= ENOUGH
    return saved


def worker_of(demo: Demo) -> psutil.Process:
    """The worker beside a demo, once it works."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        for child in psutil.Process(demo.process.pid).children():
            if "worker" in child.cmdline():
                return child
        sleep(0.1)
    raise AssertionError("there is no worker")


def asked(var: Path, question: str) -> list[Any]:
    """What the running database answers, outside Django, which has a pool of its own."""
    lines = (var / "postgres" / "postmaster.pid").read_text().splitlines()
    with psycopg.connect(
        host=lines[4], port=lines[3], user="postgres", dbname="klantbeheer"
    ) as asking:
        return asking.execute(question).fetchall()


def connected_as(var: Path) -> set[str]:
    """The roles of the server and the worker."""
    found = asked(
        var,
        "SELECT usename FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    )
    return {name for (name,) in found}


def counted(var: Path) -> tuple[int, int]:
    """How many customers and members of staff there are."""
    staff = StaffUser._meta.db_table
    (found,) = asked(
        var,
        f"SELECT (SELECT count(*) FROM customers_customer), (SELECT count(*) FROM {staff})",
    )
    customers, members = found
    return customers, members


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="--fresh is for the embedded database")
@pytest.mark.django_db(transaction=True)
def test_fresh_throws_the_shop_away_first(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes on as from nothing."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "demo-password").write_text("van toen")
    journal_file.append(settings.ERASURE_JOURNAL, [{"id": "then"}])
    shop = running_server(Path(connection.settings_dict["DATA_DIR"])).get_uri(DATABASE_NAME)
    with psycopg.connect(shop) as before:
        before.execute("CREATE TABLE left_over ()")
    monkeypatch.setattr(demo, "_listen", lambda _port: None)
    monkeypatch.setattr(demo.Command, "_step", ended)  # the first is the database
    user = connection.settings_dict["USER"]
    try:
        with pytest.raises(EndedError):
            call_command("demo", "--fresh")
    finally:
        become(user)
    with psycopg.connect(shop) as now:
        assert now.execute("SELECT to_regclass('left_over')").fetchone() == (None,)
    assert not (tmp_path / "demo-password").exists()
    assert not settings.ERASURE_JOURNAL.exists()


class EndedError(Exception):
    """What comes next is not asked for."""


def ended(*_args: object) -> None:
    raise EndedError


@pytest.mark.django_db
def test_the_password(tmp_path: Path, settings: Any) -> None:
    """One that is given is kept, and all logins have it from then on."""
    settings.VAR_DIR = tmp_path
    for given in ("", PASSWORD):
        password = demo._demo_password(given)
        assert given in {"", password}
        demo._make_logins(password)
        assert demo._demo_password("") == password
        assert all(user.check_password(password) for user in StaffUser.objects.all())
    assert StaffUser.objects.count() == 5
    assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage(tmp_path, "demo", "--port", port, check=False)
    assert result.returncode != 0
    assert f"Poort {port} is bezet" in result.stderr
    assert not (tmp_path / "postgres").exists()
