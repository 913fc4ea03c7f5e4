"""Which rows of which tables are the customer's: from the registry, read in pages in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from customers.models import Customer
from klantbeheer.personal_data import Handling, PersonalTable, registered_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE = 1000
#: The columns that say when something happened.
_DAYS = ("moment", "opened_on", "received_on", "created_at", "uploaded_at")
CUSTOMERS = Customer._meta.db_table
#: Tables whose owner the registry does not name, since erasure has nothing to do there.
_OWNERS = {
    "customers_accessdownload": ("export_id", "customers_accessexport"),
    "customers_erasureentry": ("customer_pk", ""),
}


@dataclass(frozen=True)
class Source:
    """A table with rows of the customer: `where` selects them, `key` tells them apart, in order."""

    table: PersonalTable
    where: sql.Composable
    model: type[models.Model] | None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def live(self) -> str:
        """The name of the live table, also of a history."""
        return self.table.live or self.table.name

    @property
    def is_history(self) -> bool:
        """Whether it is the history of a live table."""
        return bool(self.table.live)

    @property
    def through(self) -> str:
        """The live table that its rows hang on; '' when they are the customer's directly."""
        return self.table.through or _OWNERS.get(self.live, ("", ""))[1]

    @property
    def owner(self) -> str:
        """The column that says whose row it is, or on which row it hangs."""
        return self.table.owner or _OWNERS.get(self.live, ("", ""))[0]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """What is read: all but what the database derives."""
        return tuple(
            column for column, its in self.table.columns.items() if its is not Handling.DERIVED
        )

    @cached_property
    def fields(self) -> Mapping[str, models.Field[Any, Any]]:
        """The fields of the columns, those of a table without a model left out."""
        if self.model is None:
            return {}
        return {str(field.column): field for field in self.model._meta.concrete_fields}

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns by which pages follow each other; none for a small table without a model."""
        if self.model is None:
            return ()
        if self.table.live and self.table.model:
            live = apps.get_model(self.table.model)
            return (str(live._meta.pk.column), "history_id")
        return (str(self.model._meta.pk.column),)

    @cached_property
    def key_by_day(self) -> tuple[str, ...]:
        """The columns by which pages follow each other in the order in which things happened."""
        days = (name for name in _DAYS if name in self.fields and not self.fields[name].null)
        return (*([day] if (day := next(days, None)) else []), *self.key)


def sources() -> list[Source]:
    """All tables of which rows may be the customer's; live ones first, each by name."""
    tables = registered_tables()
    found = [
        Source(table, where, _model(table))
        for table in tables.values()
        if (where := _where(table, tables)) is not None and not is_derived(table)
    ]
    return sorted(found, key=lambda source: (source.is_history, source.name))


def is_derived(table: PersonalTable) -> bool:
    """Whether everything in it follows from other tables, as in those of the search."""
    said = (its for column, its in table.columns.items() if column not in {"id", table.owner})
    return all(its is Handling.DERIVED for its in said)


def derived_tables() -> list[str]:
    """The tables of somebody's data that stay out, since they are made from the others."""
    return sorted(t.name for t in registered_tables().values() if t.owner and is_derived(t))


def _model(table: PersonalTable) -> type[models.Model] | None:
    if table.name == "customers_customer_interests":
        return Customer.interests.through
    if table.name == "customers_historicalcustomer_interests":
        return apps.get_model("customers", "HistoricalCustomer_interests")
    if not table.model:
        return None
    model: Any = apps.get_model(table.model)
    if not table.live:
        return model  # type: ignore[no-any-return]
    return getattr(model, model._meta.simple_history_manager_attribute).model  # type: ignore[no-any-return]


