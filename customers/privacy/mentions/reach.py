"""How phones, e-mail addresses, addresses and numbers are written in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers

from customers.privacy.mentions.fold import fold, words_of
from customers.privacy.mentions.signs import BEGIN, DASHES, END, Lookup, Pattern, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from customers.privacy.mentions.values import Address

_IN_PHONE = rf"[\s().+/_{DASHES}]{{0,3}}"
_IN_CODE = rf"[\s._/{DASHES}]{{0,2}}"
_SHORTEST_PHONE = 6
#: Shorter numbers tell something only behind the word 'card'.
_SHORTEST_CODE = 6
_RUN = 8
_LONGEST_EMAIL = 200


def of_email(email: str) -> Iterator[Pattern | Lookup]:
    """An address as it stands, in capitals or not."""
    written = fold(email).text
    if "@" not in written:
        return
    yield Pattern(rf"(?<![^\W_])(?<![.+_-]){re.escape(written)}(?![^\W_])(?!\.?-?[^\W_])")
    yield Lookup((f"@{email.lower()}"[:_LONGEST_EMAIL],))
    yield Lookup(tuple(words_of(email)))


def of_phone(phone: str) -> Iterator[Pattern | Lookup]:
    """A number with or without the code of its country, with any signs between."""
    codes, national = _parts_of_phone(phone)
    if len(national) < _SHORTEST_PHONE:
        return
    abroad = rf"\(?(?:\+|00)?(?:{'|'.join(codes)})\)?{_IN_PHONE}(?:\(?0\)?{_IN_PHONE})?"
    digits = _IN_PHONE.join(national)
    yield Pattern(rf"(?<![0-9])(?:{abroad}|\(?0{_IN_PHONE})?{digits}(?![0-9])")
    for form in (national, f"0{national}", *(code + national for code in codes)):
        yield Lookup((f"#{form[-_RUN:]}" if len(form) >= _RUN else form,))


def _parts_of_phone(phone: str) -> tuple[list[str], str]:
    """The codes of the countries that it may be of, and its digits there."""
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", phone):
        try:
            code = str(phonenumbers.parse(phone).country_code)
        except phonenumbers.NumberParseException:
            code = ""
        return [code], phone[1 + len(code) :]
    return ["31", "32"], re.sub("[^0-9]", "", fold(phone).text).lstrip("0")


def of_code(code: str) -> Iterator[Pattern | Lookup]:
    """An IBAN, a number of the chamber of commerce, for VAT, of a card; of some without country."""
    plain = "".join(words_of(code))
    country = plain[:2] if plain[:2].isalpha() and len(plain) > _RUN else ""
    rest = plain.removeprefix(country)
    written = f"{''.join(f'{letter}{_IN_CODE}' for letter in country)}"
    written = (f"(?:{written})?" if country else "") + _IN_CODE.join(map(re.escape, rest))
    if len(plain) < _SHORTEST_CODE:
        card = r"(?:kaart|pas|card)(?:nr|nummer|no)?"
        yield Pattern(rf"{card}\W{{0,6}}(?:(?:nr|nummer|no)\W{{0,3}})?(?P<hit>{written}){END}")
    else:
        yield Pattern(f"{BEGIN}{written}{END}")
    yield from (Lookup((word,)) for word in {plain, rest})
    yield from (Lookup((f"#{run[-_RUN:]}",)) for run in re.findall("[0-9]{8,}", plain))


def of_address(address: Address) -> Iterator[Pattern | Lookup]:
    """A postcode with its house number behind or before it; a street with its number, and its city."""
    number, addition = address.house_number, "".join(words_of(address.addition))
    house = rf"(?<![0-9]){number}"
    if addition:
        house += rf"(?:[\s./{DASHES}]{{0,3}}{re.escape(addition)})?"
    house += END
    numbers = (number, f"{number}{addition}") if addition else (number,)
    street, code, city = words_of(address.street), _code(address), words_of(address.city)
    road = f"{BEGIN}{spaced(street)}" if street else ""
    if len("".join(code)) > 4:  # Dutch: with the number it is one front door
        zipped = rf"{BEGIN}{_zipped(code)}"
        named = r"(?:(?:huis)?(?:nr|nummer|no)\.?\s?)?"
        before = rf"(?:{road}[\s,.]{{1,3}})?" if road else ""
        yield Pattern(rf"{zipped}[\s,;.{DASHES}]{{0,4}}{named}{house}")
        yield Pattern(rf"{before}{house}[\s,;.({DASHES}]{{1,4}}{zipped}{END}")
        yield Lookup(tuple(code), numbers)
        yield Lookup(("".join(code),), numbers)
        yield from (Lookup(("".join((*code, one)),)) for one in numbers)
    for place, needs in ((city, spaced(city)), (code, _zipped(code))):
        if road and place:
            yield Pattern(rf"{road}[\s,.]{{1,3}}{house}", needs=f"{BEGIN}{needs}{END}")
            yield Lookup((*street, *place), numbers)


def _code(address: Address) -> list[str]:
    """The words of a postcode, a Dutch one as two."""
    dutch = re.fullmatch("([0-9]{4})([a-z]{2})", "".join(words_of(address.postcode)))
    return list(dutch.groups()) if dutch else words_of(address.postcode)


def _zipped(code: list[str]) -> str:
    return r"\s?".join(map(re.escape, code))
