"""What the night proposes: who gave no sign of life, and nothing that is open."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Message
from customers import hooks
from customers.hooks import LifeSign, RetentionHold
from customers.models import (
    Category,
    Customer,
    ErasureHold,
    RetentionBatch,
    RetentionRule,
)
from customers.privacy.retention import service
from customers.privacy.retention.candidates import cutoff, steps_of
from tests.customers.privacy.retention.making import (
    LONG_AGO,
    TODAY,
    age,
    around_the_rules,
    as_inactive,
    old,
    old_activity,
    rule,
    states,
)
from tests.factories import (
    make_activity,
    make_customer,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

pytestmark = pytest.mark.django_db


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
        "sign",
        ["activity", "invoice", "moment", "message", "since", "changed", "paid for another"],
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
            since = LONG_AGO if sign == "changed" else TODAY
            Customer.objects.filter(pk=customer.pk).update(customer_since=since)
        as_inactive(customer)
        if sign == "changed":
            age(customer, TODAY)
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

    @pytest.mark.parametrize("day", ["planned_on", "due_on", "closed_on", "changed_at"])
    def test_the_last_day_of_an_activity_counts(self, day: str) -> None:
        customer = old_activity()
        for table in ("activities_activity", "activities_historicalactivity"):
            statement = f"UPDATE {table} SET {day} = %s WHERE customer_id = %s"
            around_the_rules(statement, TODAY, customer.pk)
        assert service.propose(rule(), TODAY) is None

    def test_a_hold_that_ended_holds_nothing(self) -> None:
        customer = old()
        ErasureHold.objects.create(customer=customer, reason="claim", ended_at=timezone.now())
        assert states(service.propose(rule(), TODAY)) == {customer.number: ("proposed", "")}

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
