"""What one erasure is about, while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID


@dataclass
class Erasure:
    """One erasure, inside its transaction.

    `customers` are the keys of who goes; empty for parts. `rows` are the keys per live table that are
    overwritten. `counts` grows with what was changed, `files` with what is deleted after the commit.
    """

    entry: UUID
    customers: Sequence[int]
    numbers: Sequence[str]
    rows: dict[str, set[str]] = field(default_factory=dict)
    #: The columns of them that go; None: the whole row.
    columns: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    #: What the person was called and where it was to be reached, history included. Never stored.
    values: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether the whole person goes, and not only parts of what there is."""
        return bool(self.customers)

    def add(self, table: str, pks: Iterable[object], columns: Iterable[str] | None = None) -> None:
        """Have more rows of a table overwritten: wholly, or these columns of them only."""
        keys = {str(pk) for pk in pks}
        if not keys:
            return
        before = self.columns.get(table, ())
        known = table in self.rows
        self.rows.setdefault(table, set()).update(keys)
        if columns is None or (known and before is None):
            self.columns[table] = None
        else:
            self.columns[table] = tuple(sorted({*(before or ()), *columns}))

    def file(self, name: str) -> None:
        """Have a kept file deleted after the commit, and tried again until it is gone."""
        self.files.append(name)
