"""Made-up people: names that go together, ages, and what a shop knows of them."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from customers.seed import surnames
from customers.seed.places import Home, landline, mobile
from customers.seed.weighted import Weighted, lines, words

if TYPE_CHECKING:
    from random import Random

    from customers.seed.surnames import Surname

TODAY = date(2026, 11, 22)  # fixed, or the same seed would not give the same people tomorrow
OPENED = date(2009, 3, 2)  # the shop's first day
STATUSES = Weighted([("active", 85), ("prospect", 7), ("inactive", 8)])
PERMISSIONS = Weighted([(0, 18), (1, 55), (2, 27)])
DOMAINS = {
    "NL": Weighted([("example.nl", 60), ("example.com", 30), ("example.org", 10)]),
    "BE": Weighted([("example.be", 60), ("example.com", 30), ("example.org", 10)]),
}
# Birth decades of a shop's customers.
DECADES = Weighted(
    [(1930, 2), (1940, 9), (1950, 15), (1960, 19), (1970, 18), (1980, 16), (1990, 13), (2000, 8)]
)
ORIGINS = {
    "nl": Weighted([("nl", 845), ("tr", 19), ("ma", 19), ("sr", 21), ("de", 24), ("pl", 14),
                    ("as", 36), ("be", 12), ("fr", 10)]),
    "nlbe": Weighted([("be", 810), ("wal", 45), ("nl", 50), ("ma", 28), ("tr", 18), ("as", 28),
                      ("pl", 12), ("fr", 9)]),
    "fr": Weighted([("wal", 740), ("fr", 100), ("be", 60), ("ma", 45), ("as", 30), ("tr", 10),
                    ("pl", 15)]),
    "de": Weighted([("de", 780), ("wal", 180), ("be", 40)]),
}  # fmt: skip
GIVEN_NAMES_OF = {"be": "nl", "wal": "fr"}
MORE_INITIALS = Weighted.falling("AMJCHPWGELBDFRTNKSVIO", power=0.9)
_TRANSLITERATED = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "İ": "i", "’": ""}
)


class Given(NamedTuple):
    """A first name, and the initials that it begins."""

    name: str
    initial: str


class Person(NamedTuple):
    """Who somebody is, before what the shop knows of them."""

    sex: str
    born: date
    origin: str
    given: Given
    surname: Surname


def _initial_of(name: str) -> str:
    parts = [part for part in name.replace("-", " ").split() if part]
    return "".join(f"{part[0].upper()}." for part in parts[:2])


def _first_names() -> dict[tuple[str, str], list[tuple[int, Weighted[Given]]]]:
    found: dict[tuple[str, str], list[tuple[int, Weighted[Given]]]] = {}
    for line in lines("first_names.txt"):
        origin, sex, until, names = line.split("|")
        given = [Given(name, _initial_of(name)) for name in words(names)]
        found.setdefault((origin, sex), []).append((int(until), Weighted.falling(given)))
    return found


def _notes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines("notes.txt"):
        kind, _, text = line.partition(": ")
        found.setdefault(kind, []).append(text)
    return found


FIRST_NAMES, NOTES = _first_names(), _notes()
CATEGORIES, INTERESTS = words(NOTES["category"][0]), words(NOTES["interest"][0])


def draw_person(random: Random, home: Home) -> Person:
    """Somebody who could live there."""
    group = "nlbe" if home.country == "BE" and home.language == "nl" else home.language
    origin = ORIGINS[group].pick(random)
    return _person(random, origin, surnames.draw(random, origin), _birth_date(random))


def draw_partner(random: Random, of: Person) -> Person:
    """Somebody who could live with `of`: of about the same age, often with the same surname."""
    born = of.born + timedelta(days=int(random.gauss(0, 1100)))
    born = max(min(born, date(2008, 11, 1)), date(1926, 1, 1))
    same = random.random() < 0.45
    surname = of.surname if same else surnames.draw(random, of.origin)
    sex = ("v" if of.sex == "m" else "m") if random.random() < 0.93 else of.sex
    return _person(random, of.origin, surname, born, sex)


def _person(
    random: Random, origin: str, surname: Surname, born: date, sex: str | None = None
) -> Person:
    sex = sex or ("m" if random.random() < 0.51 else "v")
    lists = FIRST_NAMES[GIVEN_NAMES_OF.get(origin, origin), sex]
    names = next((names for until, names in lists if born.year <= until), lists[-1][1])
    return Person(sex, born, origin, names.pick(random), surname)


def _birth_date(random: Random) -> date:
    decade = DECADES.pick(random)
    # The youngest customers are 18.
    days = 3652 if decade < 2000 else (date(2008, 11, 22) - date(2000, 1, 1)).days
    return date(decade, 1, 1) + timedelta(days=int(random.random() * days))


def person_values(random: Random, person: Person, home: Home, number: int) -> dict[str, Any]:
    """The values of the Customer that `person` is, by field."""
    surname, last_name = person.surname, person.surname.name
    infix = surname.infix
    if person.sex == "v" and home.country == "NL" and random.random() < _married_name(person):
        partner = surnames.draw(random, person.origin if random.random() < 0.8 else "nl")
        if "-" not in partner.name:
            infix, last_name = partner.infix, f"{partner.name}-{surname.whole}"
    chance = random.random
    values = {
        "number": str(number),
        "kind": "person",
        "status": STATUSES.pick(random),
        "salutation": "" if chance() < 0.02 else ("mr" if person.sex == "m" else "mrs"),
        "initials": _initials(random, person),
        "first_name": person.given.name if chance() < 0.82 else "",
        "infix": infix,
        "last_name": last_name,
        "birth_date": person.born if chance() < 0.72 else None,
        "language": home.language,
        "customer_since": customer_since(random, person.born),
    }
    return values | address_values(home) | reach_values(random, person, home, number)


def _married_name(person: Person) -> float:
    if person.origin not in {"nl", "sr", "de"}:
        return 0.03
    return 0.38 if person.born.year < 1965 else 0.12 if person.born.year < 1995 else 0.01


def _initials(random: Random, person: Person) -> str:
    more = 0 if person.origin not in {"nl", "sr"} else int(random.random() ** 1.4 * 3)
    return person.given.initial + "".join(f"{MORE_INITIALS.pick(random)}." for _ in range(more))


def customer_since(random: Random, born: date | None = None) -> date:
    """The day on which somebody became a customer, as an adult and since the shop opened."""
    first = OPENED if born is None else max(OPENED, born + timedelta(days=18 * 365))
    first = min(first, TODAY - timedelta(days=2))
    span = (TODAY - first).days
    return TODAY - timedelta(days=1 + int(random.random() ** 1.3 * (span - 1)))


def address_values(home: Home) -> dict[str, Any]:
    """An address by the names of the fields, the same in Customer and Address."""
    return {
        "street": home.street,
        "house_number": home.house_number,
        "house_number_addition": home.addition,
        "postcode": home.postcode,
        "city": home.city,
        "country": home.country,
    }


def reach_values(random: Random, person: Person, home: Home, number: int) -> dict[str, Any]:
    """Phones and e-mail; the older, the more often a landline."""
    old = person.born.year < 1960
    values: dict[str, Any] = {"email_permission": PERMISSIONS.pick(random)}
    if random.random() < (0.62 if old else 0.93):
        values["mobile"] = mobile(home.country, number)
    if random.random() < (0.7 if old else 0.22):
        values["phone"] = landline(random, home)
    if random.random() < (0.45 if old else 0.82):
        values["emails"] = _email(random, person, home, number)
    return values


def plain(text: str) -> str:
    """Small letters and digits only, as in an e-mail address."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_TRANSLITERATED))
    return "".join(char for char in folded if char.isascii() and char.isalnum())


def _email(random: Random, person: Person, home: Home, number: int) -> str:
    name = plain(person.surname.name)
    first = plain(person.given.name)
    form = random.random()
    local = (
        f"{first}.{plain(person.surname.whole)}" if form < 0.5
        else f"{first[0]}.{name}" if form < 0.7
        else f"{name}.{first}" if form < 0.8
        else f"{first}{name}"
    )  # fmt: skip
    if not person.surname.rare:
        local += str(person.born.year if random.random() < 0.3 else number % 1000)
    return f"{local}@{DOMAINS[home.country].pick(random)}"
