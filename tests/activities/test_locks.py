"""Whoever writes holds what it read until it is done: the customer, the activity, its detail."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.activities.models import Arrival
from customers.activities.services import arrivals
from customers.activities.services.activities import (
    archive,
    change_activity,
    create_activity,
    restore,
    set_stage,
)
from customers.activities.services.appointments import Slot, cancel_activity, move_appointment
from customers.activities.services.repairs import mark_ready
from customers.activities.services.requests import honour_request
from customers.activities.services.stages import stage_of
from customers.activities.services.subscriptions import renew_subscription, stop_subscription
from tests.activities.samples import at, make_appointment, make_subscription
from tests.factories import make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

#: Whole rows: what an update holds for its history are keys alone.
_LOCKED = re.compile(r'^SELECT "\w+"\."\w+", .*? FROM "(\w+)" .*FOR (?:NO KEY )?UPDATE')
DAY, RENEWS = datetime.date(2026, 11, 24), datetime.date(2027, 3, 1)


def locked_by(deed: Callable[[], Any]) -> list[str]:
    """The tables of which `deed` holds rows, in that order."""
    with CaptureQueriesContext(connection) as queries:
        deed()
    found = [_LOCKED.search(query["sql"]) for query in queries.captured_queries]
    return list(dict.fromkeys(each[1] for each in found if each))


def test_the_customer_first_and_then_what_is_its() -> None:
    anna, customer = make_staff(), make_customer()
    order, repair = make_activity(customer), make_activity(customer, "repair")
    ended, request = make_activity(customer, code="done"), make_activity(customer, "request")
    meeting = make_appointment(customer, at(DAY, 9))
    runs = make_subscription(customer)
    slot = Slot(at(DAY, 10), at(DAY, 11))
    done = stage_of("order", "done")
    deeds: list[tuple[Callable[[], Any], str]] = [
        (
            lambda: create_activity(
                customer=customer, kind="order", values={"title": "Zitje"}, actor=anna
            ),
            "customers_numbercounter",
        ),
        (
            lambda: change_activity(activity=order, version=1, values={"title": "A"}, actor=anna),
            "activities_activity",
        ),
        (lambda: set_stage(activity=order, stage=done, actor=anna), "activities_activity"),
        (lambda: archive(activity=ended, actor=anna), "activities_activity"),
        (lambda: restore(activity=ended, actor=anna), "activities_activity"),
        (
            lambda: move_appointment(activity=meeting, slot=slot, seen=None, actor=anna),
            "activities_appointment",
        ),
        (
            lambda: cancel_activity(activity=meeting, actor=anna, reason="Ziek"),
            "activities_activity",
        ),
        (lambda: mark_ready(activity=repair, actor=anna, send=False), "activities_activity"),
        (lambda: honour_request(activity=request, actor=anna, values={}), "activities_activity"),
        (
            lambda: renew_subscription(activity=runs, actor=anna, today=RENEWS),
            "activities_subscription",
        ),
        (
            lambda: stop_subscription(activity=runs, stops_on=RENEWS, actor=anna, reason="Weg"),
            "activities_subscription",
        ),
    ]
    for deed, table in deeds:
        tables = locked_by(deed)
        assert tables[0] == "customers_customer", table
        assert table in tables
        if table != "customers_numbercounter":
            assert tables[1] == "activities_activity"


def test_what_came_in() -> None:
    anna = make_staff("kantoor")
    arrival = Arrival.objects.create(title="Bakfietsen", arrived_on=DAY, author=anna)
    values = arrivals.values_of(arrival) | {"title": "Bakfiets"}
    for deed in (
        lambda: arrivals.change_arrival(arrival=arrival, version=1, values=values, actor=anna),
        lambda: arrivals.tell(arrival=arrival, actor=anna),
    ):
        assert "activities_arrival" in locked_by(deed)
