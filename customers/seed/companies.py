"""Made-up companies, schools and clubs, with numbers that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.seed import surnames
from customers.seed.people import (
    DOMAINS,
    PERMISSIONS,
    STATUSES,
    address_values,
    customer_since,
    plain,
)
from customers.seed.places import landline, mobile
from customers.seed.weighted import lines, words

if TYPE_CHECKING:
    from random import Random

    from customers.seed.places import Home

CLUB_SHARE = 0.16
CONTACT_SHARE = 0.25
ORIGIN = {"nl": "nl", "nlbe": "be", "fr": "wal", "de": "de"}


def _lists() -> dict[str, list[str]]:
    return {
        key: words(text) for key, _, text in (li.partition(": ") for li in lines("companies.txt"))
    }


LISTS = _lists()


def _list(group: str, kind: str) -> list[str]:
    return LISTS.get(f"{group}.{kind}") or LISTS[f"nl.{kind}"]


def _one(random: Random, items: list[str]) -> str:
    return items[int(random.random() * len(items))]


def company_values(random: Random, home: Home, number: int) -> dict[str, Any]:
    """The values of a Customer that is a company, a club or a school."""
    group = "nlbe" if home.country == "BE" and home.language == "nl" else home.language
    if group == "de":
        group = "fr"
    club = random.random() < CLUB_SHARE
    name = company_name(random, group, home, club=club)
    values = {
        "number": str(number),
        "kind": "company",
        "status": STATUSES.pick(random),
        "company_name": name,
        "language": home.language,
        "customer_since": customer_since(random),
        "email_permission": PERMISSIONS.pick(random),
        "phone": landline(random, home),
        "registration_number": kvk(random) if home.country == "NL" else kbo(random),
        **address_values(home),
    }
    if random.random() < 0.3:
        values["mobile"] = mobile(home.country, number)
    if random.random() < 0.8:
        local = f"{_one(random, ['info', 'inkoop', 'administratie'])}.{plain(name)[:40]}"
        values["emails"] = f"{local}@{DOMAINS[home.country].pick(random)}"
    if not club and random.random() < 0.7:
        values["vat_number"] = (
            dutch_vat(random) if home.country == "NL" else f"BE{values['registration_number']}"
        )
    if random.random() < CONTACT_SHARE:
        person = surnames.draw(random, ORIGIN[group])
        values |= {"infix": person.infix, "last_name": person.name}
    return values


def company_name(random: Random, group: str, home: Home, *, club: bool) -> str:
    """A name such as a company, or with `club` a society, in that language could have."""
    names = [surnames.draw(random, ORIGIN[group]).whole for _ in range(2)]
    names = [name[:1].upper() + name[1:] for name in names]
    template = _one(random, _list(group, "club" if club else "template"))
    name = template.format(
        name=names[0],
        pair=f"{names[0]} & {names[1]}",
        town=home.city,
        trade=_one(random, _list(group, "trade")),
        word=_one(random, _list(group, "word")),
    )
    form = "" if club else _one(random, _list(group, "form"))
    return f"{name} {form}".strip()


def kvk(random: Random) -> str:
    """A number as of the Dutch chamber of commerce: 8 digits, without a check digit."""
    return f"{10_000_000 + int(random.random() * 85_000_000)}"


def kbo(random: Random) -> str:
    """A Belgian company number: 10 digits, the last two a check on the others."""
    first = 4_000_000 + int(random.random() * 3_999_999)
    return f"{first:08d}{97 - first % 97:02d}"


def dutch_vat(random: Random) -> str:
    """A Dutch VAT number: the nine digits pass the eleven-test."""
    while True:
        digits = f"{10_000_000 + int(random.random() * 89_999_999)}"
        check = sum(int(digit) * (9 - at) for at, digit in enumerate(digits)) % 11
        if check < 10:
            return f"NL{digits}{check}B0{1 + int(random.random() * 2)}"
