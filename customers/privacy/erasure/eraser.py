"""The database's functions of the eraser, as Python calls them: nothing else changes history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def hold(customers: Iterable[int]) -> None:
    """Let nobody write rows of these customers until this transaction ends; take their rows next."""
    for key in sorted(customers):
        _call("erasure_hold(%s)", key)


def begin(entry: Mapping[str, Any]) -> UUID:
    """Write the line of the journal under which this transaction erases. Returns its key."""
    return UUID(str(_call("erasure_begin(%s::jsonb)", json.dumps(entry, default=str))))


def overwrite(entry: UUID, table: str, pks: Iterable[str], columns: Iterable[str] | None) -> int:
    """Overwrite columns (None: all) of rows and of their history. Returns how many rows changed."""
    wanted = None if columns is None else sorted(columns)
    return int(
        _call(
            "erasure_overwrite(%s, %s, %s::text[], %s::text[])", entry, table, sorted(pks), wanted
        )
    )


def clean(entry: UUID, table: str, pk: str, column: str, words: Iterable[str]) -> int:
    """Take these words out of one text and of its history. Returns how many rows changed."""
    return int(
        _call("erasure_clean(%s, %s, %s, %s, %s::text[])", entry, table, pk, column, sorted(words))
    )


def remove(entry: UUID, table: str, pks: Iterable[str]) -> int:
    """Have rows go with their history. Returns how many rows went."""
    return int(_call("erasure_remove(%s, %s, %s::text[])", entry, table, sorted(pks)))


def finish(entry: UUID, counts: Mapping[str, int]) -> None:
    """Close the line of the journal: what changed, by table."""
    _call("erasure_finish(%s, %s::jsonb)", entry, json.dumps(dict(sorted(counts.items()))))


def _call(function: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT public.{function}", values)
        return cursor.fetchone()[0]
