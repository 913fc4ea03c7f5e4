"""The first command of the README, as a user runs it."""

from __future__ import annotations

import socket
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import psutil
import psycopg

from klantbeheer.staff.models import StaffUser
from tests.klantbeheer.running import PASSWORD, Demo, manage
from tests.klantbeheer.visitor import Visitor

if TYPE_CHECKING:
    from pathlib import Path


def test_from_nothing_to_a_shop_and_back(tmp_path: Path) -> None:
    with Demo(tmp_path, "--customers", "30") as demo:
        assert demo.url in demo.output
        for role in ("beheerder", "balie", "kantoor", "inkijk", "behandelaar"):
            assert "Aanmelden" not in Visitor(demo.url).sign_in(role, demo.password).text
        first_password = demo.password
        visitor = Visitor(demo.url)
        visitor.sign_in("balie", demo.password)
        assert "De Spaak" in visitor.get("/").text
        worker = worker_of(demo)
        assert connected_as(tmp_path) == {"klantbeheer_application"}
        assert manage(tmp_path, "setup_roles", "--check").returncode == 0
        assert demo.stop() == 0
        assert not worker.is_running()
    assert not (tmp_path / "postgres/postmaster.pid").exists()

    with Demo(tmp_path) as again:
        assert again.password == first_password
        assert counted(tmp_path) == (30, 5)
        worker = worker_of(again)
        again.kill()
        worker.wait(20)
    end = monotonic() + 20
    while (tmp_path / "postgres/postmaster.pid").exists():  # the worker was its last user
        assert monotonic() < end
        sleep(0.1)
    assert "History is complete" in manage(tmp_path, "check_history").stdout

    with Demo(tmp_path, "--fresh", "--customers", "10", "--password", PASSWORD) as fresh:
        assert fresh.password == PASSWORD
        assert "De Spaak" in Visitor(fresh.url).sign_in("balie", PASSWORD).text
        assert counted(tmp_path) == (10, 5)


def worker_of(demo: Demo) -> psutil.Process:
    """The worker beside a demo, once it works."""
    end = monotonic() + 20
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


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage(tmp_path, "demo", "--port", port, check=False)
    assert result.returncode != 0
    assert f"Poort {port} is bezet" in result.stderr
    assert not (tmp_path / "postgres").exists()
