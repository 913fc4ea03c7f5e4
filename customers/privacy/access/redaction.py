"""Other people in the texts of a customer: what names one of them becomes '[andere persoon]'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from psycopg import sql

from customers.models import Customer
from customers.privacy.access.tables import CUSTOMERS
from customers.privacy.mentions import names, reach
from customers.privacy.mentions.fold import fold, key_words, words_of
from customers.privacy.mentions.signs import BEGIN, END, Pattern, spaced
from customers.privacy.mentions.values import NAMES, PLACES, Address, Name, surname_parts
from customers.privacy.mentions.words import joined
from klantbeheer.personal_data import PersonalTable, registered_tables
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from customers.privacy.mentions.fold import Folded
    from customers.privacy.mentions.signs import Lookup

OTHER_PERSON = "[andere persoon]"
OTHER_CUSTOMER = "[andere klant]"
MOST_LINKED = 1000
_SHORTEST_FIRST = 3  # letters of a first name that stands alone in a text
_PHONES = ("phone", "mobile", "phone_extra")
_READ = (*NAMES, *PLACES, *_PHONES, "emails")
_DUTCH_POSTCODE = 6
_DIGITS = 9  # that every notation of a number shares


@dataclass
class People:
    """Names, numbers and addresses of some people, now and before."""

    #: (surname, first name, initials, infix)
    names: set[tuple[str, str, str, str]] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    addresses: set[Address] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def add(self, row: dict[str, Any]) -> None:
        """Take in what a row of a table with names says."""
        said = {column: _clean(row.get(column)) for column in _READ}
        if said["last_name"] or said["first_name"]:
            columns = ("last_name", "first_name", "initials", "infix")
            self.names.add((*(said[column] for column in columns),))  # type: ignore[arg-type]
        if said["company_name"]:
            self.companies.add(said["company_name"])
        self.emails |= {one.strip().lower() for one in said["emails"].split(";") if "@" in one}
        self.phones |= {said[column] for column in _PHONES if said[column]}
        if said["house_number"] or said["postcode"]:
            self.addresses.add(Address(*(said[column] for column in PLACES)))

    def is_same(self, row: dict[str, Any]) -> bool:
        """Whether a contact person is one of these people: by an address, a number or the name."""
        other = People()
        other.add(row)
        ours, theirs = self._short_names(), other._short_names()
        shared = self.emails & other.emails or self._digits() & other._digits()
        return bool(shared or ours & theirs)

    def _short_names(self) -> set[tuple[str, str]]:
        """Surnames without their infix, each with the first letter."""
        return {
            (fold(last).text, fold(initials or first).text[:1])
            for last, first, initials, _infix in self.names
            if last
        }

    def _digits(self) -> set[str]:
        found = {re.sub(r"\D", "", phone)[-_DIGITS:] for phone in self.phones}
        return {digits for digits in found if len(digits) == _DIGITS}


def _clean(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


# ---------------------------------------------------------------- who belongs to this customer
def linked_customers(customer: Customer) -> list[int]:
    """Customers that a row of this one points to, or that point to it, and those of its account."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for table, owner, other in _links():
            for mine, theirs in ((owner, other), (other, owner)):
                statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {} = %s").format(
                    *map(sql.Identifier, (theirs, table, mine))
                )
                cursor.execute(statement.as_string(), [customer.pk])
                found |= {row[0] for row in cursor.fetchall()}
    if customer.billing_account_id is not None:
        shared = Customer.objects.filter(billing_account_id=customer.billing_account_id)
        found |= set(shared.order_by("pk").values_list("pk", flat=True)[:MOST_LINKED])
    return sorted(found - {None, customer.pk})[:MOST_LINKED]


def _links() -> list[tuple[str, str, str]]:
    """Tables of customers' rows with a column for another customer: (table, owner, other)."""
    found = []
    for table in registered_tables().values():
        if not table.model or table.live or table.through or not table.owner:
            continue
        for its in apps.get_model(table.model)._meta.concrete_fields:
            if its.related_model is Customer and its.column != table.owner:
                found.append((table.name, table.owner, str(its.column)))
    return sorted(found)


def _tables_with_names() -> list[PersonalTable]:
    tables = registered_tables().values()
    found = [t for t in tables if "last_name" in t.columns and t.owner and not t.through]
    return sorted(found, key=lambda table: table.name)


def _rows(table: PersonalTable, customers: Sequence[int]) -> list[dict[str, Any]]:
    """The names and addresses that stand in a table for these customers."""
    columns = [column for column in _READ if column in table.columns]
    statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {} = ANY(%s)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table.name),
        sql.Identifier(table.owner),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [list(customers)])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def own_and_others(customer: Customer) -> tuple[People, People]:
    """What the customer itself is and was called and reached by, and those who belong to it.

    The contact persons of a company are its own people; those of a private customer are others,
    unless they are the customer itself.
    """
    own, others = People(), People()
    linked = linked_customers(customer)
    numbers = Customer.objects.filter(pk__in=linked).values_list("number", flat=True)
    others.numbers = set(numbers)
    is_company = customer.kind == Customer.Kind.COMPANY
    # The customer's own tables come first: they say which contact person is the customer itself.
    for table in sorted(_tables_with_names(), key=lambda one: (one.live or one.name) != CUSTOMERS):
        is_customer = (table.live or table.name) == CUSTOMERS
        for row in _rows(table, [customer.pk]):
            (own if is_customer or is_company or own.is_same(row) else others).add(row)
        for row in _rows(table, linked) if linked else ():
            others.add(row)
    return own, others


