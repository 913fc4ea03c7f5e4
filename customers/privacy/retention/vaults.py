"""What the law kept of erased customers, until its day is over: then it goes too."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg import sql

from customers import hooks
from customers.models import Customer
from klantbeheer import history
from klantbeheer.personal_data import ERASED_TEXT, PersonalTable, registered_tables

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from customers.hooks import Vault

logger = logging.getLogger(__name__)

ACTOR = "retention"
GROUND = "retention"
#: So many erased customers are looked at in one step.
STEP = 500

Parts = dict[str, dict[str, list[Any]]]


def kept_until(
    customers: Sequence[int], today: datetime.date
) -> dict[str, dict[int, datetime.date]]:
    """What vaults keep of these customers: live table → key → the last day."""
    found: dict[str, dict[int, datetime.date]] = {}
    for vault in hooks.vaults():
        for table, parts in vault.kept(customers, today).items():
            rows = found.setdefault(table, {})
            for part in parts:
                for key in part.pks:
                    rows[key] = max(part.until, rows.get(key, part.until))
    return found


def open_vaults(today: datetime.date) -> int:
    """Erase what was kept of erased customers and need not be any longer; of how many customers."""
    count = 0
    for customers in _erased():
        due = due_parts(customers, today)
        for customer in Customer.objects.filter(pk__in=list(due)).order_by("pk"):
            count += _open(customer, due[customer.pk])
    return count


def _erased() -> Iterator[list[int]]:
    """The erased customers by key, some hundreds at a time."""
    last = 0
    while True:
        rows = Customer.objects.filter(status=Customer.Status.ERASED, pk__gt=last).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:STEP])
        if keys:
            yield keys
            last = keys[-1]
        if len(keys) < STEP:
            return


def due_parts(customers: Sequence[int], today: datetime.date) -> dict[int, Parts]:
    """By customer what may go now: live table → keys and columns. A fixed number of queries."""
    due: dict[int, Parts] = {}
    for vault in hooks.vaults():
        kept = {
            table: {key for part in parts for key in part.pks}
            for table, parts in vault.kept(customers, today).items()
        }
        for table in vault.tables:
            columns, rows = _filled(vault, table, customers)
            for key, owner in rows:
                if key not in kept.get(table, ()):
                    _add(due, owner, table, [key], columns)
        if vault.named is not None:
            for owner, parts in vault.named(customers, today).items():
                for table, keys in parts.items():
                    _add(due, owner, table, keys, vault.named_columns)
    return due


def _add(
    due: dict[int, Parts], owner: int, table: str, keys: Sequence[Any], columns: Sequence[str]
) -> None:
    part = due.setdefault(owner, {}).setdefault(table, {"pks": [], "columns": []})
    part["pks"] += [key for key in keys if key not in part["pks"]]
    part["columns"] += [name for name in columns if name not in part["columns"]]


def _filled(
    vault: Vault, name: str, customers: Sequence[int]
) -> tuple[list[str], list[tuple[Any, int]]]:
    """The columns of a table that wait, and the rows of these customers in which one says something."""
    table = registered_tables()[name]
    columns = [column for column, its in table.columns.items() if its == vault.handling]
    says = sql.SQL(" OR ").join(
        sql.SQL("coalesce(t.{}::text, '') NOT IN ('', {})").format(
            sql.Identifier(column), sql.Literal(ERASED_TEXT)
        )
        for column in columns
    )
    statement = sql.SQL("SELECT t.{pk}, {owner} FROM {source} WHERE ({says})").format(
        pk=sql.Identifier(_pk(table)), says=says, **_source(table)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), {"keys": list(customers)})
        return columns, cursor.fetchall()


def _source(table: PersonalTable) -> dict[str, sql.Composable]:
    """From where the rows of some customers come, by an index, and the column that says whose."""
    live, own = sql.Identifier(table.name), sql.Identifier(table.owner)
    if table.through:
        above = registered_tables()[table.through]
        owner = sql.SQL("a.{}").format(sql.Identifier(above.owner))
        source = sql.SQL(
            "{above} a JOIN {live} t ON t.{own} = a.{pk} AND {owner} = ANY(%(keys)s)"
        ).format(
            above=sql.Identifier(above.name),
            live=live,
            own=own,
            pk=sql.Identifier(_pk(above)),
            owner=owner,
        )
        return {"source": source, "owner": owner}
    owner = sql.SQL("t.{}").format(own)
    past = [found.name for found in registered_tables().values() if found.live == table.name]
    # A live table need not have an index on its customer; its history has.
    where = sql.SQL("{owner} = ANY(%(keys)s)").format(owner=owner)
    if past:
        where = sql.SQL(
            "{owner} = ANY(%(keys)s) AND t.{pk} IN"
            " (SELECT h.{pk} FROM {past} h WHERE h.{own} = ANY(%(keys)s))"
        ).format(owner=owner, pk=sql.Identifier(_pk(table)), past=sql.Identifier(past[0]), own=own)
    source = sql.SQL("{live} t JOIN (SELECT true AS here) here ON {where}").format(
        live=live, where=where
    )
    return {"source": source, "owner": owner}


def _pk(table: PersonalTable) -> str:
    return str(apps.get_model(table.model)._meta.pk.column)


def _open(customer: Customer, parts: Parts) -> bool:
    """Erase it in a transaction of its own; whether that went well."""
    from customers.privacy.erasure.engine import erase_parts

    try:
        with transaction.atomic(), history.acting(actor=ACTOR):
            erase_parts(customer=customer, parts=parts, actor=ACTOR, ground=GROUND, scope="kept")
    except OperationalError:
        raise
    except (DatabaseError, ValidationError, ValueError) as error:
        logger.warning("a vault of %d stayed closed: %s", customer.pk, type(error).__name__)
        return False
    return True
