"""Where the made-up customers live: real postcodes with their towns, and streets that could be there.

The street follows from the postcode, so that all who share a postcode share a street.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from customers.seed.weighted import Weighted, lines, words

if TYPE_CHECKING:
    from random import Random

# The letters of Dutch postcodes; F, I, O, Q, U and Y are not given out.
LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
_NEVER = {"SA", "SD", "SS"}
PAIRS = [a + b for a in LETTERS[:9] for b in LETTERS if a + b not in _NEVER]
# The streets of the hand-written customers.
KNOWN_STREETS = {"3512JE": "Voorstraat", "3512EM": "Nobelstraat"}
ADDITIONS_NL = Weighted(
    [("", 850), ("A", 60), ("B", 25), ("C", 8), ("bis", 12), ("A-bis", 3), ("1", 12), ("2", 12),
     ("3", 8), ("H", 8), ("hs", 4), ("II", 3), ("rd", 2), ("K12", 1)]
)  # fmt: skip
ADDITIONS_BE = Weighted(
    [("", 850), ("A", 50), ("B", 15), ("bus 1", 20), ("bus 2", 20), ("bus 3", 12), ("bus 12", 6)]
)
BELGIAN_SHARE = 0.13


class Town(NamedTuple):
    """A town, with what its people have in common."""

    country: str
    language: str
    name: str
    codes: tuple[str, ...]
    area: str


class Home(NamedTuple):
    """One address with the town's language and telephone area code."""

    street: str
    house_number: int
    addition: str
    postcode: str
    city: str
    country: str
    language: str
    area: str


def _dutch() -> list[tuple[Town, float]]:
    found = []
    for line in lines("places_nl.txt"):
        name, ranges, weight, area = line.split("|")
        codes = []
        for part in words(ranges):
            first, _, last = part.partition("-")
            codes += [str(code) for code in range(int(first), int(last or first) + 1)]
        found.append((Town("NL", "nl", name, tuple(codes), area), float(weight)))
    return found


def _belgian() -> list[tuple[Town, float]]:
    found = []
    for line in lines("places_be.txt"):
        language, area, weight, towns = line.split("|")
        for entry in words(towns):
            code, _, name = entry.partition(" ")
            found.append((Town("BE", language, name, (code,), area), float(weight)))
    return found


def _streets() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in lines("streets.txt"):
        kind, weight, names = line.split("|")
        found.setdefault(kind, []).extend(words(names) * int(weight))
    return {kind: tuple(names) for kind, names in found.items()}


DUTCH_TOWNS, BELGIAN_TOWNS = _dutch(), _belgian()
_DUTCH, _BELGIAN, _STREETS = Weighted(DUTCH_TOWNS), Weighted(BELGIAN_TOWNS), _streets()


def draw_home(random: Random) -> Home:
    """An address in a Dutch or Belgian town; larger towns come up more often."""
    belgian = random.random() < BELGIAN_SHARE
    return home_in(random, (_BELGIAN if belgian else _DUTCH).pick(random))


def home_in(random: Random, town: Town) -> Home:
    """An address in `town`."""
    code = town.codes[int(random.random() * len(town.codes))]
    house_number = 1 + int(random.random() ** 2.2 * 260)
    if town.country == "BE":
        addition = ADDITIONS_BE.pick(random)
        streets = _STREETS["nlbe" if town.language == "nl" else town.language]
        street = streets[(int(code) * 31 + int(random.random() * 60) * 7919) % len(streets)]
        postcode = code
    else:
        addition = ADDITIONS_NL.pick(random)
        pair = int(random.random() * len(PAIRS))
        street = dutch_street(code, pair)
        postcode = f"{code} {PAIRS[pair]}"
    return Home(
        street, house_number, addition, postcode, town.name, town.country, town.language, town.area
    )


def dutch_street(code: str, pair: int) -> str:
    """The street of a Dutch postcode, in which `pair` says which letters: always the same one."""
    known = KNOWN_STREETS.get(code + PAIRS[pair])
    if known:
        return known
    streets = _STREETS["nl"]
    # A street has about two postcodes; the primes spread the streets over the town.
    return streets[(int(code) * 7919 + (pair // 2) * 104_729) % len(streets)]


def landline(random: Random, home: Home) -> str:
    """A number in the home's area, from the 55… block that is used for examples."""
    area = home.area.removeprefix("0")
    if home.country == "NL":
        missing = 9 - len(area) - 2
        return f"+31{area}55{int(random.random() * 10**missing):0{missing}d}"
    block = {"4": "255", "9": "255"}.get(area, "555" if len(area) == 1 else "55")
    return f"+32{area}{block}{int(random.random() * 10_000):04d}"


def mobile(country: str, number: int) -> str:
    """A mobile number of its own for each of a million customers, in the blocks for examples."""
    spread = number * 765_433 % 1_000_000
    return f"+31655{spread:06d}" if country == "NL" else f"+32460{spread:06d}"
