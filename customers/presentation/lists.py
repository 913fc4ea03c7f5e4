"""What lists have in common: tags, filters as chips, headings that sort, their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from customers.presentation.terms import SearchTerms

#: The last week, month and year, in days.
DAYS = {"week": 7, "month": 31, "year": 366}
YEARS_BACK = 10


@dataclass(frozen=True)
class Tag:
    """A short word in a box. `kind` is 'ok', 'warn', 'danger', 'accent', or '' for a plain one."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Choice:
    """One value of a filter as a chip, with how many rows it leaves."""

    label: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Heading:
    """A heading that sorts: where it leads, and how its column stands now. One without `url` is text."""

    name: str
    label: str
    url: str
    sorted: str = ""  # a value of aria-sort

    @property
    def arrow(self) -> str:
        """The sign beside the word."""
        return {"ascending": "↑", "descending": "↓"}.get(self.sorted, "")


@dataclass(frozen=True)
class Sorting:
    """By which column a list is sorted, and which way; `name` is '' for an order of its own."""

    name: str = ""
    descending: bool = False

    @classmethod
    def of(cls, text: str, known: Container[str], usual: str = "") -> Sorting:
        """Read '-date', as it stands in an address; `usual` when that names no column."""
        asked = text if text.removeprefix("-") in known else usual
        return cls(asked.removeprefix("-"), asked.startswith("-"))

    def __str__(self) -> str:
        """As `of` reads it."""
        return f"{'-' if self.descending else ''}{self.name}" if self.name else ""

    def headings(
        self,
        labels: Mapping[str, Any],
        url: Callable[[str], str],
        *,
        down_first: Container[str] = (),
    ) -> list[Heading]:
        """The headings of a table, each with the order that it leads to.

        Args:
            labels: the words by the names of the columns.
            url: the address of the list in an order ('-date').
            down_first: the columns of which the last is what one looks for.
        """
        return [
            self._heading(name, str(label), url, down_first=name in down_first)
            for name, label in labels.items()
        ]

    def _heading(
        self, name: str, label: str, url: Callable[[str], str], *, down_first: bool
    ) -> Heading:
        if name != self.name:
            return Heading(name, label, url(str(Sorting(name, down_first))))
        turned = str(Sorting(name, not self.descending))
        return Heading(name, label, url(turned), "descending" if self.descending else "ascending")


def ordered(keys: tuple[Any, ...], *, descending: bool) -> tuple[Any, ...]:
    """The expressions to order by, each this way; what is empty comes last."""
    if descending:
        return tuple(key.desc(nulls_last=True) for key in keys)
    return tuple(key.asc(nulls_last=True) for key in keys)


def query_string(pairs: Mapping[str, str], terms: SearchTerms | None = None) -> str:
    """The query string of a list, without what is empty, in the search in which it stands."""
    search = terms.query.removeprefix("?") if terms else ""
    named = urlencode({name: value for name, value in pairs.items() if value})
    return f"?{'&'.join(part for part in (search, named) if part)}"


def periods() -> list[tuple[str, str]]:
    """The periods to choose from: the last week, month and year, and calendar years."""
    this_year = timezone.localdate().year
    years = [str(year) for year in range(this_year, this_year - YEARS_BACK, -1)]
    return recent_periods() + [(year, year) for year in years]


def recent_periods() -> list[tuple[str, str]]:
    """The last week, month and year."""
    return [("week", _("last week")), ("month", _("last month")), ("year", _("last year"))]
