"""What `manage.py bench` measures of this app: a customer with ten moments beside the busiest one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db import connection
from django.urls import reverse

from contacts import timeline
from contacts.models import ContactPerson, Document
from contacts.routing import recipients_for, routing_matrix
from customers.bench.parts import BenchPart, register_bench_part
from customers.hooks import TimelineWindow
from customers.models import Customer
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

    Call = Callable[[], object]

FEW = 10  # moments of an ordinary customer
SOME, ROUNDS = 40, 20
FREQUENT = ("fiets", "reparatie", "offerte", "gebeld", "zaterdag")
RARE = ("torpedo", "pashley", "riksja", "spaaknippel", "naafdynamo")
NOWHERE = ("olifant", "zeppelin")


@dataclass(frozen=True)
class Sample:
    """Customers with about ten moments, the one with the most, and some with contact persons."""

    few: list[Customer]
    busiest: Customer
    most: int
    with_persons: list[Customer]


def register() -> None:
    """Have `manage.py bench` measure these."""
    register_bench_part(BenchPart("contacts", calls_of, pages_of))


@cache
def _sample() -> Sample | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id, count(*) FROM contacts_contactmoment WHERE removed_at IS NULL"
            " GROUP BY customer_id"
        )
        counted: dict[int, int] = dict(cursor.fetchall())
    if not counted:
        return None
    # Nearest to ten; where everybody has more, those with the fewest of those.
    few = sorted(counted, key=lambda pk: (abs(counted[pk] - FEW), pk))[:SOME]
    most = max(counted, key=lambda pk: counted[pk])
    persons = ContactPerson.objects.choosable().exclude(customer_id=most).order_by("pk")
    keys = [*dict.fromkeys(persons.values_list("customer_id", flat=True)[: SOME * 4])][:SOME]
    found = Customer.objects.select_related("category", "assigned_to", "attention_by", "employee")
    by_id = found.in_bulk([*few, *keys, most])
    return Sample(
        few=[by_id[pk] for pk in few],
        busiest=by_id[most],
        most=counted[most],
        with_persons=[by_id[pk] for pk in keys],
    )


def calls_of(_people: list[Person]) -> Calls:
    """The timeline's questions, and who gets a document."""
    sample = _sample()
    if sample is None:
        return {}
    user = StaffUser(is_superuser=True)  # never saved: whoever may see everything
    calls: Calls = {}
    for who, customers in _whose(sample):
        for what, window in _windows().items():
            calls[f"timeline of {who}: {what}"] = (40, _pages(user, customers, window))
        calls[f"timeline of {who}: page after page"] = (40, _further(user, customers))
        calls[f"timeline of {who}: counts"] = (40, [_counts(one) for one in customers])
    if sample.with_persons:
        calls["who gets an invoice"] = (
            40,
            [_recipients(customer) for customer in sample.with_persons],
        )
        calls["who gets which document: all"] = (
            80,
            [_matrix(customer) for customer in sample.with_persons],
        )
    return calls


def _whose(sample: Sample) -> list[tuple[str, list[Customer]]]:
    return [
        ("a customer with few", sample.few),
        (f"the busiest ({sample.most:,})", [sample.busiest] * SOME),
    ]


def _windows() -> dict[str, list[TimelineWindow]]:
    def windows(**asked: Any) -> TimelineWindow:
        return TimelineWindow(limit=timeline.PAGE, **asked)

    return {
        "newest": [windows()],
        "one kind": [windows(kinds=frozenset({kind})) for kind in ("note", "letter", "call")],
        "what was sent": [windows(only_sent=True)],
        "frequent word": [windows(text=word) for word in FREQUENT],
        "rare word": [windows(text=word) for word in RARE],
        "word that is nowhere": [windows(text=word) for word in NOWHERE],
        "two words": [windows(text="gazelle ketting"), windows(text="bakfiets december")],
    }


def _pages(user: Any, customers: list[Customer], windows: list[TimelineWindow]) -> list[Call]:
    def call(customer: Customer, window: TimelineWindow) -> Call:
        return lambda: timeline.page_of(user, customer, window)

    return [call(customer, windows[at % len(windows)]) for at, customer in enumerate(customers)]


def _further(user: Any, customers: list[Customer]) -> list[Call]:
    """The second page and those after it, each from where the one before ended."""
    calls: list[Call] = []
    window = TimelineWindow(limit=timeline.PAGE)
    after: dict[int, timeline.Place | None] = {}

    def call(customer: Customer, place: timeline.Place | None) -> Call:
        return lambda: timeline.page_of(user, customer, window, after=place)

    for customer in customers:
        page = timeline.page_of(user, customer, window, after=after.get(customer.pk))
        after[customer.pk] = page.older
        calls.append(call(customer, page.older))
    return calls


def _counts(customer: Customer) -> Call:
    def call() -> object:
        customer.__dict__.pop("_timeline_counts", None)  # or it would be asked only once
        return timeline.counts(customer)

    return call


def _recipients(customer: Customer) -> Call:
    return lambda: recipients_for(customer, Document.INVOICE)


def _matrix(customer: Customer) -> Call:
    return lambda: routing_matrix(customer)


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The tabs Contacten, Contactpersonen and Historie, for an ordinary customer and the busiest."""
    sample = _sample()
    if sample is None:
        return {}
    few = [customer.number for customer in sample.few]
    most = [sample.busiest.number]
    paths: Paths = {}
    for name, url_name, query in (
        ("Contacten", "contacts:timeline", ""),
        ("Contacten, one kind", "contacts:timeline", "?kind=note"),
        ("Contacten, frequent word", "contacts:timeline", f"?text={quote(FREQUENT[0])}"),
        ("Contacten, rare word", "contacts:timeline", f"?text={quote(RARE[0])}"),
        ("Algemeen", "customers:detail", ""),
        ("Historie", "customers:history", ""),
    ):
        for who, numbers in (("few", few), (f"{sample.most:,}", most)):
            paths[f"{name} ({who})"] = _paths(url_name, numbers, query, rounds)
    if sample.with_persons:
        numbers = [customer.number for customer in sample.with_persons]
        paths["Contactpersonen"] = _paths("contacts:persons", numbers, "", rounds)
    return paths


def _paths(url_name: str, numbers: list[str], query: str, rounds: int) -> list[str]:
    urls = [f"{reverse(url_name, args=[number])}{query}" for number in numbers]
    return [urls[at % len(urls)] for at in range(rounds)]
