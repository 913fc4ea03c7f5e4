"""A stretch of the register: customers by number, with what hangs on them.

Nothing here knows Django, so that a second process can make the customers while the first one loads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from customers.seed.companies import company_values
from customers.seed.people import (
    INTERESTS,
    NOTES,
    TODAY,
    Person,
    address_values,
    customer_since,
    draw_partner,
    draw_person,
    person_values,
)
from customers.seed.places import Home, draw_home
from customers.seed.weighted import Weighted

if TYPE_CHECKING:
    from collections.abc import Iterator

# Places in the list of categories: regular, walk-in, business, school or club, hire.
PERSON_CATEGORIES = Weighted([(None, 40), (0, 28), (1, 27), (4, 5)])
COMPANY_CATEGORIES = Weighted([(None, 15), (0, 10), (2, 60), (3, 10), (4, 5)])
CARD_PREFIX = "29"


@dataclass
class Seeded:
    """One customer to be: the values by field, and the rows that belong to it."""

    values: dict[str, Any]
    category: int | None = None
    interests: tuple[int, ...] = ()
    addresses: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    #: How many places further on in the stretch the housemate stands (-1: the one before).
    housemate: int | None = None


def make(seed: int, first_number: int, count: int) -> Iterator[Seeded]:
    """Make `count` customers with the numbers from `first_number` on.

    The same seed and first number give the same people, however many are asked for.
    """
    random = Random(f"klantbeheer {seed} {first_number}")  # noqa: S311  # no secret
    previous: tuple[Person, Home] | None = None
    for number in range(first_number, first_number + count):
        if previous and random.random() < 0.05:
            person, home = draw_partner(random, previous[0]), previous[1]
            seeded = Seeded(person_values(random, person, home, number), housemate=-1)
            previous = None
        else:
            home = draw_home(random)
            if random.random() < 0.08:
                seeded = Seeded(company_values(random, home, number))
                previous = None
            else:
                person = draw_person(random, home)
                seeded = Seeded(person_values(random, person, home, number))
                previous = person, home
        _add_the_rest(random, seeded, home, number)
        yield seeded


def _add_the_rest(random: Random, seeded: Seeded, home: Home, number: int) -> None:
    company = seeded.values["kind"] == "company"
    since = seeded.values["customer_since"]
    seeded.category = (COMPANY_CATEGORIES if company else PERSON_CATEGORIES).pick(random)
    if random.random() < 0.25:
        chosen = {
            int(random.random() * len(INTERESTS)) for _ in range(1 + int(random.random() * 3))
        }
        seeded.interests = tuple(sorted(chosen))
    _add_texts(random, seeded.values)
    if random.random() < 0.4:
        seeded.cards = _cards(random, number, since)
    if random.random() < 0.06:
        seeded.addresses.append(_former(random, since))
    if company and random.random() < 0.3:
        seeded.addresses.append(_delivery(random, home, since))


def _add_texts(random: Random, values: dict[str, Any]) -> None:
    if random.random() < 0.025:
        texts = NOTES["attention"]
        values["attention"] = texts[int(random.random() * len(texts))]
        if random.random() < 0.25:
            values["attention_until"] = TODAY + timedelta(days=20 + int(random.random() * 300))
    if random.random() < 0.04:
        texts = NOTES["note"]
        values["internal_note"] = texts[int(random.random() * len(texts))]


def card_number(number: int, issue: int = 0) -> str:
    """The card of a customer: 13 digits as on a barcode (EAN-13), the last one a check digit."""
    digits = f"{CARD_PREFIX}{issue}{number:09d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _cards(random: Random, number: int, since: Any) -> list[dict[str, Any]]:
    days = (TODAY - since).days
    issued = since + timedelta(days=int(random.random() * days))
    if random.random() > 0.05:
        return [{"number": card_number(number), "active": True, "issued_on": issued}]
    blocked = issued + timedelta(days=int(random.random() * (TODAY - issued).days))
    old = {"number": card_number(number), "active": False, "issued_on": issued}
    new = {"number": card_number(number, 1), "active": True, "issued_on": blocked}
    return [old | {"blocked_on": blocked}, new]


def _former(random: Random, since: Any) -> dict[str, Any]:
    moved = since + timedelta(days=int(random.random() * (TODAY - since).days))
    start = customer_since(random)
    values = {"kind": "former", "valid_to": moved, **address_values(draw_home(random))}
    return values | {"valid_from": start if start <= moved else None}


def _delivery(random: Random, home: Home, since: Any) -> dict[str, Any]:
    other = home._replace(house_number=home.house_number + 2, addition="")
    place = other if random.random() < 0.5 else draw_home(random)
    text = ("Magazijn", "Achteringang", "Vestiging", "")[int(random.random() * 4)]
    values = {"kind": "delivery", "addressee": text, "valid_from": since}
    return values | address_values(place)
