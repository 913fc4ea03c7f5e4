"""What `manage.py bench` measures of this app: customers with a few invoices, and the busiest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse

from accounts.blockers import any_invoices, unpaid_invoices
from accounts.presentation.invoices import money_context
from customers.bench.parts import BenchPart
from customers.models import Customer
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

    Call = Callable[[], object]

FEW = 4  # invoices of an ordinary customer
SOME = 40
BAR, BAR_OF_FIGURES = 20, 80  # as multiples of a primary-key lookup


@dataclass(frozen=True)
class Sample:
    """Active customers with about four invoices, and the one with the most."""

    few: list[Customer]
    busiest: Customer
    most: int


def part() -> BenchPart:
    """This app's part, for the hook of the customers' bench."""
    return BenchPart("accounts", calls_of, pages_of)


@cache
def _sample() -> Sample | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.customer_id, count(*) FROM accounts_invoice i"
            " JOIN customers_customer c ON c.id = i.customer_id AND c.status = 'active'"
            " GROUP BY i.customer_id"
        )
        counted: dict[int, int] = dict(cursor.fetchall())
    if not counted:
        return None
    few = sorted(counted, key=lambda pk: (abs(counted[pk] - FEW), pk))[:SOME]
    most = max(counted, key=lambda pk: counted[pk])
    found = Customer.objects.select_related(
        "category", "assigned_to", "attention_by", "employee", "billing_account"
    )
    by_id = found.in_bulk([*few, most])
    return Sample([by_id[pk] for pk in few], by_id[most], counted[most])


def calls_of(_people: list[Person]) -> Calls:
    """What is unpaid, what was ever invoiced, and the figures of the tab Rekening."""
    sample = _sample()
    if sample is None:
        return {}
    user = StaffUser(is_superuser=True)  # never saved: whoever may see everything
    calls: Calls = {}
    for who, customers in _whose(sample):
        calls[f"unpaid invoices of {who}"] = (BAR, [_call(unpaid_invoices, c) for c in customers])
        calls[f"any invoice of {who}"] = (BAR, [_call(any_invoices, c) for c in customers])
        calls[f"figures of {who}"] = (BAR_OF_FIGURES, [_figures(user, c) for c in customers])
    return calls


def _whose(sample: Sample) -> list[tuple[str, list[Customer]]]:
    return [
        ("a customer with few", sample.few),
        (f"the busiest ({sample.most:,})", [sample.busiest] * SOME),
    ]


def _call(ask: Callable[[Customer], object], customer: Customer) -> Call:
    return lambda: ask(customer)


def _figures(user: Any, customer: Customer) -> Call:
    return lambda: money_context(user, customer)


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The tab Rekening, the page Facturen, and all invoices of the shop."""
    sample = _sample()
    if sample is None:
        return {}
    paths: Paths = {}
    for name, url_name in (
        ("Rekening", "accounts:account"),
        ("Facturen", "accounts:invoices"),
        ("Algemeen, with invoices", "customers:detail"),
    ):
        for who, customers in (("few", sample.few), (f"{sample.most:,}", [sample.busiest])):
            urls = [reverse(url_name, args=[customer.number]) for customer in customers]
            paths[f"{name} ({who})"] = [urls[at % len(urls)] for at in range(rounds)]
    paths["All invoices"] = [reverse("accounts:all_invoices")] * rounds
    return paths
