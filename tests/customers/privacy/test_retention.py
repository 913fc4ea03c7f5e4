"""What the night proposes, what a person decides, and what is carried out of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Attachment, ContactMoment, Message
from customers import hooks
from customers.hooks import LifeSign, RetentionHold
from customers.models import (
    Category,
    Customer,
    ErasureEntry,
    ErasureHold,
    PrivacySettings,
    RetentionBatch,
    RetentionItem,
    RetentionRule,
)
from customers.privacy.retention import carrying, service
from customers.privacy.retention.candidates import cutoff, steps_of
from customers.values.periods import months_from, years_from
from klantbeheer.personal_data import ERASED_TEXT
from tests.factories import (
    make_activity,
    make_customer,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
LONG_AGO = datetime.date(2015, 5, 1)


def rule(kind: str = "customer", months: int = 84, **fields: Any) -> RetentionRule:
    made: RetentionRule = RetentionRule.objects.create(
        kind=kind, months=months, ground="Fiscaal", **fields
    )
    return made


def age(customer: Customer, day: datetime.date = LONG_AGO) -> Customer:
    """A customer of whom nothing changed since that day."""
    around_the_rules(
        "UPDATE customers_historicalcustomer SET history_date = %s WHERE id = %s", day, customer.pk
    )
    return customer


def around_the_rules(statement: str, *values: Any) -> None:
    """Change the past: what no trigger lets anybody do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def old(**fields: Any) -> Customer:
    """An inactive customer from long ago."""
    return age(make_customer(**{"status": "inactive"} | fields))


def as_inactive(customer: Customer) -> Customer:
    """Inactive whatever is open on it."""
    for table in ("customers_customer", "customers_historicalcustomer"):
        statement = f"UPDATE {table} SET status = 'inactive' WHERE id = %s"
        around_the_rules(statement, customer.pk)
    return age(customer)


def old_activity() -> Customer:
    """With an order from long ago: it does not disappear, but stays as an erased one."""
    customer = make_customer()
    activity = make_activity(customer, "order", code="done", opened_on=LONG_AGO, closed_on=LONG_AGO)
    for table in ("activities_activity", "activities_historicalactivity"):
        statement = f"UPDATE {table} SET changed_at = %s WHERE id = %s"
        around_the_rules(statement, LONG_AGO, activity.pk)
    return as_inactive(customer)


