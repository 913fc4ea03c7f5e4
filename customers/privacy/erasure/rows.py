"""Whose rows are whose: the keys of everything that a customer has, by the registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.apps import apps
from django.db import connection
from psycopg import sql

from customers.models import Customer
from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klantbeheer.personal_data import PersonalTable

CUSTOMERS = Customer._meta.db_table
Catalogue: TypeAlias = Mapping[str, Mapping[str, Any]]


def read_catalogue() -> Catalogue:
    """What the database may erase, and how (`klantbeheer.erasure_guard`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erasure_catalogue()")
        answer = cursor.fetchone()[0]
    found: Catalogue = json.loads(answer) if isinstance(answer, str) else answer
    return found


def rows_of(
    customers: Sequence[Customer | int], catalogue: Catalogue | None = None
) -> dict[str, set[str]]:
    """The keys of the rows that are theirs, per live table; rows that are only in the history too.

    Tables without any are left out. What the search derives is not in it, nor are sets beside a row.
    """
    keys = [c if isinstance(c, int) else c.pk for c in customers]
    known = read_catalogue() if catalogue is None else catalogue
    owned = {name: t for name, t in registered_tables().items() if t.owner and name in known}
    found: dict[str, set[str]] = {CUSTOMERS: {str(key) for key in keys}}
    direct = {name: t for name, t in owned.items() if not t.through and name != CUSTOMERS}
    _collect(found, direct, known, {name: sorted(found[CUSTOMERS]) for name in direct})
    below = {name: t for name, t in owned.items() if t.through in found}
    _collect(found, below, known, {name: sorted(found[t.through]) for name, t in below.items()})
    return found


def _collect(
    found: dict[str, set[str]],
    tables: Mapping[str, PersonalTable],
    known: Catalogue,
    owners: Mapping[str, Sequence[str]],
) -> None:
    """One query over all these tables, each by the index of its owner."""
    parts: list[sql.Composable] = []
    values: list[Any] = []
    for name, table in sorted(tables.items()):
        by_history = "history" in known[name] and not table.later
        for owner in table.owners:
            if by_history:
                parts.append(_by_history(name, known[name], owner))
            else:
                parts.append(_live(name, known[name]["pk"], owner))
            values.append(owners[name])
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts).as_string(), values)
        for name, key in cursor.fetchall():
            found.setdefault(name, set()).add(key)


def _live(table: str, pk: str, owner: str) -> sql.Composed:
    return sql.SQL("SELECT {name}, t.{pk}::text FROM {table} t WHERE t.{owner} = {keys}").format(
        name=sql.Literal(table),
        pk=sql.Identifier(pk),
        table=sql.Identifier(table),
        owner=sql.Identifier(owner),
        keys=_KEYS,
    )


def _by_history(table: str, known: Mapping[str, Any], owner: str) -> sql.Composed:
    """Rows that are theirs, or of which only the history is left. By the history, which is indexed by
    the owner of every row; who had a row before somebody else got it is not meant."""
    return sql.SQL(
        "SELECT DISTINCT {name}, h.{pk}::text FROM {history} h LEFT JOIN {table} t ON t.{pk} = h.{pk}"
        " WHERE h.{owner} = {keys} AND (t.{pk} IS NULL OR t.{owner} = h.{owner})"
    ).format(
        name=sql.Literal(table),
        pk=sql.Identifier(known["pk"]),
        history=sql.Identifier(known["history"]),
        owner=sql.Identifier(owner),
        keys=_KEYS,
        table=sql.Identifier(table),
    )


_KEYS = sql.SQL("ANY (%s::bigint[])")


# ---------------------------------------------------------------- what goes entirely
def goes_entirely(table: str) -> bool:
    """Whether rows of this table go, instead of being overwritten."""
    return Handling.ROW in registered_tables()[table].columns.values()


def may_disappear(customer: Customer, rows: Mapping[str, Iterable[str]] | None = None) -> bool:
    """Whether nothing needs the customer's number any more: no activity or invoice was ever its own,
    and nothing of another customer points to it."""
    found = rows_of([customer]) if rows is None else rows
    tables = registered_tables()
    if any(tables[name].lasting for name in found):
        return False
    for relation in Customer._meta.related_objects:
        table = relation.related_model._meta.db_table
        column = relation.field.column
        its = tables.get(table)
        if its is None or column in its.owners or its.beside:
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: customer}).exists():
            return False
    return True


def pointed_to(table: str, pks: Iterable[str], gone: Sequence[int]) -> set[str]:
    """Which of these rows of a loose table somebody else points to: not those customers, who go."""
    model: Any = apps.get_model(registered_tables()[table].model)
    keys, found = list(pks), set()
    for relation in model._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.related_model is Customer:
            rows = rows.exclude(pk__in=gone)
        found |= {str(key) for key in rows.values_list(relation.field.attname, flat=True)}
    return found
