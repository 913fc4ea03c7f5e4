"""From postcode and house number to street and town."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from customers.models import PostalAddress
from customers.postal import bag, csv
from customers.postal.pdok import PdokError, find_addresses
from customers.postal.rows import plain_postcode

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)
#: Registers that have all numbers of a postcode, so that one they lack is doubtful.
COMPLETE = {bag.SOURCE, csv.SOURCE}
_MOST_CHOICES = 50


@dataclass(frozen=True)
class AddressMatch:
    """What is known of a postcode, or of a number there.

    `street` and `city` are filled when there is one answer; `streets` and `cities` hold the choice when
    there are several. `additions` are those of the number. `known_number` is None when the table cannot
    tell whether the number exists.
    """

    street: str = ""
    city: str = ""
    additions: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    source: str = ""
    known_number: bool | None = None

    @property
    def number_known(self) -> bool:
        """Whether nothing speaks against the number."""
        return self.known_number is not False


def find_address(
    postcode: str,
    house_number: int | None = None,
    addition: str = "",
    country: str = "NL",
    *,
    use_pdok: bool = False,
) -> AddressMatch | None:
    """What the local table, and with `use_pdok` PDOK, knows of an address; None when nothing.

    Never raises for what was typed, nor when PDOK is away.
    """
    code = plain_postcode(postcode)
    if not code:
        return None
    found = _known_number(country, code, house_number, addition) if house_number else None
    if found is None and use_pdok and country == "NL" and house_number and len(code) == 6:
        found = _ask_pdok(code, house_number, addition)
    return found or _known_postcode(country, code, house_number) or _known_town(country, code)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}, key=_natural))


def _natural(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isascii() and text.isdigit() else (-1, text.casefold())


def _match(
    streets: Iterable[str],
    cities: Iterable[str],
    *,
    source: str,
    additions: Iterable[str] = (),
    known_number: bool | None = None,
) -> AddressMatch:
    all_streets, all_cities = _distinct(streets), _distinct(cities)
    return AddressMatch(
        street=all_streets[0] if len(all_streets) == 1 else "",
        city=all_cities[0] if len(all_cities) == 1 else "",
        additions=_distinct(additions),
        streets=all_streets[:_MOST_CHOICES] if len(all_streets) > 1 else (),
        cities=all_cities if len(all_cities) > 1 else (),
        source=source,
        known_number=known_number,
    )


def _of_number(rows: list[tuple[str, str, str]], addition: str, source: str) -> AddressMatch:
    """The match of the addresses (street, city, addition) that share postcode and number."""
    wanted = addition.casefold()
    # One postcode can have the number in two streets; the addition may tell which.
    exact = [row for row in rows if row[2].casefold() == wanted] or rows
    return _match(
        (street for street, _city, _addition in exact),
        (city for _street, city, _addition in exact),
        additions=(row[2] for row in rows),
        source=source,
        known_number=True,
    )


def _known_number(country: str, code: str, house_number: int, addition: str) -> AddressMatch | None:
    found = PostalAddress.objects.filter(
        country=country, postcode=code, house_number=house_number
    ).values_list("street", "city", "addition", "source")
    rows = list(found)
    if not rows:
        return None
    return _of_number([row[:3] for row in rows], addition, rows[0][3])


def _known_postcode(country: str, code: str, house_number: int | None) -> AddressMatch | None:
    """The streets and towns of a whole postcode."""
    known = PostalAddress.objects.filter(country=country, postcode=code)
    rows = list(known.exclude(street="").values_list("street", "city", "source").distinct())
    if not rows:
        return None
    complete = any(row[2] in COMPLETE for row in rows) and (
        known.filter(source__in=COMPLETE).exclude(house_number=None).exists()
    )
    return _match(
        (row[0] for row in rows),
        (row[1] for row in rows),
        source=rows[0][2],
        known_number=False if house_number and complete else None,
    )


def _known_town(country: str, code: str) -> AddressMatch | None:
    """The towns of a postcode; of a Dutch one, those of its four digits."""
    codes = {code, code[:4]} if country == "NL" else {code}
    rows = list(
        PostalAddress.objects.filter(country=country, postcode__in=codes)
        .values_list("city", "source")
        .distinct()
    )
    return _match((), (row[0] for row in rows), source=rows[0][1]) if rows else None


def _ask_pdok(code: str, house_number: int, addition: str) -> AddressMatch | None:
    try:
        found = find_addresses(code, house_number)
    except PdokError as error:
        log.info("PDOK: %s", error)  # without the address: what is looked up is personal
        return None
    rows = [(item.street, item.city, item.addition) for item in found]
    return _of_number(rows, addition, "pdok") if rows else None
