"""Holds and decisions of retention on the tab Historie: who, when and why."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from customers.models import Customer
from customers.presentation.dates import full_day
from customers.presentation.history import changes_of, groups_in
from customers.privacy.retention import carrying_out, holds, service
from tests.customers.privacy.retention.making import TODAY, old, old_activity, rule
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db
GROUPS = {"holds", "retention"}


def told(user: object, customer: Customer) -> list[tuple[str, str, str]]:
    """(sentence, detail, reason) of what holds and retention say, the oldest first."""
    found = [change for change in changes_of(user, customer) if change.group in GROUPS]
    return [(strip_tags(one.sentence), one.detail, one.reason) for one in reversed(found)]


def test_a_hold_from_its_begin_to_its_end() -> None:
    customer, clerk, today = make_customer(), make_staff("kantoor"), timezone.localdate()
    first = holds.save_hold(
        customer=customer, version=None, reason="claim", until=None, actor=clerk
    )
    second = holds.save_hold(
        customer=customer, version=first.version, reason="geschil", until=today, actor=clerk
    )
    holds.end_hold(customer=customer, version=second.version, actor=clerk, reason="opgelost")
    said = told(clerk, customer)
    who = clerk.display_name
    assert [(sentence, reason) for sentence, _detail, reason in said] == [
        (f"{who} liet deze klant niet wissen: claim", ""),
        (f"{who} vulde de laatste dag van niet wissen in: {full_day(today)}, was leeg", ""),
        (f"{who} wijzigde de reden van niet wissen van claim naar geschil", ""),
        (f"{who} liet deze klant weer wissen, was geschil", "opgelost"),
    ]
    assert ("holds", "niet wissen") in groups_in(changes_of(clerk, customer))
    assert told(make_staff("inkijk"), customer) == []


def test_what_retention_decided() -> None:
    boss, made = make_staff("beheerder"), rule()
    gone, spared, held = old(), old(), old()
    holds.save_hold(customer=held, version=None, reason="claim", until=None, actor=boss)
    batch = service.propose(made, TODAY)
    assert batch is not None
    item = batch.items.get(customer=spared)
    service.set_excluded(batch=batch, item=item, excluded=True, actor=boss)
    what = "inactieve klanten, geheel"
    assert told(boss, gone) == [
        (
            f"Bewaartermijn stelde voor te wissen omdat de termijn voorbij is: {what}",
            "Laatste teken van leven: 1 mei 2015",
            "",
        )
    ]
    assert [one[0] for one in told(boss, spared)][1:] == [
        f"{boss.display_name} haalde deze klant uit het voorstel: {what}"
    ]
    assert "wiste niets wegens" in told(boss, held)[-1][0]
    service.decline(batch=batch, reason="eerst bellen", actor=boss)
    assert told(boss, gone)[-1] == (
        f"{boss.display_name} keurde het voorstel niet goed: {what}",
        "eerst bellen",
        "",
    )
    # Neither who was taken out nor who is held was decided about.
    assert not any("keurde" in one[0] for who in (spared, held) for one in told(boss, who))
    assert told(make_staff("inkijk"), gone) == []


def test_who_was_erased_by_retention_keeps_that_in_its_history() -> None:
    boss, made, gone = make_staff("beheerder"), rule(), old_activity()
    batch = service.propose(made, TODAY)
    assert batch is not None
    service.approve(batch=batch, count=1, actor=boss)
    carrying_out.carry_out_some(batch.pk)
    gone.refresh_from_db()
    assert gone.status == Customer.Status.ERASED
    sentences = [one[0] for one in told(boss, gone)]
    assert any(
        sentence.endswith(" keurde het voorstel goed: inactieve klanten, geheel")
        for sentence in sentences
    )
    assert any(" wiste omdat de termijn voorbij is: " in sentence for sentence in sentences)
