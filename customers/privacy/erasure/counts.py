"""How many rows a customer has in each table, history included: one query, from the registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from psycopg import sql

from customers.hooks import plan_lines
from customers.models import Customer
from klantbeheer.personal_data import Handling, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klantbeheer.personal_data import PersonalTable

_UNTOUCHED = frozenset({Handling.KEEP, Handling.DERIVED})


@dataclass
class Counts:
    """Rows by live table: those that stand now, and those of the history."""

    live: dict[str, int] = field(default_factory=dict)
    history: dict[str, int] = field(default_factory=dict)
    #: How often the rows of others name this customer, and go on doing so.
    pointing: int = 0

    def of(self, table: str) -> int:
        """How many rows stand in this table."""
        return self.live.get(table, 0)

    def ever(self, table: str) -> int:
        """The same, with those of the history: whether there ever was one."""
        return self.of(table) + self.history.get(table, 0)


def erased_tables() -> dict[str, PersonalTable]:
    """The live tables of which an erasure overwrites columns or takes rows away."""
    return {
        name: table
        for name, table in registered_tables().items()
        if table.owner and not table.live and not _UNTOUCHED.issuperset(table.columns.values())
    }


LIVE, PAST, POINTING = "live", "history", "pointing"


def questions() -> Iterator[tuple[str, str, sql.Composed]]:
    """A question for every table: of which live table, what it counts, and its words."""
    tables = registered_tables()
    wanted = erased_tables().keys() | {name for name, its in tables.items() if its.lasting}
    by_index = {table: text for line in plan_lines() for table, text in line.counted_by.items()}
    for table in tables.values():
        live = table.live or table.name
        if live not in wanted or (table.live and tables[live].beside):
            continue
        if table.name in by_index:
            yield live, LIVE, _count_where(table.name, sql.SQL(by_index[table.name]))
            continue
        for column in table.owners:
            yield live, PAST if table.live else LIVE, _count(table, column, tables)
    for name, column in _pointing(tables):
        yield name, POINTING, _count_pointing(tables[name], column)


def _pointing(tables: dict[str, PersonalTable]) -> Iterator[tuple[str, str]]:
    """The links by which rows of others name a customer."""
    for relation in Customer._meta.related_objects:
        name, column = relation.related_model._meta.db_table, str(relation.field.column)
        its = tables.get(name)
        if its is not None and its.owner and column not in its.owners and not its.beside:
            yield name, column


def _count(table: PersonalTable, column: str, tables: dict[str, PersonalTable]) -> sql.Composed:
    """The rows of this customer, by `column` or by that of the row that it hangs on."""
    own = sql.SQL("{} = %(id)s")
    if not table.through or column != table.owner:
        return _count_where(table.name, own.format(sql.Identifier(column)))
    through = tables[table.through]
    key = apps.get_model(through.model)._meta.pk.column
    rows = sql.SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
        sql.Identifier(column),
        sql.Identifier(str(key)),
        sql.Identifier(table.through),
        own.format(sql.Identifier(through.owner)),
    )
    return _count_where(table.name, rows)


def _count_pointing(table: PersonalTable, column: str) -> sql.Composed:
    """The rows of others that name this customer."""
    of_others = sql.SQL("{0} = %(id)s AND NOT ({0} = {1})")
    return _count_where(
        table.name, of_others.format(sql.Identifier(column), sql.Identifier(table.owner))
    )


def _count_where(table: str, condition: sql.Composable) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier(table), condition)


def count_rows(customer: Customer) -> Counts:
    """Count everything that is this customer's: one query of a part for each table, by its index."""
    parts = list(questions())
    found = Counts()
    statement = sql.SQL("SELECT {}").format(
        sql.SQL(", ").join(sql.SQL("({})").format(part) for _live, _what, part in parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": customer.pk})
        numbers = cursor.fetchone() or ()
    for (live, what, _part), n in zip(parts, numbers, strict=True):
        if what == POINTING:
            found.pointing += n
            continue
        counts = found.history if what == PAST else found.live
        counts[live] = counts.get(live, 0) + n
    return found
