"""Rows as the text that PostgreSQL's COPY reads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class Made:
    """One batch as text by table, and the keys of its rows; `count` is what was asked for."""

    count: int
    texts: Mapping[str, bytes]
    keys: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Layout:
    """A table's columns for COPY: for each its name in the rows, and the text when a row has none."""

    table: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    defaults: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The COPY that reads `text()`."""
        columns = ", ".join(f'"{column}"' for column in self.columns)
        return f'COPY "{self.table}" ({columns}) FROM STDIN'

    def line(self, row: Mapping[str, Any]) -> str:
        """One row, with its line end."""
        fields = zip(self.names, self.defaults, strict=True)
        return "\t".join([text(row[name]) if name in row else default for name, default in fields])

    def text(self, rows: Iterable[Mapping[str, Any]]) -> bytes:
        """All rows."""
        return "".join([f"{self.line(row)}\n" for row in rows]).encode()


def text(value: Any) -> str:
    """One value as COPY's text format wants it."""
    if isinstance(value, str):
        # str(): a default may be a choice of a model, which another process could not read.
        return str(value).translate(_ESCAPED) if value and not value.isalnum() else str(value)
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value).translate(_ESCAPED)
