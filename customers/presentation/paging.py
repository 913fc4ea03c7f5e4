"""The pages of a long list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from customers.presentation.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

PER_PAGE = 25
#: Nobody pages further; counting stops here too.
MOST_SHOWN = 10_000


@dataclass(frozen=True)
class Pages:
    """Where a page stands, and the addresses of its neighbours; nothing when there is but one."""

    words: str = ""
    previous_url: str = ""
    next_url: str = ""
    capped: bool = False


@dataclass(frozen=True)
class Paging:
    """Which page of how many rows; `capped` when there are more than are counted."""

    number: int
    total: int
    capped: bool
    per_page: int = PER_PAGE

    @classmethod
    def of(
        cls,
        found: QuerySet[Any],
        asked: str,
        *,
        most: int = MOST_SHOWN,
        per_page: int = PER_PAGE,
    ) -> Paging:
        """The page that is asked for, or the nearest one that there is."""
        total = int(found.order_by()[: most + 1].count())
        return cls.at(page_number(asked), min(total, most), capped=total > most, per_page=per_page)

    @classmethod
    def at(cls, number: int, total: int, *, capped: bool = False, per_page: int) -> Paging:
        """This page of so many rows, or the nearest one that there is."""
        last = max(1, -(-total // per_page))
        return cls(min(max(number, 1), last), total, capped, per_page)

    @property
    def begin(self) -> int:
        """The place of the first row of this page."""
        return (self.number - 1) * self.per_page

    @property
    def end(self) -> int:
        """The place after its last row."""
        return min(self.begin + self.per_page, self.total)

    def rows(self, found: QuerySet[Any]) -> list[Any]:
        """The rows of this page."""
        return list(found[self.begin : self.begin + self.per_page])

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
        return self.number + 1 if self.number * self.per_page < self.total else 0

    @property
    def place_words(self) -> str:
        """'26 tot en met 50 van 14.034'."""
        return _("%(first)s to %(last)s of %(total)s") % self._place

    @property
    def short_words(self) -> str:
        """'26–50 van 14.034'; '0–0 van 0' of nothing."""
        return _("%(first)s–%(last)s of %(total)s") % self._place

    @property
    def _place(self) -> dict[str, str]:
        return {
            "first": counted(min(self.begin + 1, self.total)),
            "last": counted(self.end),
            "total": self.total_words,
        }

    def pages(self, url: Callable[[int], str]) -> Pages:
        """The same with the addresses of its neighbours, that `url` gives by their numbers."""
        if self.total <= self.per_page:
            return Pages()
        return Pages(
            words=self.place_words,
            previous_url=url(self.previous) if self.previous else "",
            next_url=url(self.following) if self.following else "",
            capped=self.capped and not self.following,
        )


class PagedList:
    """One page of a long list, for a template: how it stands, and where its neighbours are."""

    paging: Paging

    def url_of(self, page: int) -> str:
        """The address of a page of the same list."""
        raise NotImplementedError

    @property
    def capped(self) -> bool:
        """Whether nobody counted to the end."""
        return self.paging.capped

    @property
    def place_words(self) -> str:
        """'51–100 van 314'."""
        return self.paging.short_words

    @property
    def previous_url(self) -> str:
        """The page before; '' on the first."""
        return self.url_of(self.paging.previous) if self.paging.previous else ""

    @property
    def next_url(self) -> str:
        """The page after; '' on the last."""
        return self.url_of(self.paging.following) if self.paging.following else ""


def page_number(text: str, otherwise: int = 1) -> int:
    """The page that an address asks for; `otherwise` for whatever is no page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
