"""What somebody is and was called, and where somebody is and was to be reached: what texts name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from customers.privacy.erasure.values import ACCOUNTS, own_accounts
from customers.privacy.mentions.search import keys_of
from klantbeheer.personal_data import ERASED_TEXT, Handling, PersonalTable, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from customers.models import Customer, PrivacyRequest

NAMES = ("initials", "first_name", "infix", "last_name", "company_name")
PLACES = ("street", "house_number", "house_number_addition", "postcode", "city")
_PHONES = ("phone", "mobile", "phone_extra")
_CODES = ("registration_number", "vat_number", "iban", "number")
_EITHER = ("address",)
_READ = (*NAMES, *PLACES, *_PHONES, *_CODES, *_EITHER, "emails")
#: Who bears a name that at most so many bear is named by it alone.
FEW = 3


@dataclass
class Name:
    """What one person or company is and was called: any of these with any other."""

    last_names: set[str] = field(default_factory=set)
    first_names: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    infixes: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Address:
    """Where somebody lives or lived."""

    street: str
    house_number: str
    addition: str
    postcode: str
    city: str


@dataclass(frozen=True)
class Part:
    """Rows of a live table, by key; only these columns of them, or all (None)."""

    table: str
    pks: tuple[str, ...]
    columns: tuple[str, ...] | None = None


@dataclass
class Values:
    """Everything by which a text can name these people. Only in memory."""

    names: list[Name] = field(default_factory=list)
    companies: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    addresses: set[Address] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    #: Surnames and names of companies that few customers bear.
    rare: set[str] = field(default_factory=set)


def values_of(customers: Sequence[Customer], parts: Sequence[Part] = ()) -> Values:
    """What texts may name these customers by, with their contact persons, as it is and as it was.

    With `parts` what stands and stood there alone.
    """
    found = Values()
    for part in parts:
        _read_part(found, part)
    if not parts:
        owners = [customer.pk for customer in customers]
        for table in _tables():
            theirs = sql.SQL("{} = ANY({})").format(
                sql.Identifier(table.owner), sql.Literal(owners)
            )
            _read(found, _rows(table, _columns(table), theirs))
        _read_accounts(found, owners)
    found.rare = _rare(found)
    return found


def _tables() -> Iterator[PersonalTable]:
    """The tables that hold such values, each by its history where it has one: that holds all."""
    tables = registered_tables()
    with_history = {table.live for table in tables.values() if table.live}
    for table in tables.values():
        theirs = table.owner and not table.through
        if theirs and table.name not in with_history and _columns(table):
            yield table


def _columns(table: PersonalTable) -> list[str]:
    """The columns of a table that say who somebody is."""
    said = {
        column
        for column, its in table.columns.items()
        if its not in (Handling.KEEP, Handling.DERIVED)
    }
    return [column for column in _READ if column in said]


def parts_of(request: PrivacyRequest | None) -> tuple[Part, ...]:
    """The row that a request is about, or the columns of it; nothing for a whole customer."""
    if request is None or request.scope == request.Scope.CUSTOMER:
        return ()
    is_some = request.scope == request.Scope.COLUMNS
    columns = tuple(request.scope_columns) if is_some else None
    return (Part(request.scope_table, (str(request.scope_pk),), columns),)


def _read_part(found: Values, part: Part) -> None:
    """What stands and stood in some rows, or in some columns of them."""
    tables = registered_tables()
    table = next((one for one in tables.values() if one.live == part.table), tables.get(part.table))
    if table is None:
        return
    columns = [c for c in _columns(table) if part.columns is None or c in part.columns]
    if columns:
        keys = keys_of(tables[part.table], part.pks)
        condition = sql.SQL("id = ANY({})").format(keys)
        _read(found, _rows(table, columns, condition))


def _read_accounts(found: Values, owners: Sequence[int]) -> None:
    """The name and numbers of the billing accounts that nobody else has."""
    table = next((one for one in registered_tables().values() if one.live == ACCOUNTS), None)
    accounts = own_accounts(owners) if table else set()
    if table is not None and accounts:
        theirs = sql.SQL("id = ANY({}::bigint[])").format(sql.Literal(sorted(accounts)))
        rows = _rows(table, [*_columns(table), "name"], theirs)
        _read(found, rows)
        found.companies |= {row["name"] for row in rows} - {ERASED_TEXT, ""}


def _rows(
    table: PersonalTable, columns: Sequence[str], condition: sql.Composable
) -> list[dict[str, Any]]:
    statement = sql.SQL("SELECT DISTINCT id::text AS pk, {} FROM {} WHERE {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table.name), condition
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string())
        return [{"pk": row[0], **dict(zip(columns, row[1:], strict=True))} for row in cursor]


def _read(found: Values, rows: Sequence[dict[str, Any]]) -> None:
    by_row: dict[str, Name] = {}
    for row in rows:
        texts = {
            column: "" if value is None else str(value).strip() for column, value in row.items()
        }
        texts = {column: "" if text == ERASED_TEXT else text for column, text in texts.items()}
        _read_name(by_row.setdefault(texts["pk"], Name()), texts)
        found.companies |= _given(texts, "company_name")
        found.phones |= _given(texts, *_PHONES)
        found.codes |= _given(texts, *_CODES)
        found.emails |= {one for one in texts.get("emails", "").split(";") if "@" in one}
        for address in _given(texts, *_EITHER):
            (found.emails if "@" in address else found.phones).add(address)
        if texts.get("house_number"):
            found.addresses.add(Address(*(texts.get(column, "") for column in PLACES)))
    found.emails = {email.strip() for email in found.emails}
    found.names += [name for name in by_row.values() if name.last_names]


def _read_name(name: Name, texts: dict[str, str]) -> None:
    name.last_names |= _given(texts, "last_name")
    name.first_names |= _given(texts, "first_name")
    name.initials |= _given(texts, "initials")
    name.infixes |= _given(texts, "infix")


def _given(texts: dict[str, str], *columns: str) -> set[str]:
    return {texts[column] for column in columns if texts.get(column)}


_BEARERS = """
SELECT name FROM unnest(%s::text[]) name
WHERE (SELECT count(DISTINCT b.customer_id) FROM (
    SELECT s.customer_id FROM public.customers_searchname s
    WHERE s.key = public.customers_key(name) AND s.kind NOT IN (7, 8, 9) LIMIT 200) b) <= %s
"""


def surname_parts(last_name: str) -> list[str]:
    """A surname, and the two names of a double one."""
    parts = [part.strip() for part in last_name.replace("/", "-").split("-")]
    longer = [part for part in parts if len(part) > 2]
    return [last_name, *(longer if len(parts) > 1 else [])]


def _rare(found: Values) -> set[str]:
    """Which of the names at most a few customers bear."""
    names = {
        part for name in found.names for last in name.last_names for part in surname_parts(last)
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEARERS, [sorted(names | found.companies), FEW])
        return {name for (name,) in cursor}