def states(batch: RetentionBatch | None) -> dict[str, tuple[str, str]]:
    assert batch is not None
    return {
        item.customer_number: (item.status, item.held_by) for item in batch.items.order_by("pk")
    }


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-22", -84, "2019-11-22"),
        ("2026-11-22", -1200, "1926-11-22"),
        ("0010-01-01", -1200, "0001-01-01"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_months(day: str, months: int, expected: str) -> None:
    found = months_from(datetime.date.fromisoformat(day), months)
    assert found == datetime.date.fromisoformat(expected)


def test_years() -> None:
    assert years_from(datetime.date(2024, 2, 29), 20) == datetime.date(2044, 2, 29)
    assert years_from(datetime.date(2024, 2, 29), 1) == datetime.date(2025, 2, 28)


class TestProposing:
    def test_who_gave_no_sign_of_life_is_proposed(self) -> None:
        silent = old()
        recent = age(make_customer(status="inactive"), TODAY)
        active = age(make_customer(status="active"))
        batch = service.propose(rule(), TODAY)
        assert states(batch) == {silent.number: ("proposed", "")}
        assert batch is not None
        assert batch.before == datetime.date(2019, 11, 22)
        item = batch.items.get()
        assert (item.last_sign, item.rows) == (LONG_AGO, 1)
        assert recent.number not in states(batch)
        assert active.number not in states(batch)
        assert batch.history.first().history_actor == "retention"

    @pytest.mark.parametrize(
        "sign", ["activity", "invoice", "moment", "message", "since", "paid for another"]
    )
    def test_any_sign_of_life_counts(self, sign: str) -> None:
        customer = make_customer()
        if sign == "activity":
            make_activity(customer, "order", code="done")
        elif sign == "invoice":
            make_invoice(customer, status="paid")
        elif sign == "paid for another":
            make_invoice(make_customer(), payer=customer, status="paid")
        elif sign == "moment":
            make_moment(customer)
        elif sign == "message":
            Message.objects.create(
                customer=customer, document="order", channel="email", language="nl",
                text="Klaar", key="k", system="test",
            )  # fmt: skip
        else:
            Customer.objects.filter(pk=customer.pk).update(customer_since=TODAY)
        as_inactive(customer)
        assert service.propose(rule(), TODAY) is None

    def test_an_old_activity_is_no_sign(self) -> None:
        customer = old_activity()
        batch = service.propose(rule(), TODAY)
        assert states(batch) == {customer.number: ("proposed", "")}
        assert batch is not None
        assert batch.items.get().rows == 2

    def test_the_last_day_counts(self) -> None:
        age(make_customer(status="inactive"), datetime.date(2019, 11, 22))
        before = age(make_customer(status="inactive"), datetime.date(2019, 11, 21))
        assert list(states(service.propose(rule(), TODAY))) == [before.number]

    @pytest.mark.parametrize("code", ["activity", "invoice", "hold", "request", "staff"])
    def test_what_is_open_stays_out_with_its_reason(
        self, code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        customer, free = make_customer(), old()
        monkeypatch.setattr(
            hooks, "life_signs", lambda keys: {key: LifeSign(LONG_AGO, 1) for key in keys}
        )
        if code == "activity":
            make_activity(customer, "quote")
        elif code == "invoice":
            make_invoice(make_customer(), payer=customer)
        elif code == "hold":
            ErasureHold.objects.create(customer=customer, reason="claim")
        elif code == "request":
            make_request(customer, "access")
        else:
            Customer.objects.filter(pk=customer.pk).update(employee=make_staff())
        as_inactive(customer)
        found = states(service.propose(rule(), TODAY))
        assert found[customer.number] == ("held", code)
        assert found[free.number] == ("proposed", "")

    def test_an_invoice_of_its_own_holds_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            hooks, "life_signs", lambda keys: {key: LifeSign(LONG_AGO, 1) for key in keys}
        )
        drafting, unpaid, free = make_customer(), make_customer(), old()
        make_invoice(drafting)
        make_invoice(unpaid, issued=True)
        for one in (drafting, unpaid):
            as_inactive(one)
        found = states(service.propose(rule(), TODAY))
        assert {found[one.number][1] for one in (drafting, unpaid)} == {"invoice"}
        assert found[free.number] == ("proposed", "")

    def test_nothing_is_proposed_when_all_are_held(self) -> None:
        ErasureHold.objects.create(customer=old(), reason="claim")
        assert service.propose(rule(), TODAY) is None

    def test_the_rule_of_a_category_goes_before_the_general_one(self) -> None:
        firm = Category.objects.create(name="Zakelijk")
        other = Category.objects.create(name="Particulier")
        of_firm, of_other, of_none = old(category=firm), old(category=other), old()
        general, own = rule(), rule(category=firm, months=240)
        assert set(states(service.propose(general, TODAY))) == {of_other.number, of_none.number}
        assert service.propose(own, TODAY) is None
        RetentionRule.objects.filter(pk=own.pk).update(months=12)
        own.refresh_from_db()
        assert set(states(service.propose(own, TODAY))) == {of_firm.number}

    def test_one_batch_at_a_time(self) -> None:
        old()
        made = rule()
        assert service.propose_all(TODAY) == 1
        assert service.propose_all(TODAY) == 0
        assert service.propose(made, TODAY) is None

    def test_a_rule_that_is_off_proposes_nothing(self) -> None:
        old()
        rule(active=False)
        assert service.propose_all(TODAY) == 0

    def test_a_kind_that_is_gone_proposes_nothing(self) -> None:
        assert service.propose(rule(kind="nothing"), TODAY) is None

    def test_a_changed_rule_takes_its_proposal_back(self) -> None:
        old()
        made = rule()
        batch = service.propose(made, TODAY)
        assert batch is not None
        RetentionRule.objects.filter(pk=made.pk).update(months=600)
        assert service.propose_all(TODAY) == 0
        batch.refresh_from_db()
        assert (batch.status, bool(batch.reason)) == ("declined", True)
        RetentionRule.objects.filter(pk=made.pk).update(months=84)
        again = service.propose(made, TODAY)
        assert again is not None
        RetentionRule.objects.filter(pk=made.pk).update(active=False)
        assert service.withdraw_outdated(TODAY) == 1

    def test_steps_go_past_all_customers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("customers.privacy.retention.candidates.STEP", 2)
        made = [old() for _ in range(5)]
        found = list(steps_of(rule(), hooks.retention_kinds()["customer"]))
        assert [len(step) for step in found] == [2, 2, 1]
        assert {key for step in found for key in step} == {one.pk for one in made}

    def test_a_full_batch_leaves_the_others_for_the_next(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "MOST", 2)
        monkeypatch.setattr("customers.privacy.retention.candidates.STEP", 1)
        first, second, third = old(), old(), old()
        ErasureHold.objects.create(customer=first, reason="claim")
        old()
        found = states(service.propose(rule(), TODAY))
        assert found == {
            first.number: ("held", "hold"),
            second.number: ("proposed", ""),
            third.number: ("proposed", ""),
        }

    def test_as_many_queries_for_many_as_for_one(self) -> None:
        made = rule()
        old()
        with CaptureQueriesContext(connection) as few:
            service.propose(made, TODAY)
        RetentionBatch.objects.update(status="declined", decided_at=timezone.now())
        for _ in range(8):
            old_activity()
        with CaptureQueriesContext(connection) as many:
            service.propose(made, TODAY)
        assert len(many) == len(few)


class TestParts:
    def test_texts_of_old_contacts_go_and_the_customer_stays(self) -> None:
        customer = make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        gone = make_moment(customer, moment=past, subject="Klacht", text="Zijn fiets kraakt")
        removed = make_moment(customer, moment=past, text="Verkeerd", removed_at=past)
        kept = make_moment(customer, text="Nieuw")
        open_one = make_activity(customer, "repair")
        waits = make_moment(customer, moment=past, text="Hoort bij iets", activity=open_one)
        batch = service.propose(rule("moment", months=24), TODAY)
        assert states(batch) == {customer.number: ("proposed", "")}
        assert batch is not None
        assert batch.items.get().rows == 2
        carry_out(batch, 1)
        texts = dict(ContactMoment.objects.values_list("pk", "text"))
        assert texts[gone.pk] == texts[removed.pk] == ERASED_TEXT
        assert (texts[kept.pk], texts[waits.pk]) == ("Nieuw", "Hoort bij iets")
        past_texts = set(gone.history.values_list("text", "subject"))
        assert past_texts == {(ERASED_TEXT, ERASED_TEXT)}
        assert states(batch)[customer.number] == ("erased", "")
        customer.refresh_from_db()
        assert customer.last_name == "Jansen"
        entry = ErasureEntry.objects.get()
        assert (entry.scope, entry.ground, entry.actor) == ("retention", "retention", "retention")
        assert service.propose(batch.rule, TODAY) is None

    def test_an_open_order_does_not_keep_old_texts(self) -> None:
        customer = make_customer()
        make_activity(customer, "order")
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        make_moment(customer, moment=past)
        found = states(service.propose(rule("moment", months=24), TODAY))
        assert found == {customer.number: ("proposed", "")}

    def test_a_hold_keeps_old_texts(self) -> None:
        customer, other = make_customer(), make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        for one in (customer, other):
            make_moment(one, moment=past)
        ErasureHold.objects.create(customer=customer, reason="claim")
        found = states(service.propose(rule("moment", months=24), TODAY))
        assert found[customer.number] == ("held", "hold")

    def test_old_messages_and_files(self) -> None:
        customer = make_customer()
        past = datetime.datetime(2019, 1, 2, 12, tzinfo=datetime.UTC)
        message = Message.objects.create(
            customer=customer, document="order", channel="email", language="nl", text="Klaar",
            key="k", system="test", created_at=past,
        )  # fmt: skip
        message.deliveries.create(customer=customer, address="jan@voorbeeld.example")
        moment = make_moment(customer)
        Attachment.objects.create(
            customer=customer, moment=moment, name="bon.pdf", size=1, uploaded_at=past,
            content_type="application/pdf",
        )  # fmt: skip
        assert service.propose(rule("message", months=12), TODAY) is None  # it is on its way
        message.deliveries.update(status="sent", sent_at=past)
        for kind in ("message", "attachment"):
            batch = service.propose(
                RetentionRule.objects.filter(kind=kind).first() or rule(kind, months=12), TODAY
            )
            assert batch is not None
            carry_out(batch, 1)
        message.refresh_from_db()
        assert message.text == ERASED_TEXT
        assert message.deliveries.get().address != "jan@voorbeeld.example"
        assert Attachment.objects.get().name == ERASED_TEXT

    def test_treatments_wait_for_the_medical_period(self) -> None:
        from customers.activities.models import Treatment

        customer = make_customer()
        activity = make_activity(
            customer, "treatment", code="done", opened_on=LONG_AGO, closed_on=LONG_AGO
        )
        Treatment.objects.create(activity=activity, complaint="Knie", findings="Slijtage")
        made = rule("treatment", months=12)
        PrivacySettings.objects.create(pk=1, medical_years=20)
        assert service.propose(made, TODAY) is None
        PrivacySettings.objects.update(medical_years=5)
        batch = service.propose(made, TODAY)
        assert batch is not None
        carry_out(batch, 1)
        treatment = Treatment.objects.get()
        assert {treatment.complaint, treatment.findings} == {ERASED_TEXT}
        activity.refresh_from_db()
        assert activity.title == ERASED_TEXT
        assert service.propose(made, TODAY) is None


def carry_out(batch: RetentionBatch, count: int) -> None:
    """Approve it and do all of it."""
    service.approve(batch=batch, count=count, actor=make_staff("beheerder"))
    while carrying.carry_out_some(batch.pk, at_once=3) == 3:
        pass
    batch.refresh_from_db()
    assert batch.status == "done"


class TestDeciding:
    def proposed(self, count: int = 2) -> RetentionBatch:
        for _ in range(count):
            old()
        batch = service.propose(rule(), TODAY)
        assert batch is not None
        return batch

    def test_the_number_is_typed(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        with pytest.raises(ValidationError, match="2"):
            service.approve(batch=batch, count=3, actor=boss)
        service.approve(batch=batch, count=2, actor=boss)
        batch.refresh_from_db()
        assert (batch.status, batch.decided_by) == ("approved", boss)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=2, actor=boss)
        with pytest.raises(ValidationError):
            service.decline(batch=batch, reason="toch niet", actor=boss)

    def test_a_rule_that_changed_meanwhile(self) -> None:
        batch = self.proposed()
        RetentionRule.objects.update(months=600)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=2, actor=make_staff("beheerder"))

    def test_out_and_back_in(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        item = batch.items.order_by("pk")[0]
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        assert service.numbers_of(batch).excluded == 1
        service.set_excluded(batch=batch, item=item, excluded=False, actor=boss)
        assert service.numbers_of(batch).proposed == 2
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        service.approve(batch=batch, count=1, actor=boss)
        with pytest.raises(ValidationError):
            service.set_excluded(batch=batch, item=item, excluded=False, actor=boss)

    def test_a_batch_of_nobody_is_not_approved(self) -> None:
        batch, boss = self.proposed(1), make_staff("beheerder")
        service.set_excluded(batch=batch, item=batch.items.get(), excluded=True, actor=boss)
        with pytest.raises(ValidationError):
            service.approve(batch=batch, count=0, actor=boss)

    def test_who_was_declined_rests_for_thirty_days(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        service.decline(batch=batch, reason="eerst bellen", actor=boss)
        assert batch.history.first().history_change_reason == "eerst bellen"
        assert service.propose_all(TODAY) == 0
        long_ago = timezone.now() - datetime.timedelta(days=31)
        RetentionBatch.objects.update(decided_at=long_ago)
        assert service.propose_all(TODAY) == 1

    def test_who_was_taken_out_rests_too(self) -> None:
        batch, boss = self.proposed(), make_staff("beheerder")
        item = batch.items.order_by("pk")[0]
        service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
        carry_out(batch, 1)
        assert service.propose_all(TODAY) == 0


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
        assert carrying.carry_out_some(batch.pk) == 2
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
        carrying.carry_out_some(batch.pk)
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
        carrying.carry_out_some(batch.pk)
        assert states(batch) == {customer.number: ("held", "text")}
        customer.refresh_from_db()
        assert customer.last_name == "Quispelaar"

    def test_the_next_ones_wait_in_the_queue(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        batch = self.approved(old(), old())
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")
        carrying.carry_out_some(batch.pk, at_once=1)
        assert ProcrastinateJob.objects.filter(task_name=carrying.TASK).count() == 1
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
        carrying.carry_out_some(batch.pk)
        assert states(batch) == {customer.number: ("held", "hold")}
        moment.refresh_from_db()
        assert moment.text == "belde"

    def test_interrupted_work_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        customers = [old_activity() for _ in range(3)]
        batch = self.approved(*customers)
        real = carrying._carry_out

        def dies(item: RetentionItem) -> str:
            code = real(item)
            if item.customer_number == customers[1].number:
                raise KeyboardInterrupt  # everything of the customer is erased by now
            return code

        monkeypatch.setattr(carrying, "_carry_out", dies)
        with pytest.raises(KeyboardInterrupt):
            carrying.carry_out_some(batch.pk)
        monkeypatch.undo()
        assert [s for s, _code in states(batch).values()] == ["erased", "proposed", "proposed"]
        # Of the one in hand nothing is gone: not half, and not without an entry in the journal.
        whole = Customer.objects.get(pk=customers[1].pk)
        assert (whole.status, whole.last_name) == ("inactive", customers[1].last_name)
        assert ErasureEntry.objects.count() == 1
        assert carrying.carry_out_some(batch.pk) == 2
        batch.refresh_from_db()
        assert batch.status == "done"
        assert ErasureEntry.objects.count() == 3

    def test_one_that_goes_wrong_does_not_stop_the_others(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        first, second = old(), old()
        batch = self.approved(first, second)
        real = carrying._carry_out

        def fails(item: RetentionItem) -> str:
            if item.customer_number == first.number:
                raise ValueError("Jansen")
            return real(item)

        monkeypatch.setattr(carrying, "_carry_out", fails)
        carrying.carry_out_some(batch.pk)
        assert states(batch)[first.number] == ("held", "error")
        assert states(batch)[second.number] == ("erased", "")
        assert "Jansen" not in caplog.text

    def test_a_batch_that_is_not_approved_is_not_carried_out(self) -> None:
        customer = old()
        batch = service.propose(rule(), TODAY)
        assert batch is not None
        assert carrying.carry_out_some(batch.pk) == 0
        batch.refresh_from_db()
        assert batch.status == "proposed"
        assert Customer.objects.filter(pk=customer.pk).exists()

    def test_a_lost_job_is_given_again(self) -> None:
        from procrastinate.contrib.django.models import ProcrastinateJob

        batch = self.approved(old())
        jobs = ProcrastinateJob.objects.filter(task_name=carrying.TASK)
        assert jobs.count() == 1
        assert jobs.get().args == {"batch_id": batch.pk}
        assert carrying.queue_forgotten() == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_events")
            cursor.execute("DELETE FROM procrastinate_jobs")
        assert carrying.queue_forgotten() == 1
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


def test_a_reason_may_be_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = old(), old()
    monkeypatch.setattr("customers.hooks.retention._holds", {})
    hooks.register_retention_hold(
        RetentionHold("own", "eigen", lambda keys: {first.pk} & set(keys))
    )
    found = states(service.propose(rule(), TODAY))
    assert found == {first.number: ("held", "own"), second.number: ("proposed", "")}


def test_the_cutoff() -> None:
    assert cutoff(RetentionRule(months=84), TODAY) == datetime.date(2019, 11, 22)
