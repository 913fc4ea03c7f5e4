"""The registry of personal data: every column of every table, and what erasure does to it.

Erasure, the access request and the privacy page are made from this one registry, so that they cannot
disagree. Apps register their tables from `AppConfig.ready()`; a test reads the database's own list of
columns and fails for one without a class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from klantbeheer.history import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db import models

#: What stands in a column that cannot be empty, once its person is erased.
ERASED_TEXT = "[gewist]"


class Handling(StrEnum):
    """What happens to a column of a person who is erased."""

    KEEP = "keep"  # says nothing about the person: numbers, dates, amounts, staff
    NULL = "null"  # emptied: NULL, or the empty value where NULL is not allowed
    CONSTANT = "constant"  # overwritten with ERASED_TEXT
    DERIVED = "derived"  # follows from other columns by itself
    FREE_TEXT = "free_text"  # overwritten; elsewhere it may mention the person
    FILE = "file"  # the file goes, after the commit
    FISCAL = "fiscal"  # kept until the tax law's date, then overwritten
    MEDICAL = "medical"  # guarded; goes with the person
    ROW = "row"  # the whole row goes


@dataclass(frozen=True)
class PersonalTable:
    """One table: the class of each column, and the column that says whose row it is.

    `owner` names the column with the customer's id, or with the key of the row of table `through` that
    it hangs on (empty: the table holds nobody's data, or its customers say whose it is). `model` is the
    label of the Django model; `live` the table of which this one is the history.

    `also` names further columns with a customer whose row it is just as much. `values` are expressions
    in SQL that a column gets instead of the usual value, where a rule of the table asks for another
    one. A customer with a row in a `lasting` table never disappears entirely. Rows of a `later` table
    may be written for who was erased before, such as its requests. `beside` is the table of the rows
    that a link belongs to. Rows of a `loose` table go with who disappears entirely, when nothing else
    points to them.
    """

    name: str
    columns: Mapping[str, Handling]
    owner: str = ""
    through: str = ""
    model: str = ""
    live: str = ""
    also: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = False
    later: bool = False
    beside: str = ""
    loose: bool = False

    @property
    def owners(self) -> tuple[str, ...]:
        """The columns that say whose row it is."""
        return (self.owner, *self.also) if self.owner else ()


_tables: dict[str, PersonalTable] = {}


def register_table(
    name: str,
    columns: Mapping[str, Handling],
    *,
    owner: str = "",
    **options: Any,
) -> None:
    """Classify every column of table `name`. Raises ImproperlyConfigured when it is known already.

    `owner` and the options are those of `PersonalTable`.
    """
    if name in _tables and _tables[name].columns != columns:
        raise ImproperlyConfigured(f"{name} is in the registry of personal data twice.")
    table = PersonalTable(name=name, columns=dict(columns), owner=owner, **options)
    for column in (*table.owners, *table.values):
        if column not in columns:
            raise ImproperlyConfigured(f"{name} has no column {column} in the registry.")
    _tables[name] = table


def register_model(
    model: type[models.Model],
    *,
    owner: str = "",
    through: str = "",
    also: Iterable[str] = (),
    values: Mapping[str, str] | None = None,
    lasting: bool = False,
    later: bool = False,
    loose: bool = False,
    keep: Iterable[str] = (),
    **handled: Iterable[str],
) -> None:
    """Classify a model's columns by field name, with those of its history and many-to-many sets.

    `owner`, `through`, `also`, `values`, `lasting`, `later` and `loose` are those of `PersonalTable`.
    `keep`, `null`, `constant`, `derived`, `free_text`, `file`, `fiscal`, `medical` and `row` each take
    field names. The primary key and generated columns are classified by themselves. Raises
    ImproperlyConfigured for a name that is no field, or a field that is left out.
    """
    columns = _classified(model, {"keep": keep, **handled})
    options: dict[str, Any] = {"owner": owner, "through": through, "model": model._meta.label}
    options |= {"also": tuple(also), "values": dict(values or {})}
    table = model._meta.db_table
    register_table(table, columns, lasting=lasting, later=later, loose=loose, **options)
    if hasattr(model._meta, "simple_history_manager_attribute"):
        _register_history(model, columns, options)
    for many in model._meta.local_many_to_many:
        if (between := many.remote_field.through) is not None:
            _register_set(model, between, owned=bool(owner))


def _classified(
    model: type[models.Model], handled: Mapping[str, Iterable[str]]
) -> dict[str, Handling]:
    """How each column of a model is handled, from the names of its fields."""
    by_field: dict[str, Handling] = {}
    for handling, names in handled.items():
        if twice := by_field.keys() & set(names):
            raise ImproperlyConfigured(f"{model._meta.label} classifies {', '.join(twice)} twice.")
        by_field |= dict.fromkeys(names, Handling(handling))
    columns: dict[str, Handling] = {}
    for each in model._meta.concrete_fields:
        default = Handling.DERIVED if each.generated else Handling.KEEP
        if each.primary_key or each.generated:
            columns[str(each.column)] = by_field.pop(each.name, default)
        elif each.name not in by_field:
            raise ImproperlyConfigured(f"{model._meta.label}.{each.name} is not classified.")
        else:
            columns[str(each.column)] = by_field.pop(each.name)
    if by_field:
        raise ImproperlyConfigured(f"{model._meta.label} has no fields {', '.join(by_field)}.")
    return columns


def _register_set(model: type[models.Model], between: type[models.Model], *, owned: bool) -> None:
    """What is chosen for a person goes with the person; other sets are nobody's."""
    if not between._meta.auto_created:
        return
    handling = Handling.ROW if owned else Handling.KEEP
    link = {str(column.column): handling for column in between._meta.concrete_fields}
    register_table(
        between._meta.db_table,
        link,
        owner=f"{model._meta.model_name}_id" if owned else "",
        beside=model._meta.db_table if owned else "",
    )


HISTORY_COLUMNS = {
    "history_id": Handling.KEEP,
    "history_date": Handling.KEEP,
    "history_type": Handling.KEEP,
    "history_user_id": Handling.KEEP,
    "history_actor": Handling.KEEP,
    "history_origin": Handling.KEEP,
    "history_change_reason": Handling.FREE_TEXT,
}


def _register_history(
    model: type[models.Model], columns: dict[str, Handling], options: dict[str, Any]
) -> None:
    """A history row holds what the live row held, so its columns go the same way."""
    tables = Tables.of(model)
    copied = {name: columns[name] for name in tables.columns}
    register_table(tables.history, copied | HISTORY_COLUMNS, live=tables.live, **options)
    for many in tables.many_to_many:
        owned = bool(options["owner"])
        handling = Handling.ROW if owned else Handling.KEEP
        link = dict.fromkeys((*many.columns, "m2m_history_id", "history_id"), handling)
        register_table(
            many.history._meta.db_table,
            link,
            owner=many.owner_column if owned else "",
            live=many.through._meta.db_table,
        )


def registered_tables() -> dict[str, PersonalTable]:
    """All classified tables, by name."""
    return dict(_tables)


def columns_of(handling: Handling) -> list[tuple[str, str]]:
    """Every (table, column) of one class, in order."""
    return sorted(
        (table.name, column)
        for table in _tables.values()
        for column, its in table.columns.items()
        if its is handling
    )
