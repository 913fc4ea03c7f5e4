"""The first command of the README, as a user runs it."""

from __future__ import annotations

import socket
from time import monotonic, sleep
from typing import TYPE_CHECKING

import psutil

from tests.klantbeheer.running import PASSWORD, Demo, manage
from tests.klantbeheer.visitor import Visitor

if TYPE_CHECKING:
    from pathlib import Path


def test_from_nothing_to_a_shop_and_back(tmp_path: Path) -> None:
    with Demo(tmp_path, "--customers", "150") as demo:
        assert demo.url in demo.output
        for role in ("beheerder", "balie", "kantoor", "inkijk", "behandelaar"):
            assert "Aanmelden" not in Visitor(demo.url).sign_in(role, demo.password).text
        first_password = demo.password
        visitor = Visitor(demo.url)
        visitor.sign_in("balie", demo.password)
        assert "De Spaak" in visitor.get("/").text
        worker = worker_of(demo)
        assert demo.stop() == 0
        assert not worker.is_running()
    assert not (tmp_path / "postgres/postmaster.pid").exists()

    with Demo(tmp_path) as again:
        assert again.password == first_password
        worker = worker_of(again)
        again.kill()
        worker.wait(20)
    end = monotonic() + 20
    while (tmp_path / "postgres/postmaster.pid").exists():  # the worker was its last user
        assert monotonic() < end
        sleep(0.1)
    shop = manage(tmp_path, "shell", "-v0", "-c", COUNT)
    assert shop.stdout.split() == ["150", "5"]
    assert "History is complete" in manage(tmp_path, "check_history").stdout

    with Demo(tmp_path, "--fresh", "--customers", "20", "--password", PASSWORD) as fresh:
        assert fresh.password == PASSWORD
        assert "De Spaak" in Visitor(fresh.url).sign_in("balie", PASSWORD).text
    assert manage(tmp_path, "shell", "-v0", "-c", COUNT).stdout.split() == ["20", "5"]


def worker_of(demo: Demo) -> psutil.Process:
    """The worker beside a demo, once it works."""
    end = monotonic() + 20
    while monotonic() < end:
        for child in psutil.Process(demo.process.pid).children():
            if "worker" in child.cmdline():
                return child
        sleep(0.1)
    raise AssertionError("there is no worker")


COUNT = (
    "from customers.models import Customer; from klantbeheer.staff.models import StaffUser;"
    "print(Customer.objects.count(), StaffUser.objects.count())"
)


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = manage(tmp_path, "demo", "--port", port, check=False)
    assert result.returncode != 0
    assert f"Poort {port} is bezet" in result.stderr
    assert not (tmp_path / "postgres").exists()
