"""The sender that other apps reach through the hooks."""

from __future__ import annotations

from typing import Any

import pytest

from contacts.models import Message
from customers import hooks
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


def test_plans_and_sends_once_and_says_to_whom() -> None:
    customer = make_customer(emails="jan@example.nl", email_permission=1)
    sender = hooks.sender()
    assert sender is not None
    what: dict[str, Any] = {
        "customer": customer,
        "document": "ready_for_pickup",
        "about": "R-7",
        "values": {},
    }
    planned = sender.plan(**what)
    assert [each.address for each in planned.recipients] == ["jan@example.nl"]
    assert not Message.objects.exists()
    for _time in range(2):
        assert sender.send(**what, key="ready:7:1", actor="test") == planned
    assert Message.objects.get().about == "R-7"


def test_says_why_somebody_gets_nothing() -> None:
    customer = make_customer(emails="jan@example.nl", email_permission=0)
    sender = hooks.sender()
    assert sender is not None
    done = sender.send(
        customer=customer, document="order", about="B-1", values={}, key="x", actor="test"
    )
    assert done.recipients == ()
    assert [(each.address, bool(each.reason)) for each in done.withheld] == [
        ("jan@example.nl", True)
    ]


def test_an_unknown_document() -> None:
    sender = hooks.sender()
    assert sender is not None
    with pytest.raises(ValueError, match="letter"):
        sender.plan(customer=make_customer(), document="letter", about="", values={})