# ---------------------------------------------------------------- whose rows
def _where(table: PersonalTable, tables: Mapping[str, PersonalTable]) -> sql.Composable | None:
    """The condition on the rows of a customer; None for a table of nobody."""
    live = tables[table.live] if table.live else table
    account: Any = Customer._meta.get_field("billing_account").related_model
    if live.name == account._meta.db_table:
        # Whose an account is, its customers say.
        text = "id IN (SELECT billing_account_id FROM {} WHERE id = %(customer)s)"
        return sql.SQL(text).format(sql.Identifier(CUSTOMERS))
    owner, through = (
        (table.owner, table.through) if table.owner else _OWNERS.get(live.name, ("", ""))
    )
    if not owner:
        return None
    if through:
        whose = _where(tables[through], tables)
        if whose is None:
            return None
        return sql.SQL("{} IN (SELECT id FROM {} WHERE {})").format(
            sql.Identifier(owner), sql.Identifier(through), whose
        )
    return _direct(table, live, owner)


def _direct(table: PersonalTable, live: PersonalTable, owner: str) -> sql.Composable:
    sides = [owner, *table.also]
    is_theirs = sql.SQL(" OR ").join(
        sql.SQL("{} = %(customer)s").format(sql.Identifier(side)) for side in sides
    )
    if not (table.live and table.model) or owner == "id":
        return sql.SQL("({})").format(is_theirs)
    # What was moved to another customer was never about this one.
    moved = sql.SQL(" AND ").join(
        sql.SQL("now.{} <> %(customer)s").format(sql.Identifier(side)) for side in sides
    )
    key = str(apps.get_model(table.model)._meta.pk.column)
    return sql.SQL("({}) AND NOT EXISTS (SELECT FROM {} now WHERE now.{} = {}.{} AND {})").format(
        is_theirs,
        sql.Identifier(live.name),
        sql.Identifier(key),
        sql.Identifier(table.name),
        sql.Identifier(key),
        moved,
    )


# ---------------------------------------------------------------- reading
def count(source: Source, customer: int) -> int:
    """How many rows of it are the customer's."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}")
    statement = query.format(sql.Identifier(source.name), source.where)
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), {"customer": customer})
        return int(cursor.fetchone()[0])


def pages(source: Source, customer: int, *, by_day: bool = False) -> Iterator[list[dict[str, Any]]]:
    """The customer's rows, by column, page after page in the order of their keys.

    Each page is a question of its own, so that no transaction is held while the file is written.
    `by_day` reads them in the order in which they happened, where the rows say when.
    """
    key = source.key_by_day if by_day else source.key
    after: tuple[Any, ...] | None = None
    while True:
        rows = _page(source, customer, after, PAGE, key)
        if rows:
            yield rows
        if len(rows) < PAGE or not key:
            return
        after = tuple(rows[-1][column] for column in key)


def _page(
    source: Source,
    customer: int,
    after: tuple[Any, ...] | None,
    size: int,
    key: tuple[str, ...],
) -> list[dict[str, Any]]:
    values: dict[str, Any] = {"customer": customer, "size": size}
    if after is not None:
        values |= {f"after{at}": value for at, value in enumerate(after)}
    with connection.cursor() as cursor:
        cursor.execute(statement_of(source, after, key), values)
        found = cursor.fetchall()
    return [dict(zip(source.columns, row, strict=True)) for row in found]


def statement_of(
    source: Source, after: tuple[Any, ...] | None, key: tuple[str, ...] | None = None
) -> str:
    """The question for the page after these keys; `customer`, `size` and `after0` … are its values."""
    key = source.key if key is None else key
    order = key or source.columns
    beyond: sql.Composable = sql.SQL("")
    if after is not None:
        beyond = sql.SQL(" AND ({}) > ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, key)),
            sql.SQL(", ").join(sql.Placeholder(f"after{at}") for at in range(len(after))),
        )
    statement = sql.SQL("SELECT {} FROM {} WHERE ({}){} ORDER BY {}{}").format(
        sql.SQL(", ").join(map(sql.Identifier, source.columns)),
        sql.Identifier(source.name),
        source.where,
        beyond,
        sql.SQL(", ").join(map(sql.Identifier, order)),
        sql.SQL(" LIMIT %(size)s" if key else ""),
    )
    return statement.as_string()
