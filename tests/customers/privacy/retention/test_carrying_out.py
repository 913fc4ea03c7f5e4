"""What is carried out of an approved batch, and the jobs of the night."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection

from customers.models import (
    Customer,
    ErasureEntry,
    ErasureHold,
    RetentionBatch,
    RetentionItem,
)
from customers.privacy.erasure.engine import ErasureBlockedError
from customers.privacy.erasure.plan import Blocking
from customers.privacy.retention import carrying_out, service
from klantbeheer.personal_data import ERASED_TEXT
from tests.customers.privacy.retention.making import TODAY, old, old_activity, rule, states
from tests.factories import (
    make_customer,
    make_moment,
    make_staff,
)

pytestmark = pytest.mark.django_db


class TestCarryingOut:
    def approved(self, *customers: Customer) -> RetentionBatch:
        batch = service.propose(rule(), TODAY)
        assert batch is not None
        count = service.numbers_of(batch).proposed
        assert count == len(customers)
        return service.approve(batch=batch, count=count, actor=make_staff("beheerder"))

    def test_customers_are_erased(self) -> None:
        busy, idle = old_activity(), old()
        batch = self.approved(busy, idle)
        assert carrying_out.carry_out_some(batch.pk) == 2
        busy.refresh_from_db()
        assert (busy.status, busy.last_name) == ("erased", ERASED_TEXT)
        assert not Customer.objects.filter(pk=idle.pk).exists()  # nothing ever happened with it
        assert states(batch) == {
            busy.number: ("erased", ""),
            idle.number: ("erased", ""),
        }
        entry = ErasureEntry.objects.get(customer_number=busy.number)
        assert (entry.actor, entry.ground) == ("retention", "retention")
        assert entry.approved_by == getattr(batch.decided_by, "username", None)
        batch.refresh_from_db()
        assert batch.status == "done"
        assert batch.finished_at

    def test_what_changed_meanwhile_stays(self) -> None:
        changed, held, active, gone = old(), old(), old(), old()
        batch = self.approved(changed, held, active, gone)
        make_moment(changed)
        ErasureHold.objects.create(customer=held, reason="claim")
        Customer.objects.filter(pk=active.pk).update(status="active")
        carrying_out.carry_out_some(batch.pk)
        assert states(batch) == {
            changed.number: ("held", "changed"),
            held.number: ("held", "hold"),
            active.number: ("held", "changed"),
            gone.number: ("erased", ""),
        }

    def test_what_the_eraser_refuses_stays(self) -> None:
        customer = old(first_name="Wilhelmiena", last_name="Quispelaar")
        batch = self.approved(customer)
        make_moment(make_customer(), text="Wilhelmiena Quispelaar belde")
        carrying_out.carry_out_some(batch.pk)
        assert states(batch) == {customer.number: ("held", "text")}
        customer.refresh_from_db()
        assert customer.last_name == "Quispelaar"

    def test_the_next_ones_wait_in_the_queue(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        batch = self.approved(old(), old())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")
        carrying_out.carry_out_some(batch.pk, at_once=1)
        assert ProcrastinateJob.objects.filter(task_name=carrying_out.TASK).count() == 1
        batch.refresh_from_db()
        assert batch.status == "approved"

    def test_a_hold_that_came_meanwhile_keeps_old_texts(self) -> None:
        customer = make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        moment = make_moment(customer, moment=past, text="belde")
        batch = service.propose(rule("moment", months=24), TODAY)
        assert batch
        service.approve(batch=batch, count=1, actor=make_staff("beheerder"))
        ErasureHold.objects.create(customer=customer, reason="claim")
        carrying_out.carry_out_some(batch.pk)
        assert states(batch) == {customer.number: ("held", "hold")}
        moment.refresh_from_db()
        assert moment.text == "belde"

    def test_one_that_another_has_in_hand_keeps_it_open(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = old(), old()
        batch = self.approved(first, second)
        real = carrying_out._carry_out_one
        passed = batch.items.get(customer_number=first.number).pk
        monkeypatch.setattr(
            carrying_out, "_carry_out_one", lambda b, key: None if key == passed else real(b, key)
        )
        carrying_out.carry_out_some(batch.pk)
        batch.refresh_from_db()
        assert batch.status == "approved"
        monkeypatch.undo()
        carrying_out.carry_out_some(batch.pk)
        batch.refresh_from_db()
        assert batch.status == "done"
        assert {status for status, _code in states(batch).values()} == {"erased"}

    @pytest.mark.parametrize(
        ("blocking", "code"),
        [
            (Blocking(hold=ErasureHold(), undecided=1), "hold"),
            (Blocking(undecided=1), "text"),
            (Blocking(), "open"),
        ],
    )
    def test_why_the_eraser_refuses(self, blocking: Blocking, code: str) -> None:
        assert carrying_out._code_of(ErasureBlockedError(blocking)) == code

    def test_interrupted_work_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        customers = [old_activity() for _ in range(3)]
        batch = self.approved(*customers)
        real = carrying_out._carry_out

        def dies(item: RetentionItem) -> str:
            code = real(item)
            if item.customer_number == customers[1].number:
                raise KeyboardInterrupt  # everything of the customer is erased by now
            return code

        monkeypatch.setattr(carrying_out, "_carry_out", dies)
        with pytest.raises(KeyboardInterrupt):
            carrying_out.carry_out_some(batch.pk)
        monkeypatch.undo()
        assert [s for s, _code in states(batch).values()] == ["erased", "proposed", "proposed"]
        # Of the one in hand nothing is gone: not half, and not without an entry in the journal.
        whole = Customer.objects.get(pk=customers[1].pk)
        assert (whole.status, whole.last_name) == ("inactive", customers[1].last_name)
        assert ErasureEntry.objects.count() == 1
        assert carrying_out.carry_out_some(batch.pk) == 2
        batch.refresh_from_db()
        assert batch.status == "done"
        assert ErasureEntry.objects.count() == 3

    def test_one_that_goes_wrong_does_not_stop_the_others(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, second = old(), old()
        batch = self.approved(first, second)
        real = carrying_out._carry_out

        def fails(item: RetentionItem) -> str:
            if item.customer_number == first.number:
                raise ValueError("Jansen")
            return real(item)

        monkeypatch.setattr(carrying_out, "_carry_out", fails)
        carrying_out.carry_out_some(batch.pk)
        assert states(batch)[first.number] == ("held", "error")
        assert states(batch)[second.number] == ("erased", "")
        assert "Jansen" not in caplog.text

    def test_a_batch_that_is_not_approved_is_not_carried_out(self) -> None:
        customer = old()
        batch = service.propose(rule(), TODAY)
        assert batch is not None
        assert carrying_out.carry_out_some(batch.pk) == 0
        batch.refresh_from_db()
        assert batch.status == "proposed"
        assert Customer.objects.filter(pk=customer.pk).exists()

    def test_a_lost_job_is_given_again(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        batch = self.approved(old())
        jobs = ProcrastinateJob.objects.filter(task_name=carrying_out.TASK)
        assert jobs.count() == 1
        assert jobs.get().args == {"batch_id": batch.pk}
        assert carrying_out.queue_forgotten() == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert carrying_out.queue_forgotten() == 1
        assert jobs.count() == 1


class TestJobs:
    def test_once_a_day(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        from customers.privacy import tasks

        for _ in range(3):
            tasks.daily()
        names = ProcrastinateJob.objects.values_list("task_name", flat=True)
        assert sorted(names) == ["privacy.open_vaults", "privacy.retention"]

    def test_the_night(self) -> None:
        from customers.privacy import tasks

        expired = ErasureHold.objects.create(
            customer=old(), reason="claim", until=datetime.date(2020, 1, 1)
        )
        rule()
        tasks.retention()
        tasks.open_vaults()
        tasks.look_after()
        expired.refresh_from_db()
        assert expired.ended_at
        assert RetentionBatch.objects.count() == 1
