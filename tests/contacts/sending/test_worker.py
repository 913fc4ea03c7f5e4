"""The worker as a process of its own, on the database of the tests."""

from __future__ import annotations

import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from contacts.models import ContactMoment, Delivery
from contacts.sending import enqueue, send_now, tasks
from tests.contacts.sending.making import make_delivery
from tests.klantbeheer.running import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.contacts.sending.mailserver import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
Status = Delivery.Status


class Worker:
    """`manage.py worker`; what it says is in `output` once it has stopped."""

    def __init__(self, var: Path, server: MailServer, *options: str, host: str = "") -> None:
        known = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        where = {name: str(known[name]) for name in names if name in known}
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *options],
            cwd=ROOT,
            env=environment(var)
            | {
                "DATABASE_URL": make_conninfo("", **where | ({"host": host} if host else {})),
                "KLANTBEHEER_SMTP": f"smtp://127.0.0.1:{server.port}",
                "KLANTBEHEER_FROM": "winkel@spaak.example",
                "KLANTBEHEER_SECRET_KEY": settings.SECRET_KEY,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        assert self.process.stdout
        assert "Ctrl-C" in self.process.stdout.readline()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()

    def wait(self, seconds: float = 60) -> int:
        """Wait until it has stopped by itself."""
        if not self.output:
            self.output = self.process.communicate(timeout=seconds)[0] or " "
        return self.process.wait()


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def is_listening() -> bool:
    """Whether the database tells somebody of new work."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND query ILIKE 'listen %procrastinate%')"
        )
        return bool(cursor.fetchone()[0])


def test_sends_what_waits_and_finishes_what_it_has_in_hand(
    tmp_path: Path, mail_server: MailServer
) -> None:
    first = make_delivery()
    enqueue(first)
    with Worker(tmp_path, mail_server) as worker:
        wait_for(lambda: Delivery.objects.get(pk=first.pk).status == Status.SENT)
        moment = ContactMoment.objects.get()
        assert moment.history.get().history_actor == "test"
        assert first.history.first().history_actor == "worker"
        assert first.history.first().history_origin == "contacts.deliver"

        mail_server.has_message.clear()
        mail_server.may_answer.clear()
        second = make_delivery(first.customer)
        enqueue(second)
        assert is_listening(), "it is told of new work, and need not look"
        assert mail_server.has_message.wait(30)
        worker.process.send_signal(signal.SIGTERM)
        worker.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert worker.process.poll() is None
        mail_server.may_answer.set()
        assert worker.wait() == 0
    second.refresh_from_db()
    assert second.status == Status.SENT
    assert "domstad" not in worker.output
    assert "Traceback" not in worker.output


def test_kill_9_while_sending_leaves_it_unsure(tmp_path: Path, mail_server: MailServer) -> None:
    delivery = make_delivery()
    enqueue(delivery)
    mail_server.may_answer.clear()
    with Worker(tmp_path, mail_server) as worker:
        assert mail_server.has_message.wait(30)
        worker.process.kill()
    mail_server.may_answer.set()
    delivery.refresh_from_db()
    assert delivery.status == Status.SENDING
    assert send_now(delivery.pk) == Status.SENDING
    assert delivery.next_attempt_at
    assert delivery.next_attempt_at > timezone.now() + timedelta(minutes=5), "others may be slow"
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
    tasks.look_after(timestamp=0)
    with Worker(tmp_path, mail_server, "--until-empty") as another:
        assert another.wait() == 0
    delivery.refresh_from_db()
    assert delivery.status == Status.UNSURE
    assert len(mail_server.received) == 1


def test_stops_with_who_started_it(tmp_path: Path, mail_server: MailServer) -> None:
    with Worker(tmp_path, mail_server, "--until-stdin-closes") as worker:
        assert worker.process.stdin
        worker.process.stdin.close()
        worker.process.stdin = None
        assert worker.wait() == 0


class Cable:
    """The way to the database's socket, which can be cut."""

    def __init__(self, folder: Path) -> None:
        known = connection.get_connection_params()
        self.host, self.port = str(known["host"]), known["port"]
        self.path = folder / f".s.PGSQL.{self.port}"
        self.lines: list[socket.socket] = []
        self.listener: socket.socket | None = None

    def connect(self) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.path))
        self.listener.listen()
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        assert self.listener
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.path.unlink()
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(f"{self.host}/.s.PGSQL.{self.port}")
                self.lines += [near, far]
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError, ValueError), near, far:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    content = ready.recv(65_536)
                    if not content:
                        return
                    (far if ready is near else near).sendall(content)


@pytest.fixture
def cable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cable]:
    if not str(connection.get_connection_params().get("host", "")).startswith("/"):
        pytest.skip("the database of the tester's choice has no socket on this machine")
    cable = Cable(tmp_path_factory.mktemp("pg"))
    cable.connect()
    yield cable
    with suppress(OSError):
        cable.cut()


def test_the_database_is_away_for_a_while(
    tmp_path: Path, mail_server: MailServer, cable: Cable
) -> None:
    customer = make_delivery().customer
    mail_server.may_answer.clear()
    in_hand = make_delivery(customer)
    enqueue(in_hand)
    with Worker(tmp_path, mail_server, host=str(cable.path.parent)) as worker:
        assert mail_server.has_message.wait(30)
        cable.cut()
        mail_server.may_answer.set()
        time.sleep(1)
        later = make_delivery(customer)
        enqueue(later)
        assert Delivery.objects.get(pk=in_hand.pk).status == Status.SENDING
        cable.connect()
        numbers = [in_hand.pk, later.pk]
        wait_for(lambda: Delivery.objects.filter(pk__in=numbers, status=Status.SENT).count() == 2)
        worker.process.send_signal(signal.SIGINT)
        assert worker.wait() == 0
    assert len(mail_server.received) == 2
    assert "domstad" not in worker.output
