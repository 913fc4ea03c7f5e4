"""What was typed, understood: which part is a name, a postcode, a phone, a number, a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection

from customers.search.dates import DATE, read_date
from customers.values.infixes import INFIX_WORDS
from customers.values.text import clean_text, fold_width, require_length

MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for: the fields of the search bar, as typed; all that are filled in must fit.

    `digits` is a run of digits whose meaning is open (customer number, card, postcode, phone).
    `loose` is a short number beside a name without a postcode: a house number or a postcode's begin.
    `letters` came in small letters behind a postcode's digits: the end of the postcode, or a name.
    """

    last_name: str = ""
    postcode: str = ""
    house_number: str = ""
    phone: str = ""
    email: str = ""
    number: str = ""
    company: str = ""
    birth_date: str = ""
    first_name: str = ""
    digits: str = ""
    loose: str = ""
    letters: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not any(getattr(self, name) for name in TEXT_FIELDS)

    def cleaned(self) -> SearchQuery:
        """The same query with clean texts (NFC, trimmed). Raises ValidationError for what is no text."""
        texts = {name: clean(text) for name in TEXT_FIELDS if (text := getattr(self, name))}
        return replace(self, **texts)


TEXT_FIELDS = tuple(field.name for field in fields(SearchQuery))


def clean(text: str) -> str:
    """Return `text` in NFC, trimmed. Raises ValidationError for control characters or when too long."""
    return require_length(clean_text(text), MAX_LENGTH)


# ---------------------------------------------------------------- one box
_EMAIL = re.compile(r"[^\s;,]*@[^\s;,]*")
_DUTCH_POSTCODE = re.compile(r"(?<![\w+-])([1-9][0-9]{3})( ?)([A-Za-z]{2})(?![^\W\d])")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(?0)[0-9 ()./-]*[0-9]")
_GROUPED = re.compile(r"(?<!\w)[0-9]{2,}(?:[ -][0-9]{2,}){2,}(?!\w)")
_FRAGMENT = re.compile(r"[0-9]{2,3}(?:[ -][0-9]{2,3}){2,}")
_COUNTRY = re.compile(r"(?:BE?|DE?|FR?|LU?|NL)-(?=[0-9]{4,5}$)", re.IGNORECASE)
_HOUSE = re.compile(r"([0-9]{1,5})(?:[- ]?[A-Za-z]{1,4}[0-9]?)?", re.ASCII)
#: Short forms of infixes that look like the letters of a postcode as well ('3512 vd berg').
_INFIX_LETTERS = INFIX_WORDS | {"vd"}
_TITLES = frozenset(
    [
        "dhr",
        "heer",
        "meneer",
        "mevrouw",
        "mevr",
        "mw",
        "mej",
        "fam",
        "familie",
        "madame",
        "monsieur",
    ]
)


def parse_one_box(text: str) -> SearchQuery:
    """Take the text of the one box apart, its parts in any order ('1234 jans 5', "van 't hoff 3512").

    Raises ValidationError for text that cannot be searched for.
    """
    rest = fold_width_of_digits(clean(text))
    found: dict[str, str] = {}
    rest = _take_email(rest, found)
    rest = _take_date(rest, found)
    lower_letters = _take_postcode_letters(rest)
    if lower_letters:
        return lower_letters
    rest = _take_postcode(rest, found)
    rest = _take_phone(rest, found)
    words = _take_numbers(rest, found)
    if words:
        found["last_name"] = " ".join(words)
    return SearchQuery(**_settled(found))


def fold_width_of_digits(text: str) -> str:
    """Digits and '@' of other scripts and widths as the plain ones; letters as they are."""
    return "".join(fold_width(c) if c.isdigit() or c in "＠＋" else c for c in text)


def _take_email(text: str, found: dict[str, str]) -> str:
    match = _EMAIL.search(text)
    if not match:
        return text
    if match.group().strip("@"):
        found["email"] = match.group()
    return text[: match.start()] + " " + text[match.end() :].replace("@", " ")


def _take_date(text: str, found: dict[str, str]) -> str:
    match = DATE.search(text)
    if not match or read_date(match.group()) is None:
        return text
    found["birth_date"] = match.group()
    return text[: match.start()] + " " + text[match.end() :]


def _take_postcode_letters(text: str) -> SearchQuery | None:
    """'3512 je' or '3512 je 47' in small letters: a postcode, or the begin of a name in 3512."""
    match = _DUTCH_POSTCODE.match(text)
    house = text[match.end() :].strip() if match else ""
    if not match or not match[2] or match[3].isupper() or (house and not _HOUSE.fullmatch(house)):
        return None
    if match[3].lower() in _INFIX_LETTERS:
        return None if house else SearchQuery(last_name=match[3], postcode=match[1])
    postcode = f"{match[1]} {match[3].upper()}"
    return SearchQuery(postcode=postcode, house_number=house, letters=match[3])


def _take_postcode(text: str, found: dict[str, str]) -> str:
    for match in _DUTCH_POSTCODE.finditer(text):
        letters, after = match[3], text[match.end() :].strip()
        is_name = after.lstrip("'’‘`´")[:1].isalpha()
        is_infix = match[2] and letters.lower() in _INFIX_LETTERS and is_name
        if not is_infix:
            found["postcode"] = f"{match[1]} {letters.upper()}"
            return text[: match.start()] + " " + text[match.end() :]
    return text


