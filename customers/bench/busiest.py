"""Customers with a few of something, beside the one with the most of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.bench.parts import Paths

SOME = 40  # customers with a few


@dataclass(frozen=True)
class Busiest:
    """Active customers with about as many rows as is ordinary, and the one with the most."""

    few: list[Customer]
    busiest: Customer
    most: int

    @property
    def whose(self) -> list[tuple[str, list[Customer]]]:
        """Of whom the calls are, in words, with the customers: the busiest as often as the others."""
        busiest = f"the busiest ({self.most:,})"
        return [("a customer with few", self.few), (busiest, [self.busiest] * SOME)]

    def paths(self, pages: Iterable[tuple[str, str]], rounds: int) -> Paths:
        """The addresses to ask for, `rounds` of each.

        Args:
            pages: what a page is called, and the name of its address.
            rounds: how many of each page, of customers with a few and of the busiest.
        """
        found: Paths = {}
        for name, url_name in pages:
            for who, customers in (("few", self.few), (f"{self.most:,}", [self.busiest])):
                urls = [reverse(url_name, args=[customer.number]) for customer in customers]
                found[f"{name} ({who})"] = [urls[at % len(urls)] for at in range(rounds)]
        return found


def busiest_by(table: str, few: int, *related: str) -> Busiest | None:
    """The active customers by their rows in a table; None when it is empty.

    Args:
        table: with a column `customer_id`.
        few: how many rows an ordinary customer has.
        related: what is loaded with a customer, beside what every page loads.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.customer_id, count(*) FROM {table} r"
            " JOIN customers_customer c ON c.id = r.customer_id AND c.status = 'active'"
            " GROUP BY r.customer_id"
        )
        counted: dict[int, int] = dict(cursor.fetchall())
    if not counted:
        return None
    ordinary = sorted(counted, key=lambda pk: (abs(counted[pk] - few), pk))[:SOME]
    most = max(counted, key=lambda pk: counted[pk])
    found = Customer.objects.select_related(
        "category", "assigned_to", "attention_by", "employee", *related
    )
    by_id = found.in_bulk([*ordinary, most])
    return Busiest([by_id[pk] for pk in ordinary], by_id[most], counted[most])
