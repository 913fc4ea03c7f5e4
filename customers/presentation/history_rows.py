"""Rows of a history table, read newest first, each beside the one before it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql

from customers.hooks import HistoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from customers.presentation.sentences import Sentence

MOST_ROWS = 2000  # per kind of row; a customer changed more often than this shows its newest


def newest_streams(rows: Any, limit: int = MOST_ROWS, *, key: str = "id") -> list[list[Any]]:
    """The newest rows of a history, one list per thing that they are about, each newest first.

    Args:
        rows: a queryset of history rows, those of one customer.
        limit: how many to read; of a thing whose first row is older, the last row before these is
            read too, so that its oldest change here has something to differ from.
        key: the attribute that tells the things apart.
    """
    newest = list(rows.select_related("history_user").order_by("-history_id")[:limit])
    by_id: dict[Any, list[Any]] = {}
    for row in newest:
        by_id.setdefault(getattr(row, key), []).append(row)
    if len(newest) == limit:
        begun = [one for one, stream in by_id.items() if stream[-1].history_type != "+"]
        older = rows.model.objects.filter(
            **{f"{key}__in": begun}, history_id__lt=newest[-1].history_id
        )
        for row in older.order_by(key, "-history_id").distinct(key):
            row.is_older = True
            by_id[getattr(row, key)].append(row)
    return list(by_id.values())


def with_history(models: Iterable[Any], customer_id: int) -> list[Any]:
    """Those of these models that have any history rows of the customer; one query for all.

    Most customers have no memo, no files, no second address: what is not there is not asked for.
    """
    models = list(models)
    asked = (
        sql.SQL("EXISTS (SELECT FROM {} WHERE customer_id = %s)").format(
            sql.Identifier(model.history.model._meta.db_table)
        )
        for model in models
    )
    with connection.cursor() as cursor:
        statement = sql.SQL("SELECT {}").format(sql.SQL(", ").join(asked))
        cursor.execute(statement.as_string(), [customer_id] * len(models))
        present = cursor.fetchone()
    return [model for model, there in zip(models, present, strict=True) if there]


def with_previous(rows: Sequence[Any], *, complete: bool = False) -> list[tuple[Any, Any | None]]:
    """Each row with the one before it; the oldest one has none, if it is the first at all."""
    pairs: list[tuple[Any, Any | None]] = list(pairwise(rows))
    if rows and not hasattr(rows[-1], "is_older") and (complete or rows[-1].history_type == "+"):
        pairs.append((rows[-1], None))
    return pairs


def entry_of(row: Any, sentences: Iterable[Sentence]) -> HistoryEntry:
    """What a history row says, with who, when, why and where."""
    return HistoryEntry(
        moment=row.history_date,
        order=row.history_id,
        staff=row.history_user,
        system=row.history_actor,
        reason=row.history_change_reason or "",
        origin=row.history_origin,
        sentences=list(sentences),
    )
