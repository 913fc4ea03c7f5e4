"""What `manage.py bench` measures of this app: customers with a few invoices, and the busiest."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from django.urls import reverse

from accounts.blockers import any_invoices, unpaid_invoices
from accounts.presentation.invoices import money_context
from customers.bench.busiest import busiest_by
from customers.bench.parts import BenchPart, register_bench_part
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from customers.bench.busiest import Busiest
    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

FEW = 4  # invoices of an ordinary customer
BAR, BAR_OF_FIGURES = 20, 80  # as multiples of a primary-key lookup


def register() -> None:
    """Have `manage.py bench` measure these."""
    register_bench_part(BenchPart("accounts", calls_of, pages_of))


@cache
def _sample() -> Busiest | None:
    return busiest_by("accounts_invoice", FEW, "billing_account")


def calls_of(_people: list[Person]) -> Calls:
    """What is unpaid, what was ever invoiced, and the figures of the tab Rekening."""
    sample = _sample()
    if sample is None:
        return {}
    user = StaffUser(is_superuser=True)  # never saved: whoever may see everything
    calls: Calls = {}
    figures = partial(money_context, user)
    for who, customers in sample.whose:
        for name, bar, question in (
            ("unpaid invoices", BAR, unpaid_invoices),
            ("any invoice", BAR, any_invoices),
            ("figures", BAR_OF_FIGURES, figures),
        ):
            calls[f"{name} of {who}"] = (bar, [partial(question, one) for one in customers])
    return calls


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The tab Rekening, the page Facturen, and all invoices of the shop."""
    sample = _sample()
    if sample is None:
        return {}
    pages = (
        ("Rekening", "accounts:account"),
        ("Facturen", "accounts:invoices"),
        ("Algemeen, with invoices", "customers:detail"),
    )
    paths = sample.paths(pages, rounds)
    paths["All invoices"] = [reverse("accounts:all_invoices")] * rounds
    return paths
