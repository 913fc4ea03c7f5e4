"""The pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from customers.presentation.numbers import counted

if TYPE_CHECKING:
    from django.db.models import QuerySet

PER_PAGE = 25
#: Nobody pages further; counting stops here too.
MOST_SHOWN = 10_000


@dataclass(frozen=True)
class Paging:
    """Which page of how many rows; `capped` when there are more than are counted."""

    number: int
    total: int
    capped: bool

    @classmethod
    def of(cls, found: QuerySet[Any], asked: str, *, most: int = MOST_SHOWN) -> Paging:
        """The page that is asked for, or the nearest one that there is."""
        total = int(found.order_by()[: most + 1].count())
        last = max(1, -(-min(total, most) // PER_PAGE))
        wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return cls(min(max(wanted, 1), last), min(total, most), total > most)

    def rows(self, found: QuerySet[Any]) -> list[Any]:
        """The rows of this page."""
        begin = (self.number - 1) * PER_PAGE
        return list(found[begin : begin + PER_PAGE])

    @property
    def total_words(self) -> str:
        """'20.000', '10.000+'."""
        return counted(self.total, capped=self.capped)

    @property
    def previous(self) -> int:
        """The page before, or 0."""
        return self.number - 1

    @property
    def following(self) -> int:
        """The page after, or 0."""
        return self.number + 1 if self.number * PER_PAGE < self.total else 0

    @property
    def place_words(self) -> str:
        """'26 t/m 50 van 14.034'."""
        begin = (self.number - 1) * PER_PAGE
        return _("%(first)s to %(last)s of %(total)s") % {
            "first": counted(begin + 1),
            "last": counted(min(begin + PER_PAGE, self.total)),
            "total": self.total_words,
        }
