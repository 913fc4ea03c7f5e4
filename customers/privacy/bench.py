"""What `manage.py bench` measures of erasing: the plan, the texts elsewhere, the erasure, its proof.

Nobody is erased: the one who goes is made in a transaction that is rolled back after the last round.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.urls import reverse

from customers.bench.busiest import busiest_by
from customers.bench.measure import ROUNDS
from customers.bench.parts import BenchPart, register_bench_part
from customers.models import Address, Customer, FormerNumber, LoyaltyCard
from customers.privacy.erasure.engine import erase_customer
from customers.privacy.erasure.plan import plan_erasure
from customers.privacy.mentions.service import find_mentions
from customers.privacy.proof.remains import remains_of
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Callable

    from customers.bench.busiest import Busiest
    from customers.bench.parts import Calls, Paths
    from customers.bench.samples import Person

FEW = 10  # contact moments of an ordinary customer
EDITS, ADDRESSES, CARDS = 500, 300, 200  # together 1,000 history rows and 500 related rows
#: As multiples of a primary-key lookup, of which a second holds some thousands.
BAR_OF_PLAN, BAR_OF_MENTIONS, BAR_OF_ERASING, BAR_OF_PROOF = 1_500, 1_000, 4_000, 800


def register() -> None:
    """Have `manage.py bench` measure these."""
    register_bench_part(BenchPart("privacy", calls_of, pages_of))


@cache
def _sample() -> Busiest | None:
    return busiest_by("contacts_contactmoment", FEW)


def calls_of(_people: list[Person]) -> Calls:
    """The plan and the mentions of ordinary customers and of the busiest; erasing, and its proof."""
    sample = _sample()
    if sample is None:
        return {}
    calls: Calls = {}
    for who, customers in sample.whose:
        calls[f"erasure plan of {who}"] = (
            BAR_OF_PLAN,
            [partial(plan_erasure, customer) for customer in customers],
        )
        calls[f"texts elsewhere that name {who}"] = (
            BAR_OF_MENTIONS,
            [partial(find_mentions, [customer]) for customer in customers],
        )
    much = f"{EDITS + ADDRESSES + CARDS:,} history rows, {ADDRESSES + CARDS} related"
    calls[f"erase a customer ({much}), rolled back"] = (BAR_OF_ERASING, [Rehearsal(_erase)])
    calls[f"proof that it is gone ({much})"] = (BAR_OF_PROOF, [Rehearsal(_prove, erased=True)])
    return calls


def pages_of(_people: list[Person], rounds: int) -> Paths:
    """The page of the privacy law of a customer."""
    sample = _sample()
    if sample is None:
        return {}
    urls = [reverse("privacy:customer", args=[one.number]) for one in sample.few]
    return {"Privacy (AVG)": [urls[at % len(urls)] for at in range(rounds)]}


class Rehearsal:
    """A call on a customer with much, who is there from the first call to the last and never stays."""

    #: One to warm up, then the rounds.
    CALLS = 1 + ROUNDS

    def __init__(self, act: Callable[[Customer], object], *, erased: bool = False) -> None:
        self._act, self._erased = act, erased
        self._left = self.CALLS
        self._around: Any = None
        self._customer: Customer | None = None

    def __call__(self) -> object:
        if self._customer is None:
            self._around = transaction.atomic()
            self._around.__enter__()
            self._customer = customer_with_much()
            if self._erased:
                _erase(self._customer, stay=True)
        answer = self._act(self._customer)
        self._left -= 1
        if not self._left:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        return answer


def customer_with_much() -> Customer:
    """A customer who was edited often, with many addresses and cards, all in the history."""
    with transaction.atomic(), history.acting(actor="bench", reason="bench"):
        customer: Customer = Customer.objects.create(
            last_name="Wxyzvaart",
            first_name="Quinta",
            initials="Q.",
            status="inactive",
            street="Voorstraat",
            house_number=47,
            postcode="3512 JE",
            city="Utrecht",
            mobile="0650617283",
            emails="quinta.wxyzvaart@example.nl",
        )
        FormerNumber.objects.create(number=f"F{customer.pk}", customer=customer)
        rows = Customer.objects.filter(pk=customer.pk)
        for at in range(EDITS - 1):
            rows.update(first_name=f"Quinta {at}", internal_note=f"Quinta belt over {at}.")
        Address.objects.bulk_create(
            Address(
                customer=customer,
                kind="former",
                street="Wxyzlaan",
                house_number=at + 1,
                postcode="3512 JE",
                city="Utrecht",
            )
            for at in range(ADDRESSES)
        )
        LoyaltyCard.objects.bulk_create(
            LoyaltyCard(customer=customer, number=f"WXYZ{customer.pk}X{at}", active=False)
            for at in range(CARDS)
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        customer.refresh_from_db()
        return customer


def _erase(customer: Customer, *, stay: bool = False) -> None:
    """Erase, and look at every row as a commit does; then everything is as before, unless it stays."""
    with transaction.atomic():
        erase_customer(customer=customer, actor="bench", ground="request")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(not stay)


def _prove(customer: Customer) -> object:
    return remains_of(customer.number)
