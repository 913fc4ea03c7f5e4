"""The registry of personal data: every column of every table, and what erasure does to it.

Erasure, the access request and the privacy page are made from this one registry, so that they cannot
disagree. Apps register their tables from `AppConfig.ready()`; a test reads the database's own list of
columns and fails for one without a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

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
    """

    name: str
    columns: Mapping[str, Handling]
    owner: str = ""
    through: str = ""
    model: str = ""
    live: str = ""


_tables: dict[str, PersonalTable] = {}


def register_table(
    name: str,
    columns: Mapping[str, Handling],
    *,
    owner: str = "",
    through: str = "",
    model: str = "",
    live: str = "",
) -> None:
    """Classify every column of table `name`. Raises ImproperlyConfigured when it is known already.

    `owner`, `through`, `model` and `live` are those of `PersonalTable`.
    """
    if name in _tables and _tables[name].columns != columns:
        raise ImproperlyConfigured(f"{name} is in the registry of personal data twice.")
    if owner and owner not in columns:
        raise ImproperlyConfigured(f"{name} has no column {owner} in the registry.")
    _tables[name] = PersonalTable(
        name=name, columns=dict(columns), owner=owner, through=through, model=model, live=live
    )


def register_model(
    model: type[models.Model],
    *,
    owner: str = "",
    through: str = "",
    keep: Iterable[str] = (),
    **handled: Iterable[str],
) -> None:
    """Classify a model's columns by field name, with those of its history and many-to-many sets.

    `owner` and `through` are those of `PersonalTable`. `keep`, `null`, `constant`, `derived`,
    `free_text`, `file`, `fiscal`, `medical` and `row` each take field names. The primary key and
    generated columns are classified by themselves. Raises ImproperlyConfigured for a name that is no
    field, or a field that is left out.
    """
    by_field = dict.fromkeys(keep, Handling.KEEP)
    for handling, names in handled.items():
        if twice := by_field.keys() & set(names):
            raise ImproperlyConfigured(f"{model._meta.label} classifies {', '.join(twice)} twice.")
        by_field |= dict.fromkeys(names, Handling(handling))
    columns: dict[str, Handling] = {}
    for field in model._meta.concrete_fields:
        default = Handling.DERIVED if field.generated else Handling.KEEP
        if field.primary_key or field.generated:
            columns[str(field.column)] = by_field.pop(field.name, default)
        elif field.name not in by_field:
            raise ImproperlyConfigured(f"{model._meta.label}.{field.name} is not classified.")
        else:
            columns[str(field.column)] = by_field.pop(field.name)
    if by_field:
        raise ImproperlyConfigured(f"{model._meta.label} has no fields {', '.join(by_field)}.")
    table = model._meta.db_table
    register_table(table, columns, owner=owner, through=through, model=model._meta.label)
    if hasattr(model._meta, "simple_history_manager_attribute"):
        _register_history(model, columns, owner, through)
    for many in model._meta.local_many_to_many:
        between = many.remote_field.through._meta  # type: ignore[union-attr]
        if between.auto_created:
            link = {str(field.column): Handling.KEEP for field in between.concrete_fields}
            register_table(between.db_table, link)


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
    model: type[models.Model], columns: dict[str, Handling], owner: str, through: str
) -> None:
    """A history row holds what the live row held, so its columns go the same way."""
    tables = Tables.of(model)
    copied = {name: columns[name] for name in tables.columns}
    register_table(
        tables.history,
        copied | HISTORY_COLUMNS,
        owner=owner,
        through=through,
        model=model._meta.label,
        live=tables.live,
    )
    for many in tables.many_to_many:
        link = dict.fromkeys((*many.columns, "m2m_history_id", "history_id"), Handling.KEEP)
        register_table(many.history._meta.db_table, link)


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
