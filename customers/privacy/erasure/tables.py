"""Every table of one erasure: its rows are overwritten, kept for later, or go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from customers import hooks
from customers.models import Customer
from customers.privacy.erasure import eraser, files, leftovers
from customers.privacy.erasure.rows import CUSTOMERS, goes_entirely, pointed_to
from klantbeheer.erasure_guard import REASON
from klantbeheer.personal_data import registered_tables

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from customers.privacy.erasure.rows import Catalogue
    from customers.privacy.erasure.scope import Erasure


def carry_out(erasure: Erasure, catalogue: Catalogue, *, gone: bool = False) -> None:
    """The apps' own steps, then every table: overwritten, or its rows go (all of them, when `gone`)."""
    erasure.files.extend(files.names_in(erasure, catalogue))
    for step in hooks.erasure_steps():
        step(erasure)
    leftovers.clear(erasure)
    _mark_erased(erasure.customers)
    kept = _kept(erasure)
    if gone:
        _remove_loose(erasure)
    for table in sorted(erasure.rows, key=lambda name: (name == CUSTOMERS, name)):
        pks = erasure.rows[table]
        stays = stays_behind(table) if gone else not goes_entirely(table)
        if not stays:
            _count(erasure, table, eraser.remove(erasure.entry, table, pks))
            continue
        free = set(pks)
        for held, columns in kept.get(table, ()):
            free -= held
            left = set(catalogue[table]["columns"]) - columns
            left |= {REASON} if "history" in catalogue[table] else set()
            _overwrite(erasure, table, held & pks, left)
        _overwrite(erasure, table, free, erasure.columns.get(table))
        if gone:
            _let_go(table, pks)


def _mark_erased(customers: Sequence[int]) -> None:
    """Its last history row is written when everything is overwritten, with who did it and why."""
    rows: models.QuerySet[Customer, Customer] = models.QuerySet(Customer).filter(pk__in=customers)
    rows.exclude(status=Customer.Status.ERASED).update(
        status=Customer.Status.ERASED, version=models.F("version") + 1
    )


def _remove_loose(erasure: Erasure) -> None:
    """What only who disappears had goes too, when nothing else ever pointed to it: its account."""
    for table in [name for name in erasure.rows if registered_tables()[name].loose]:
        pks = erasure.rows[table] - pointed_to(table, erasure.rows[table], erasure.customers)
        if pks:
            _count(erasure, table, eraser.remove(erasure.entry, table, pks))
            erasure.rows[table] -= pks


def _overwrite(
    erasure: Erasure, table: str, pks: Iterable[str], columns: Iterable[str] | None
) -> None:
    if pks:
        _count(erasure, table, eraser.overwrite(erasure.entry, table, pks, columns))


def _count(erasure: Erasure, table: str, changed: int) -> None:
    if changed:
        erasure.counts[table] = erasure.counts.get(table, 0) + changed


def _kept(erasure: Erasure) -> dict[str, list[tuple[set[str], set[str]]]]:
    """Live table → the keys that a vault keeps, with the columns that wait; for whole customers only."""
    found: dict[str, list[tuple[set[str], set[str]]]] = {}
    if not erasure.whole:
        return found
    today: datetime.date = timezone.localdate()
    tables = registered_tables()
    for vault in hooks.vaults():
        for table, parts in vault.kept(erasure.customers, today).items():
            keys = {str(pk) for part in parts for pk in part.pks}
            columns = {n for n, its in tables[table].columns.items() if its == vault.handling}
            found.setdefault(table, []).append((keys, columns))
    return found


def stays_behind(table: str) -> bool:
    """Whether rows of who disappears stay, with the number alone: requests and their files."""
    if goes_entirely(table) or table == CUSTOMERS:
        return False
    link = _link(table)
    return link is None or (registered_tables()[table].later and link.null)


def _link(table: str) -> models.ForeignKey[Any, Any] | None:
    """The field of a table that links to a customer; None for what is nobody's by itself."""
    owner = registered_tables()[table].owner
    # Hidden ones too: a relation without a name of its own is one as well.
    fields: Iterable[Any] = Customer._meta.get_fields(include_hidden=True)
    relations = [field for field in fields if field.auto_created and not field.concrete]
    for relation in relations:
        model: Any = relation.related_model
        if model._meta.db_table == table and relation.field.column == owner:
            return relation.field  # type: ignore[no-any-return]
    return None


def _let_go(table: str, pks: Iterable[str]) -> None:
    """Take the link to the customer out of rows that stay."""
    link = _link(table)
    if link is not None:
        rows: Any = link.model._default_manager
        rows.filter(pk__in=pks).update(**{link.name: None})