# ---------------------------------------------------------------- in a text
@dataclass(frozen=True)
class _Signs:
    """What names somebody, and signs of which a text that holds it has one: most texts have none."""

    anchors: tuple[str, ...]
    patterns: tuple[Pattern, ...]


class Redactor:
    """Takes other people out of texts, and shortens the names of staff.

    It finds people as the search for texts that name somebody does (`customers.privacy.mentions`). What
    names the customer itself stays, also when another has a part of it in common.
    """

    def __init__(self, own: People, others: People, staff: Iterable[tuple[str, str]] = ()) -> None:
        """`staff` are (first name, surname) of colleagues."""
        staff = list(staff)
        self._others = list(_signs_of(others))
        colleagues = (_first_name(first) for first, _last in staff if first)
        self._own = [*_signs_of(own), *colleagues] if self._others else []
        self._staff = {f"{first} {last}": first for first, last in staff if first and last}
        names = sorted(self._staff, key=lambda name: (-len(name), name))
        either = "|".join(map(re.escape, names))
        self._colleagues = re.compile(rf"(?<!\w)(?:{either})(?!\w)") if names else None

    @classmethod
    def of(cls, customer: Customer) -> Redactor:
        """The one for the texts of this customer."""
        own, others = own_and_others(customer)
        staff = StaffUser.objects.order_by("pk").values_list("first_name", "last_name")
        return cls(own, others, staff)

    def text(self, text: str) -> str:
        """The text without other people."""
        if self._others and text:
            text = self._without_others(text)
        if self._colleagues:
            text = self._colleagues.sub(lambda m: self._staff[m[0]], text)
        return text

    def _without_others(self, text: str) -> str:
        folded = fold(text)
        found = set(_spans(self._others, folded))
        if not found:
            return text
        own = set(_spans(self._own, folded))
        theirs = {
            (start, end)
            for start, end in found
            if not any(begin <= start and end <= stop for begin, stop in own)
        }
        for start, end in reversed(joined(theirs)):
            text = text[:start] + OTHER_PERSON + text[end:]
        return text

    def value(self, value: Any) -> Any:
        """The same for what stands in a JSON column."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.value(one) for key, one in value.items()}
        return [self.value(one) for one in value] if isinstance(value, list) else value


def _spans(signs: Iterable[_Signs], folded: Folded) -> Iterator[tuple[int, int]]:
    for one in signs:
        if any(anchor in folded.text for anchor in one.anchors):
            for pattern in one.patterns:
                yield from pattern.spans(folded)


def _signs_of(people: People) -> Iterator[_Signs]:
    """Per person, company, number and address what names it in a text."""
    for last, first, initials, infix in people.names:
        if last:
            its = Name({last}, *({one} if one else set() for one in (first, initials, infix)))
            # On a card the few who belong to it are named by the surname alone.
            rare = set(surname_parts(last))
            anchors = (max(key_words(part), key=len, default="") for part in rare)
            yield _found_by(anchors, names.of_person(its, rare))
        if len(first) >= _SHORTEST_FIRST:
            yield _first_name(first)
    for company in people.companies:
        words = key_words(company)
        yield _found_by(words[:1], names.of_company(company, rare=True))
    for email in people.emails:
        yield _found_by([fold(email).text], reach.of_email(email))
    for phone in people.phones:
        yield _found_by([phone[-1:]], reach.of_phone(phone))
    for number in people.numbers:
        yield _found_by([number], [Pattern(f"{BEGIN}{re.escape(number)}{END}")])
    for address in people.addresses:
        yield from _address(address)


def _first_name(first: str) -> _Signs:
    """A first name alone, with a capital."""
    words = words_of(first)
    return _found_by(words[:1], [Pattern(f"{BEGIN}{spaced(words)}{END}", capital=True)])


def _address(address: Address) -> Iterator[_Signs]:
    """As anybody writes it; and a street with its number, or a postcode, with nothing behind it."""
    number = address.house_number
    signs = [*reach.of_address(address)] if number else []
    if number and (street := words_of(address.street)):
        signs.append(Pattern(rf"{BEGIN}{spaced(street)}[\s,.]{{1,3}}{number}{END}"))
    if number:
        yield _found_by([number], signs)
    code = "".join(words_of(address.postcode))
    if len(code) == _DUTCH_POSTCODE:  # the four digits of another may be any number
        found = [Pattern(rf"{BEGIN}{code[:4]}\s?{code[4:]}{END}")]
        yield _found_by([code[:4]], found)


def _found_by(anchors: Iterable[str], signs: Iterable[Pattern | Lookup]) -> _Signs:
    patterns = sorted({one for one in signs if isinstance(one, Pattern)}, key=lambda one: one.regex)
    return _Signs(tuple(sorted(anchor for anchor in set(anchors) if anchor)), tuple(patterns))
