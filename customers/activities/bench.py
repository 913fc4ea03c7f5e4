"""What `manage.py bench` measures of this app: customers with a few activities, and the busiest."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from django.urls import reverse

from customers.activities.presentation.activities import open_rows
from customers.bench.busiest import busiest_by
from customers.bench.parts import BenchPart, register_bench_part
from customers.services import lifecycle
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from customers.bench.busiest import Busiest
    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

FEW = 7  # activities of an ordinary customer
BAR, BAR_OF_BUSIEST = 40, 80  # as multiples of a primary-key lookup


def register() -> None:
    """Have `manage.py bench` measure these."""
    register_bench_part(BenchPart("activities", calls_of, pages_of))


@cache
def _sample() -> Busiest | None:
    return busiest_by("activities_activity", FEW)


def calls_of(_people: list[Person]) -> Calls:
    """What is open, what holds a customer back, and from becoming a prospect again."""
    sample = _sample()
    if sample is None:
        return {}
    user = StaffUser(is_superuser=True)  # never saved: whoever may see everything
    calls: Calls = {}
    for (who, customers), bar in zip(sample.whose, (BAR, BAR_OF_BUSIEST), strict=True):
        for name, question in (
            (f"may {who} become inactive", lifecycle.plan_deactivation),
            (f"may {who} become a prospect", lifecycle.plan_prospect),
            (f"what is open of {who}", partial(open_rows, user)),
        ):
            calls[name] = (bar, [partial(question, one) for one in customers])
    return calls


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The card, the tabs Activiteiten and Historie, and the dialog that asks what is open."""
    sample = _sample()
    if sample is None:
        return {}
    pages = (
        ("Algemeen, with activities", "customers:detail"),
        ("Activiteiten", "activities:activities"),
        ("Historie, with activities", "customers:history"),
        ("Op inactief zetten", "customers:deactivate"),
    )
    paths = sample.paths(pages, rounds)
    paths["Agenda"] = [reverse("activities:agenda")] * rounds
    return paths
