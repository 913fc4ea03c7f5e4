"""What a person was called and where it was to be reached, history included. In memory only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from customers.models import Customer, LoyaltyCard
from customers.privacy.erasure.rows import CUSTOMERS, read_catalogue, rows_of
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from customers.privacy.erasure.rows import Catalogue

NAME = ("first_name", "initials", "infix", "last_name", "company_name")
ADDRESS = ("street", "house_number", "house_number_addition", "postcode", "city")
PHONES = ("phone", "mobile", "phone_extra")
CODES = ("registration_number", "vat_number", "iban")
OTHER = ("name", "emails", "address", "birth_date", "number")
_ACCOUNT: Any = Customer._meta.get_field("billing_account").related_model
ACCOUNTS = _ACCOUNT._meta.db_table
#: Where a column of such a general name says who somebody is.
GENERAL = {"name": {ACCOUNTS}, "number": {LoyaltyCard._meta.db_table}}


@dataclass(frozen=True)
class PersonName:
    """A name as it stood in one row."""

    first_name: str = ""
    initials: str = ""
    infix: str = ""
    last_name: str = ""
    company_name: str = ""


@dataclass(frozen=True)
class PersonAddress:
    """An address as it stood in one row."""

    street: str = ""
    house_number: int | None = None
    house_number_addition: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True)
class PersonValues:
    """Every value that tells who some customers are, as it stood."""

    names: frozenset[PersonName] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: frozenset[PersonAddress] = frozenset()
    codes: frozenset[str] = frozenset()
    birth_dates: frozenset[datetime.date] = frozenset()

    def needles(self) -> frozenset[str]:
        """All of them as texts to look for: names, phones, addresses and numbers."""
        found = {*self.phones, *self.emails, *self.codes}
        for name in self.names:
            found |= {name.last_name, name.company_name}
            if name.first_name and name.last_name:  # a first name alone is anybody's
                found.add(f"{name.first_name} {name.last_name}")
                found.add(f"{name.first_name} {name.infix} {name.last_name}")
        for place in self.addresses:
            if place.street and place.house_number:
                found.add(f"{place.street} {place.house_number}{place.house_number_addition}")
            if place.postcode and place.house_number:
                found.add(f"{place.postcode} {place.house_number}")
        found |= {day.isoformat() for day in self.birth_dates}
        return frozenset(text for text in found if text.strip())


def former_values(
    customers: Sequence[Customer | int],
    *,
    rows: Mapping[str, Iterable[str]] | None = None,
    columns: Mapping[str, Sequence[str] | None] | None = None,
    catalogue: Catalogue | None = None,
) -> PersonValues:
    """Every name, phone, e-mail, address and number of these customers and their contact persons.

    `rows` are those of the customers (`rows_of`), with the account that only they have; looked up
    when left out. `columns` says per table which of them count (None: all); other tables do not then.
    """
    known = read_catalogue() if catalogue is None else catalogue
    found = dict(rows or rows_of(customers, known))
    keys = [c if isinstance(c, int) else c.pk for c in customers]
    if columns is None:
        found.setdefault(ACCOUNTS, own_accounts(keys))
    parts, values = [], []
    for table, pks in sorted(found.items()):
        chosen = columns.get(table) if columns else None
        wanted = [n for n in _columns_of(table, known) if chosen is None or n in chosen]
        if not wanted or not pks:
            continue
        for source in filter(None, (table, known[table].get("history"))):
            parts.append(_select(source, known[table], wanted))
            values.append(list(pks))
    if not parts:
        return PersonValues()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ").join(parts).as_string(), values)
        names = [column.name for column in cursor.description]
        return _gathered([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])


def own_accounts(customers: Sequence[int]) -> set[str]:
    """The billing accounts, former ones too, that no customer has who is not among these or erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT h.billing_account_id::text FROM customers_historicalcustomer h"
            " WHERE h.id = ANY(%(keys)s) AND h.billing_account_id IS NOT NULL AND NOT EXISTS ("
            "  SELECT FROM customers_customer c WHERE c.billing_account_id = h.billing_account_id"
            "  AND c.status <> 'erased' AND NOT c.id = ANY(%(keys)s))",
            {"keys": list(customers)},
        )
        return {key for (key,) in cursor.fetchall()}


def _columns_of(table: str, known: Catalogue) -> list[str]:
    its = registered_tables().get(table)
    if its is None or table not in known:
        return []
    return [
        name
        for name in (*NAME, *ADDRESS, *PHONES, *CODES, *OTHER)
        if name in its.columns and table in GENERAL.get(name, {table})
    ]


def _select(source: str, known: Mapping[str, Any], columns: Sequence[str]) -> sql.Composed:
    """The same columns of every table, so that one query answers all."""
    wanted = []
    for name in (*NAME, *ADDRESS, *PHONES, *CODES, *OTHER):
        kind = {"house_number": "integer", "birth_date": "date"}.get(name, "text")
        value = sql.Identifier(name) if name in columns else sql.SQL("NULL")
        wanted.append(sql.SQL("{}::{} AS {}").format(value, sql.SQL(kind), sql.Identifier(name)))
    return sql.SQL("SELECT {} FROM {} WHERE {} = ANY (%s::{})").format(
        sql.SQL(", ").join(wanted),
        sql.Identifier(source),
        sql.Identifier(known["pk"]),
        sql.SQL(f"{known['type']}[]"),
    )


def _gathered(rows: Sequence[Mapping[str, Any]]) -> PersonValues:
    names, places, phones, emails, codes, births = set(), set(), set(), set(), set(), set()
    for row in rows:
        text = {name: str(value or "").strip() for name, value in row.items()}
        own = PersonName(**{name: text[name] for name in NAME})
        names.add(own)
        names.add(PersonName(company_name=text["name"]))
        spot = {name: text[name] for name in ADDRESS} | {"house_number": row["house_number"]}
        places.add(PersonAddress(**spot))
        phones |= {text[name] for name in PHONES}
        emails |= {each.strip() for each in text["emails"].split(";")}
        (emails if "@" in text["address"] else phones).add(text["address"])
        codes |= {text[name] for name in (*CODES, "number")}
        births.add(row["birth_date"])
    return PersonValues(
        names=frozenset(names - {PersonName()}),
        phones=frozenset(phones - {""}),
        emails=frozenset(emails - {""}),
        addresses=frozenset(places - {PersonAddress()}),
        codes=frozenset(codes - {""}),
        birth_dates=frozenset(day for day in births if day),
    )


__all__ = ["CUSTOMERS", "PersonAddress", "PersonName", "PersonValues", "former_values"]
