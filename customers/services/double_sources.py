"""Where likely doubles are looked up, and how their names and notations are compared.

The rows come from the tables of the search (customers/sql/search_tables.sql): each question is answered
by one index, however many customers there are.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from customers.models import Customer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.services.doubles import Candidate

MOST_CANDIDATES = 60
ALIKE_FROM = 0.45

# A shared switchboard or a tower block must not push out the others: each source has its own limit.
_PHONES = """
SELECT customer_id FROM customers_searchphone WHERE digits = ANY(
  SELECT reverse(public.customers_phone_digits(p)) FROM unnest(%(phones)s::text[]) p) LIMIT 20"""
_EMAILS = """
SELECT customer_id FROM customers_searchemail
WHERE kind = 0 AND value = ANY(%(emails)s::text[]) LIMIT 20"""
_HOUSE = """
SELECT customer_id FROM customers_searchname
WHERE postcode_digits = public.customers_postcode_digits(%(postcode)s)
  AND postcode = public.customers_postcode_plain(%(postcode)s)
  AND house_number IS NOT DISTINCT FROM %(house_number)s LIMIT 40"""
_WORDS = """
SELECT word FROM customers_searchword
WHERE sound = public.customers_sound(split_part(public.customers_key(%(name)s), ' ', 1))
ORDER BY n DESC LIMIT 40"""
# '!' follows the space: the range holds the word itself and every longer name that begins with it.
_NAME_IN_PLACE = f"""
SELECT n.customer_id FROM ({_WORDS}) w JOIN customers_searchname n
  ON n.postcode_digits = public.customers_postcode_digits(%(postcode)s)
  AND n.key >= w.word AND n.key < w.word || '!' LIMIT 40"""
_NAME_NOWHERE = f"""
SELECT n.customer_id FROM ({_WORDS}) w JOIN customers_searchname n
  ON n.postcode_digits IS NULL AND n.key >= w.word AND n.key < w.word || '!' LIMIT 20"""
_BIRTH = f"""
SELECT c.id FROM customers_customer c WHERE c.birth_date = %(birth_date)s AND EXISTS (
  SELECT FROM customers_searchname n JOIN ({_WORDS}) w
    ON n.key >= w.word AND n.key < w.word || '!' WHERE n.customer_id = c.id) LIMIT 20"""
_REGISTRATION = """
SELECT id FROM customers_customer
WHERE registration_number = %(registration)s AND registration_number <> '' LIMIT 10"""
_VAT = """
SELECT id FROM customers_customer WHERE vat_number = %(vat)s AND vat_number <> '' LIMIT 10"""


def candidates(candidate: Candidate) -> list[Customer]:
    """The customers that share at least one thing with `candidate`; erased ones never."""
    wanted = {
        _PHONES: bool(candidate.phones),
        _EMAILS: bool(candidate.emails),
        _HOUSE: bool(candidate.postcode and candidate.house_number),
        _NAME_IN_PLACE: bool(candidate.postcode and candidate.name),
        _NAME_NOWHERE: bool(candidate.name and not candidate.postcode),
        _BIRTH: bool(candidate.birth_date and candidate.name),
        _REGISTRATION: bool(candidate.registration_number),
        _VAT: bool(candidate.vat_number),
    }
    parts = [f"({query})" for query, asked in wanted.items() if asked]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), _parameters(candidate))
        keys = [row[0] for row in cursor.fetchall()]
    found = Customer.objects.filter(pk__in=keys).exclude(status=Customer.Status.ERASED)
    return list(found.order_by("pk")[:MOST_CANDIDATES])


def _parameters(candidate: Candidate) -> dict[str, Any]:
    return {
        "phones": list(candidate.phones),
        "emails": list(candidate.emails),
        "postcode": candidate.postcode,
        "house_number": candidate.house_number,
        "name": candidate.name,
        "birth_date": candidate.birth_date,
        "registration": candidate.registration_number,
        "vat": candidate.vat_number,
    }


class Likeness(enum.Enum):
    """How much two names are one."""

    SAME = "same"
    SOUND = "sound"
    ALIKE = "alike"
    OTHER = "other"


@dataclass(frozen=True)
class NameKeys:
    """The search's key and sound of a handful of names, asked from the database in one go."""

    keys: dict[str, str]
    sounds: dict[str, str]
    similar: dict[str, float]

    @classmethod
    def of(cls, names: Sequence[str]) -> NameKeys:
        """Look up `names`; the first is the one that the others are compared with."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT n, k, public.customers_sound(k), similarity(k, public.customers_key(%s))"
                " FROM (SELECT n, public.customers_key(n) k FROM unnest(%s::text[]) n) names",
                [names[0], list({*names})],
            )
            rows = cursor.fetchall()
        return cls(
            keys={name: key for name, key, _sound, _like in rows},
            sounds={name: sound for name, _key, sound, _like in rows},
            similar={name: like for name, _key, _sound, like in rows},
        )

    def likeness(self, mine: str, theirs: str) -> Likeness:
        """How much `theirs` is `mine`, the first name of the lookup."""
        if self.keys[mine] == self.keys[theirs]:
            return Likeness.SAME
        if self.sounds[mine] and self.sounds[mine] == self.sounds[theirs]:
            return Likeness.SOUND
        one, other = set(self.keys[mine].split()), set(self.keys[theirs].split())
        if one <= other or other <= one or self.similar[theirs] >= ALIKE_FROM:
            return Likeness.ALIKE
        return Likeness.OTHER


def name_of(customer: Customer) -> str:
    """The name by which an existing customer is compared."""
    is_company = customer.kind == Customer.Kind.COMPANY
    return customer.company_name if is_company else customer.last_name


def email_set(emails: str) -> tuple[str, ...]:
    """The addresses of an e-mail field, in lower case."""
    return tuple(part.strip().lower() for part in emails.split(";") if part.strip())


def plain(text: str) -> str:
    """Letters and digits only, in lower case: for comparing notations."""
    return re.sub(r"[\W_]+", "", text).casefold()


def shown_phone(phone: str, country: str) -> str:
    """A phone as the screen shows it."""
    from customers.values.phones import display_phone

    return display_phone(phone, country)
