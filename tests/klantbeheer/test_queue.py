"""The queue's upkeep, and the settings of mail."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from klantbeheer import queue
from klantbeheer.environment import MailServer, choice, mail_server
from tests.factories import make_staff
from tests.klantbeheer.working import work_until_empty

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.django_db
class TestUpkeep:
    EVENTS: ClassVar[dict[str, str]] = {"doing": "started", "todo": "deferred_for_retry"}

    def make_job(self, status: str, *, hours: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
                " VALUES ('x', 'x', %s) RETURNING id",
                [status],
            )
            (number,) = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s) WHERE job_id = %s",
                [hours, number],
            )
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES"
                " (%s, %s, now() - make_interval(hours => %s))",
                [number, self.EVENTS.get(status, status), hours],
            )
        return int(number)

    def test_old_jobs_go_and_dead_ones_end(self) -> None:
        for status in ("succeeded", "failed", "cancelled"):
            self.make_job(status, hours=8 * 24)
        kept = self.make_job("failed", hours=1)
        dead = self.make_job("doing", hours=1)
        context: Any = SimpleNamespace(app=app)
        async_to_sync(queue.tidy.func)(context, timestamp=0)
        found = dict(ProcrastinateJob.objects.values_list("pk", "status"))
        assert found == {kept: "failed", dead: "failed"}

    @pytest.mark.parametrize(
        ("status", "hours", "heartbeat", "told"),
        [
            ("todo", 2, None, True),
            ("todo", 2, 60, True),
            ("todo", 2, 1, False),
            ("todo", 0, None, False),
            ("succeeded", 2, None, False),
        ],
    )
    def test_the_administration_says_that_nothing_sends(
        self, client: Client, status: str, hours: int, heartbeat: int | None, told: bool
    ) -> None:
        client.force_login(make_staff("beheerder"))
        self.make_job(status, hours=hours)
        if heartbeat is not None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO procrastinate_workers (last_heartbeat)"
                    " VALUES (now() - make_interval(mins => %s))",
                    [heartbeat],
                )
        assert (queue.idle_since() is not None) is told
        page = client.get("/admin/").content.decode()
        assert ("manage.py worker" in page) is told

    def test_what_workers_give_themselves_is_nobodys_message(self) -> None:
        number = self.make_job("todo", hours=2)
        assert queue.idle_since() is not None
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET queue_name = 'upkeep' WHERE id = %s", [number]
            )
        assert queue.idle_since() is None

    def test_an_unknown_task_is_refused_where_it_is_asked_for(self) -> None:
        with pytest.raises(TaskNotFound):
            queue.defer("no.such.task", once="x")
        assert not ProcrastinateJob.objects.exists()


def test_periodic_tasks_are_known() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    names = {name for name, _id in app.periodic_registry.periodic_tasks}
    assert names == {
        "queue.tidy",
        "activities.nightly",
        "activities.look_after",
        "contacts.look_after",
        "customers.forget_drafts",
        "privacy.carry_out_due",
        "privacy.copy_journal",
        "privacy.daily",
        "privacy.delete_files",
        "privacy.expire_exports",
        "privacy.look_after",
        "privacy.statistics",
    }


def test_jobs_are_not_in_the_administration() -> None:
    assert not admin.site.is_registered(ProcrastinateJob)


def test_a_worker_that_is_told_to_stop_before_it_starts() -> None:
    async def start() -> None:
        stop = asyncio.Event()
        stop.set()
        await queue.work(concurrency=1, stop=stop)

    # In a thread: a browser that other tests left open has its loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, start()).result()


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_nothing_in_a_database_that_is_behind() -> None:
    """The queue may be there before the tables that its jobs need: nothing runs until they are."""

    recorder = MigrationRecorder(connection)
    [last] = MigrationLoader(connection).graph.leaf_nodes("activities")
    recorder.record_unapplied(*last)
    try:
        with pytest.raises(queue.QueueMissingError):
            work_until_empty()
    finally:
        recorder.record_applied(*last)
    assert not queue.is_behind()


class TestMailSettings:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("", MailServer()),
            ("smtp://mail.example", MailServer("mail.example", 587, starttls=True)),
            ("smtp://127.0.0.1", MailServer("127.0.0.1", 25)),
            ("smtp://localhost:1025", MailServer("localhost", 1025)),
            ("smtp://[::1]:1025", MailServer("::1", 1025)),
            ("smtp://mail.example:25?starttls=0", MailServer("mail.example", 25)),
            ("smtp://localhost?starttls=1", MailServer("localhost", 587, starttls=True)),
            (
                "smtps://a%40b.example:p%3Ass@mail.example",
                MailServer("mail.example", 465, "a@b.example", "p:ss", tls=True),
            ),
        ],
    )
    def test_address(
        self, monkeypatch: pytest.MonkeyPatch, value: str, expected: MailServer
    ) -> None:
        monkeypatch.setenv("MAIL", value)
        assert mail_server("MAIL") == expected
        assert bool(mail_server("MAIL")) == bool(value)

    @pytest.mark.parametrize(
        "value",
        [
            "mail.example:25",
            "http://mail.example",
            "smtp://",
            "smtp://geheim@mail.example:poort",
            "smtp://geheim@mail.example?starttls=ja",
            "smtp://mail.example?tls=1",
            "smtp://[",
        ],
    )
    def test_no_address(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("MAIL", value)
        with pytest.raises(ImproperlyConfigured, match="MAIL must look like") as caught:
            mail_server("MAIL")
        assert "geheim" not in str(caught.value)

    def test_choice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SMS", "cm")
        assert choice("SMS", {"cm", "loopback"}, default="loopback") == "cm"
        monkeypatch.setenv("SMS", "duif")
        with pytest.raises(ImproperlyConfigured, match="cm, loopback"):
            choice("SMS", {"cm", "loopback"}, default="loopback")
