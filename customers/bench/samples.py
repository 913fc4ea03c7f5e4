"""What the bench searches for: taken from the register itself, the same each time."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from customers.models import Customer, LoyaltyCard
from customers.search.query import SearchQuery
from customers.search.reasons import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = 400
FREQUENT = ("jansen", "de jong", "de vries", "van den berg", "bakker", "visser", "smit", "peeters")
NOBODY = ("xqwzpv", "wqxkzj", "zzyqxa", "qvwxyz")
_LETTERS = "abcdefghijklmnoprstuvwyz"


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of the register, to search for."""

    id: int
    number: str
    last_name: str
    company_name: str
    postcode: str
    house_number: int | None
    phones: tuple[str, ...]
    emails: str
    birth_date: Any

    @property
    def digits(self) -> str:
        """The four digits of the postcode."""
        return re.sub(r"\D", "", self.postcode)[:4]

    @property
    def short_name(self) -> str:
        """The last name as it is typed: folded, its first half when it is a double one."""
        return re.split(r"\s*-\s*", self.last_name)[0].lower()


def people(count: int = SAMPLES) -> list[Person]:
    """Pick active customers all over the register, the same ones each time."""
    first, last = _id_range()
    chance = random.Random(1)  # noqa: S311  # a sample, not a secret
    ids = [chance.randint(first, last) for _ in range(count * 3)]
    rows = Customer.objects.active().filter(pk__in=ids).order_by("pk")
    found = [_person(customer) for customer in rows]
    chance.shuffle(found)
    return found[:count]


def companies(count: int = 150) -> list[Person]:
    """Pick active companies, the same ones each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_id FROM customers_searchname WHERE kind = 3 AND active"
            " AND length(key) > 7 ORDER BY customer_id"
        )
        keys = [row[0] for row in cursor.fetchall()]
    some = random.Random(4).sample(keys, min(count, len(keys)))  # noqa: S311  # a sample
    return [_person(c) for c in Customer.objects.filter(pk__in=some).order_by("pk")]


def _id_range() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id), max(id) FROM customers_customer")
        first, last = cursor.fetchone()
    return first or 0, last or 0


def _person(customer: Customer) -> Person:
    phones = (customer.mobile, customer.phone, customer.phone_extra)
    return Person(
        id=customer.pk,
        number=customer.number,
        last_name=customer.last_name,
        company_name=customer.company_name,
        postcode=customer.postcode,
        house_number=customer.house_number,
        phones=tuple(phone for phone in phones if len(phone) > 8),
        emails=customer.emails,
        birth_date=customer.birth_date,
    )


def misspelled(name: str, chance: random.Random) -> str:
    """One typing error: a letter left out, doubled, swapped with the next, or another one."""
    at = chance.randrange(1, max(len(name) - 1, 2))
    match chance.randrange(4):
        case 0:
            return name[:at] + name[at + 1 :]
        case 1:
            return name[:at] + name[at] + name[at:]
        case 2:
            return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
        case _:
            return name[:at] + chance.choice(_LETTERS) + name[at + 1 :]


# ---------------------------------------------------------------- the kinds of search
def kinds(sample: list[Person]) -> dict[str, tuple[float, list[SearchQuery]]]:
    """The kinds of search: the bar, as a multiple of the primary-key lookup, and the queries."""
    chance = random.Random(2)  # noqa: S311  # a sample, not a secret
    named = [p for p in sample if len(fold(p.short_name)) > 3]
    firms = companies()
    return {
        "number, card, birth date": (10, list(_numbers(sample))),
        "postcode, with or without house number": (10, list(_places(sample))),
        "phone: whole, last 4, fragment": (12, list(_phones(sample))),
        "2, 3, 4 letters, frequent name, with count": (15, list(_letters(named))),
        "misspelled, piece inside, no hit; name alone": (25, list(_alone(named, chance))),
        "name + postcode digits (+ house number), spelled right or wrong": (
            50,
            list(_names(named, chance)),
        ),
        "e-mail, begin or middle": (40, list(_emails(sample))),
        "company begin": (15, list(_companies(firms, middle=False))),
        "company begin / middle": (
            80,
            [*_companies(firms, middle=False), *_companies(firms, middle=True)],
        ),
    }


def _numbers(sample: list[Person]) -> Iterator[SearchQuery]:
    for person in sample[:150]:
        yield SearchQuery(number=person.number)
    for number in LoyaltyCard.objects.order_by("pk").values_list("number", flat=True)[:150]:
        yield SearchQuery(number=number)
    for person in [p for p in sample if p.birth_date][:150]:
        yield SearchQuery(birth_date=person.birth_date.isoformat())


def _places(sample: list[Person]) -> Iterator[SearchQuery]:
    for at, person in enumerate(sample[:300]):
        if person.digits:
            house = str(person.house_number or "") if at % 2 else ""
            yield SearchQuery(postcode=person.digits, house_number=house)


def _phones(sample: list[Person]) -> Iterator[SearchQuery]:
    for person in [p for p in sample if p.phones][:120]:
        phone = person.phones[0]
        yield SearchQuery(phone=phone)
        yield SearchQuery(phone=phone[-4:])
        yield SearchQuery(phone=phone[-7:-1])


def _letters(named: list[Person]) -> Iterator[SearchQuery]:
    for person in named[:100]:
        for length in (2, 3, 4):
            yield SearchQuery(last_name=person.short_name[:length])
    for name in FREQUENT * 10:
        yield SearchQuery(last_name=name)


def _alone(named: list[Person], chance: random.Random) -> Iterator[SearchQuery]:
    for person in named[:120]:
        yield SearchQuery(last_name=misspelled(person.short_name, chance))
    for person in [p for p in named if len(p.short_name) > 6][:100]:
        yield SearchQuery(last_name=person.short_name[-5:])
    for name in NOBODY * 15:
        yield SearchQuery(last_name=name)


def _names(named: list[Person], chance: random.Random) -> Iterator[SearchQuery]:
    for at, person in enumerate(p for p in named[:300] if p.digits):
        name = misspelled(person.short_name, chance) if at % 3 else person.short_name
        house = str(person.house_number or "") if at % 2 else ""
        yield SearchQuery(last_name=name, postcode=person.digits, house_number=house)


def _emails(sample: list[Person]) -> Iterator[SearchQuery]:
    for person in [p for p in sample if "@" in p.emails][:150]:
        local = person.emails.split("@")[0]
        yield SearchQuery(email=local[:5])
        yield SearchQuery(email=local[2:8])


def _companies(sample: list[Person], *, middle: bool) -> Iterator[SearchQuery]:
    for person in [p for p in sample if len(p.company_name) > 7]:
        name = person.company_name.lower()
        yield SearchQuery(company=name[2:8] if middle else name[:6])


def recall_queries(sample: list[Person]) -> dict[str, list[tuple[Person, SearchQuery]]]:
    """Whoever is meant, and what is typed: each name with one typing error."""
    chance = random.Random(3)  # noqa: S311  # a sample, not a secret
    named = [p for p in sample if len(fold(p.short_name)) > 3 and p.digits and p.house_number]
    typed = [(p, misspelled(p.short_name, chance)) for p in named]
    return {
        "name + digits": [(p, SearchQuery(last_name=name, postcode=p.digits)) for p, name in typed],
        "name + digits + house number": [
            (p, SearchQuery(last_name=name, postcode=p.digits, house_number=str(p.house_number)))
            for p, name in typed
        ],
        "misspelled alone: the surname": [(p, SearchQuery(last_name=name)) for p, name in typed],
    }
