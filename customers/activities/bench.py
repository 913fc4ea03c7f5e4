"""What `manage.py bench` measures of this app: customers with a few activities, and the busiest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from customers.activities.presentation.activities import open_rows
from customers.bench.parts import BenchPart
from customers.models import Customer
from customers.services import lifecycle
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

    Call = Callable[[], object]

FEW = 7  # activities of an ordinary customer
SOME = 40
BAR, BAR_OF_BUSIEST = 40, 80  # as multiples of a primary-key lookup


@dataclass(frozen=True)
class Sample:
    """Active customers with about seven activities, and the one with the most."""

    few: list[Customer]
    busiest: Customer
    most: int


def part() -> BenchPart:
    """This app's part, for the hook of the customers' bench."""
    return BenchPart("activities", calls_of, pages_of)


@cache
def _sample() -> Sample | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.customer_id, count(*) FROM activities_activity a"
            " JOIN customers_customer c ON c.id = a.customer_id AND c.status = 'active'"
            " GROUP BY a.customer_id"
        )
        counted: dict[int, int] = dict(cursor.fetchall())
    if not counted:
        return None
    few = sorted(counted, key=lambda pk: (abs(counted[pk] - FEW), pk))[:SOME]
    most = max(counted, key=lambda pk: counted[pk])
    found = Customer.objects.select_related("category", "assigned_to", "attention_by", "employee")
    by_id = found.in_bulk([*few, most])
    return Sample([by_id[pk] for pk in few], by_id[most], counted[most])


def calls_of(_people: list[Person]) -> Calls:
    """What is open, what holds a customer back, and from becoming a prospect again."""
    sample = _sample()
    if sample is None:
        return {}
    user = StaffUser(is_superuser=True)  # never saved: whoever may see everything
    calls: Calls = {}
    for who, customers, bar in (
        ("a customer with few", sample.few, BAR),
        (f"the busiest ({sample.most:,})", [sample.busiest] * SOME, BAR_OF_BUSIEST),
    ):
        calls[f"may {who} become inactive"] = (
            bar,
            [_call(lifecycle.plan_deactivation, one) for one in customers],
        )
        calls[f"may {who} become a prospect"] = (
            bar,
            [_call(lifecycle.plan_prospect, one) for one in customers],
        )
        calls[f"what is open of {who}"] = (bar, [_open(user, one) for one in customers])
    return calls


def _call(ask: Callable[[Customer], object], customer: Customer) -> Call:
    return lambda: ask(customer)


def _open(user: Any, customer: Customer) -> Call:
    return lambda: open_rows(user, customer)


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The card, the tabs Activiteiten and Historie, and the dialog that asks what is open."""
    sample = _sample()
    if sample is None:
        return {}
    paths: Paths = {}
    for name, url_name in (
        ("Algemeen, with activities", "customers:detail"),
        ("Activiteiten", "activities:activities"),
        ("Historie, with activities", "customers:history"),
        ("Op inactief zetten", "customers:deactivate"),
    ):
        for who, customers in (("few", sample.few), (f"{sample.most:,}", [sample.busiest])):
            urls = [reverse(url_name, args=[customer.number]) for customer in customers]
            paths[f"{name} ({who})"] = [urls[at % len(urls)] for at in range(rounds)]
    paths["Agenda"] = [reverse("activities:agenda")] * rounds
    return paths
