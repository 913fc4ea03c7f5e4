"""Loading made-up invoices in bulk, by COPY, with lines, payments and history."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import InvoiceLine
from accounts.seed.build import billed_of
from accounts.seed.bulk import Order, build
from accounts.seed.part import SHARES, begin, follow, next_number, prepared, tables
from accounts.seed.slots import Series, year_of
from accounts.services.numbering import series_of
from customers.models import Customer
from customers.seed.bulk import Job, Report, keys_of, layouts, run, sizes
from customers.seed.load import reserve_ids

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterator

    from accounts.seed.making import Billed

MOST_LINES = 4
EARLIEST = date(2020, 1, 1)  # of a customer of whom nobody knows
#: Customers that a batch of invoices is drawn for.
DRAWN = 12_000


def load_invoices(
    count: int, *, seed: int = 1, progress: Callable[[int], object] = lambda _done: None
) -> Report:
    """Add `count` made-up invoices to the active customers with an account, oldest first.

    Their numbers follow on those that are there, without a gap.

    Args:
        count: how many.
        seed: the same seed gives the same invoices to the same customers.
        progress: called with the number of invoices after each batch.

    Raises:
        ValueError: no active customer has an account.
    """
    keys = keys_of(Customer.objects.filter(status="active", billing_account__active=True))
    if not keys:
        raise ValueError(_("No active customer has a billing account."))
    begin()
    wanted = {name: table for name, table in tables().items() if name != "account"}
    names = {series_of(date(year, 1, 2)): 0 for year in SHARES}
    job = Job(
        wanted,
        _orders(count, seed, keys),
        build,
        after=lambda _order: follow(names),
        events=frozenset({"payment"}),
    )
    return run(job, count=count, progress=progress)


def _orders(count: int, seed: int, keys: array[int]) -> Iterator[Order]:
    columns = {
        name: layouts({name: model}, frozenset({"line", "invoice"}))[name]
        for name, model in tables().items()
        if name != "account"
    }
    stretches = _stretches(count)
    for start, size in sizes(count):
        name = f"invoices {seed} {start}"
        yield Order(
            name,
            prepared(tuple(_parts(stretches, start, size)), accounts=0),
            _drawn(Random(name), keys),  # noqa: S311  # no secret
            reserve_ids(InvoiceLine, size * MOST_LINES),
            columns,
        )


def _stretches(count: int) -> list[Series]:
    """How the whole divides over the years."""
    found, left = [], count
    total = sum(SHARES.values())
    for year, share in SHARES.items():
        many = left if year == max(SHARES) else round(count * share / total)
        left -= many
        name = series_of(date(year, 1, 2))
        found.append(Series(name, next_number(name), many, *year_of(year)))
    return found


def _parts(stretches: list[Series], start: int, size: int) -> Iterator[Series]:
    """What of the whole falls to a batch, each part with its own days."""
    for whole in stretches:
        first, last = max(start, 0), min(start + size, whole.count)
        if first < last:
            days = (whole.end - whole.begin).days
            at = partial(_day, whole.begin, days, whole.count)
            yield Series(whole.name, whole.first + first, last - first, at(first), at(last - 1))
        start -= whole.count


def _day(begin_: date, days: int, count: int, nth: int) -> date:
    return begin_ + timedelta(days=days * nth // max(count - 1, 1))


def _drawn(random: Random, keys: array[int]) -> list[Billed]:
    """Customers from all over the register, with what stands on their invoices."""
    some = {keys[int(random.random() * len(keys))] for _nth in range(min(DRAWN, 4 * len(keys)))}
    rows = Customer.objects.filter(pk__in=some).select_related("billing_account__payment_term")
    return [_billed(customer) for customer in rows.order_by("pk")]


def _billed(customer: Any) -> Billed:
    account = customer.billing_account
    values = {
        "kind": customer.kind,
        "customer_since": customer.customer_since or EARLIEST,
        "company_name": account.name,
        "last_name": account.name,
        "language": customer.language,
        "emails": account.delivery_method == "email",
    }
    values |= {
        name: getattr(account, name)
        for name in ("street", "house_number", "house_number_addition", "postcode", "city",
                     "country", "vat_number", "registration_number")
    }  # fmt: skip
    term = account.payment_term
    return billed_of(customer.pk, account.pk, values, term.days if term else None)