def _take_phone(text: str, found: dict[str, str]) -> str:
    match = _PHONE.search(text)
    if match:
        digits = re.sub(r"\D", "", match.group())
        is_plain = match.group() == digits and len(digits) > 4
        if not is_plain and (len(digits) > 5 or match.group().startswith("+")):
            found["phone"] = match.group()
            return text[: match.start()] + " " + text[match.end() :]
    grouped = _FRAGMENT.fullmatch(text.strip()) or _GROUPED.search(text)
    if grouped and (grouped.re is _FRAGMENT or len(re.sub(r"\D", "", grouped.group())) > 8):
        found["digits"] = re.sub(r"\D", "", grouped.group())
        return text.replace(grouped.group(), " ", 1)
    return text


def _take_numbers(text: str, found: dict[str, str]) -> list[str]:
    """Sort out the numbers that are left; return the words."""
    spaced = re.sub(r"(?<=[A-Za-z])\.(?=[^\W\d_]{2})", ". ", text)
    words = [word for word in re.split(r"[\s,;]+", spaced) if any(map(str.isalnum, word))]
    others: list[str] = []
    for word in words:
        plain = _COUNTRY.sub("", word.strip("#().-/"))
        if not (plain and plain[0].isascii() and plain[0].isdigit()):
            others.append(word)
        elif plain.isdigit() and len(plain) == 4 and not found.get("postcode"):
            found["postcode"] = plain
        elif plain.isdigit() and len(plain) > 4 and not found.get("digits"):
            found["digits"] = plain
        elif _HOUSE.fullmatch(plain) and not found.get("house_number"):
            found["house_number"] = plain
        else:
            others.append(word)
    named = [word for word in others if word.strip(".").casefold() not in _TITLES]
    return named or others


def _settled(found: dict[str, str]) -> dict[str, str]:
    """Digits by themselves may be anything; a short number beside a name may be two things."""
    if set(found) == {"postcode"} and found["postcode"].isdigit():
        return {"digits": found["postcode"]}
    if set(found) == {"house_number"} and found["house_number"].isdigit():
        return {"digits": found["house_number"]}
    if "house_number" in found and "postcode" not in found and "last_name" in found:
        number = re.match(r"[0-9]+", found.pop("house_number"))
        found["loose"] = number.group() if number else ""
    if "digits" in found and "last_name" in found and len(found["digits"]) == 5:
        found.setdefault("postcode", found.pop("digits"))
    return found


# ---------------------------------------------------------------- fields
@dataclass(frozen=True, slots=True)
class Place:
    """A postcode as a range of its first four digits, and the whole as far as it narrows further."""

    low: int
    high: int
    narrow: str | None


def read_place(postcode: str) -> Place | None:
    """Return the place of a postcode or a piece of one, of any country; None without digits."""
    plain = re.sub(r"[^A-Z0-9]", "", fold_width(postcode).upper())
    digits = re.sub(r"[^0-9]", "", plain)[:4]
    if not digits:
        return None
    if plain[: len(digits)] == digits and len(digits) < 4 and len(plain) == len(digits):
        width = 10 ** (4 - len(digits))
        return Place(int(digits) * width, int(digits) * width + width - 1, None)
    return Place(int(digits), int(digits), plain if len(plain) > 4 or len(digits) < 4 else None)


def read_house_number(text: str) -> int | None:
    """The number in '47', '47a' or '47-bis'; None without one."""
    match = re.match(r"\D{0,3}([0-9]{1,9})", fold_width(text).strip(), re.ASCII)
    return int(match[1]) if match else None


def code_of(text: str) -> str:
    """A number or card as it is stored: capitals and digits only."""
    return re.sub(r"[^0-9A-Z]", "", fold_width(text).upper())[:32]


def birth_date_of(query: SearchQuery) -> date | None:
    """The birth date that was typed, or None."""
    return read_date(query.birth_date) if query.birth_date else None


# ---------------------------------------------------------------- scans
_SCAN = """
SELECT number FROM (
  SELECT c.number, 0 AS place FROM customers_customer c WHERE c.number = %(code)s
  UNION ALL
  SELECT c.number, 1 FROM customers_loyaltycard k JOIN customers_customer c ON c.id = k.customer_id
    WHERE k.number ~>=~ %(code)s AND k.number ~<=~ %(code)s AND k.active AND c.status <> 'erased'
  UNION ALL
  SELECT c.number, 2 FROM customers_formernumber f JOIN customers_customer c ON c.id = f.customer_id
    WHERE f.number = %(code)s AND c.status <> 'erased'
) found ORDER BY place LIMIT 2"""


def exact_scan(text: str) -> str | None:
    """The number of the one customer whose number, active card or former number is exactly `text`.

    A scanner types digits and Enter; a card may have letters too. None when nobody, or more than one
    customer, has it, and for text that cannot be a scan.
    """
    try:
        code = fold_width(clean(text)).strip().upper()
    except ValidationError:
        return None
    if not re.fullmatch(r"[0-9A-Z]{1,32}", code) or not re.search(r"[0-9]", code):
        return None
    if re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", code):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SCAN, {"code": code})
        numbers = {row[0] for row in cursor.fetchall()}
    return numbers.pop() if len(numbers) == 1 else None
