"""The jobs: made in the caller's transaction, without a word about anybody; what is left behind."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from contacts.models import Delivery
from contacts.sending import deliver, enqueue, tasks
from klantbeheer import history, queue
from klantbeheer.queue import JobError
from tests.contacts.sending.making import ADDRESS, make_delivery

if TYPE_CHECKING:
    from tests.contacts.sending.mailserver import MailServer

pytestmark = pytest.mark.django_db
Status = Delivery.Status


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name="contacts.deliver").order_by("pk"))


class TestEnqueue:
    def test_says_the_number_and_nothing_else(self) -> None:
        delivery = make_delivery()
        enqueue(delivery)
        (job,) = jobs()
        assert job.args == {"delivery_id": delivery.pk}
        assert (job.priority, job.scheduled_at, job.status) == (0, None, "todo")

    def test_goes_with_the_transaction(self) -> None:
        delivery = make_delivery()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            enqueue(delivery)
            assert len(jobs()) == 1
            raise ZeroDivisionError
        assert jobs() == []

    def test_once(self) -> None:
        delivery = make_delivery()
        enqueue(delivery)
        enqueue(delivery)
        assert len(jobs()) == 1

    def test_a_newsletter_goes_last(self) -> None:
        enqueue(make_delivery(document="newsletter"))
        assert jobs()[0].priority < 0


class TestDeliver:
    def test_sends(self, mail_server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
        delivery = make_delivery()
        with caplog.at_level(logging.DEBUG):
            tasks.deliver(delivery.pk)
        assert mail_server.recipients == [ADDRESS]
        ours = [r.getMessage() for r in caplog.records if not r.name.startswith("mail.")]
        assert f"delivery {delivery.pk}: sent" in ours
        assert not [line for line in ours if ADDRESS in line or "Jansen" in line]

    def test_a_failure_says_where_and_not_about_whom(
        self, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def note_sent(*_args: object) -> None:
            raise RuntimeError(f"{ADDRESS} is not right")

        monkeypatch.setattr(deliver, "note_sent", note_sent)
        delivery = make_delivery()
        context: Any = SimpleNamespace(job=SimpleNamespace(task_name="contacts.deliver"))
        with pytest.raises(JobError) as caught:
            queue.as_worker(lambda: tasks.deliver(delivery.pk), context, context)
        assert "RuntimeError at" in str(caught.value)
        assert "note_sent" in str(caught.value)
        assert ADDRESS not in str(caught.value)
        assert caught.value.__suppress_context__
        assert caught.value.__cause__ is None
        delivery.refresh_from_db()
        assert delivery.status == Status.SENDING, "until somebody may say otherwise"

    def test_what_a_job_changes_stands_under_the_name_of_the_worker(self) -> None:
        context: Any = SimpleNamespace(job=SimpleNamespace(task_name="contacts.deliver"))
        found = queue.as_worker(history.current, context, context)
        assert (found.staff, found.system, found.origin) == (None, "worker", "contacts.deliver")


class TestLookAfter:
    def test_a_worker_that_died_leaves_it_unsure(self) -> None:
        now = timezone.now()
        died = make_delivery(status="sending", next_attempt_at=now - timedelta(seconds=1))
        busy = make_delivery(
            died.customer, status="sending", next_attempt_at=now + timedelta(minutes=1)
        )
        tasks.look_after(timestamp=0)
        died.refresh_from_db()
        busy.refresh_from_db()
        assert (died.status, died.next_attempt_at) == (Status.UNSURE, None)
        assert died.error
        assert died.history.first().status == Status.UNSURE
        assert busy.status == Status.SENDING
        assert jobs() == []

    def test_a_delivery_without_a_job_gets_one(self) -> None:
        lost = make_delivery()
        lost.message.created_at = timezone.now() - timedelta(minutes=6)
        lost.message.save()
        retry = make_delivery(lost.customer, next_attempt_at=timezone.now() - timedelta(minutes=6))
        for _fresh in range(2):
            make_delivery(lost.customer)
        make_delivery(lost.customer, next_attempt_at=timezone.now() + timedelta(hours=1))
        tasks.look_after(timestamp=0)
        tasks.look_after(timestamp=60)
        assert {job.args["delivery_id"] for job in jobs()} == {lost.pk, retry.pk}
        assert len(jobs()) == 2

    def test_a_delivery_whose_job_ended_is_forgotten(self) -> None:
        delivery = make_delivery(next_attempt_at=timezone.now() - timedelta(minutes=6))
        enqueue(delivery)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        assert tasks.queue_forgotten() == 1
        assert [job.status for job in jobs()] == ["failed", "todo"]

    def test_a_delivery_whose_job_waits_is_not_forgotten(self) -> None:
        delivery = make_delivery(next_attempt_at=timezone.now() - timedelta(minutes=6))
        enqueue(delivery)
        assert tasks.queue_forgotten() == 0
