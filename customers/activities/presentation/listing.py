"""The tab Activiteiten: a section per kind, or one kind as a long list with its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, Value
from django.utils.translation import ngettext

from customers.activities.models import Activity, Kind, State
from customers.activities.presentation.asked import NEWEST, OPEN, Asked
from customers.activities.presentation.kinds import (
    DETAILS,
    ICONS,
    PLURALS,
    kinds_for,
    of_customer,
)
from customers.activities.presentation.rows import ActivityRow, row_of
from customers.activities.presentation.totals import TOTALLED, Totals, totals_of
from customers.presentation.lists import periods
from customers.presentation.numbers import counted
from customers.presentation.paging import MOST_SHOWN, Pages, Paging
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer
    from customers.presentation.lists import Heading
    from customers.presentation.terms import SearchTerms

SHOWN, ALL = 10, 11  # eleven fit as they are; of more the first ten
PER_PAGE = 50
#: Nobody counts further in an overview.
COUNTED = 1000


@dataclass(frozen=True)
class Count:
    """How many of a kind fit the filter, and how many of those are open; `capped` when more."""

    total: int = 0
    open: int = 0
    capped: bool = False

    @property
    def words(self) -> str:
        """'12', '1.000+'."""
        return counted(self.total, capped=self.capped)


@dataclass(frozen=True)
class Section:
    """The activities of one kind."""

    kind: str
    label: str
    icon: str
    count: Count
    rows: list[ActivityRow]
    more_url: str = ""
    totals: Totals | None = None

    @property
    def open_words(self) -> str:
        """'3 open', or '' when none is."""
        n = self.count.open
        return ngettext("%(n)s open", "%(n)s open", n) % {"n": counted(n)} if n else ""


@dataclass(frozen=True)
class ActivityList:
    """The tab's content, as asked for."""

    asked: Asked
    sections: list[Section]
    headings: list[Heading]
    kinds: list[tuple[str, str]]
    staff: list[tuple[str, str]]
    periods: list[tuple[str, str]]
    pages: Pages
    words: str

    @property
    def rows(self) -> list[ActivityRow]:
        """All rows, in their order."""
        return [row for section in self.sections for row in section.rows]


def staff_choices() -> list[tuple[str, str]]:
    """The colleagues to choose from, those who left last."""
    found = StaffUser.objects.order_by("-is_active", "first_name", "last_name", "pk")
    return [(str(person.pk), person.display_name) for person in found]


def activity_list(
    user: Any, customer: Customer, data: Any, terms: SearchTerms, *, staff: list[tuple[str, str]]
) -> ActivityList:
    """The tab as asked for, with the same number of queries whatever there is.

    Args:
        user: who looks.
        customer: loaded through `get_standing`.
        data: the query string.
        terms: the search in which the customer was opened.
        staff: from `staff_choices()`.
    """
    kinds = kinds_for(user)
    asked = Asked.of(data, kinds=kinds, staff={key for key, _name in staff})
    seen = of_customer(user, customer)
    wanted = tuple(kind for kind in kinds if asked.kind in ("", kind.value))
    counts = _counts(asked.narrowed(seen), wanted, MOST_SHOWN if asked.kind else COUNTED)
    pages = Pages()
    if asked.kind:
        count = counts.get(Kind(asked.kind), Count())
        pages, first = _pages(asked, count, terms)
        parts = {Kind(asked.kind): (first, first + PER_PAGE)}
    else:
        parts = {kind: (0, SHOWN if counts[kind].total > ALL else ALL) for kind in counts}
    found = _rows(seen, asked, counts, parts, customer.number)
    totals = totals_of(asked.narrowed(seen), _totalled(asked, counts))
    return ActivityList(
        asked=asked,
        sections=[
            _section(
                kind, asked, terms, count=counts[kind], rows=found[kind], totals=totals.get(kind)
            )
            for kind in wanted
            if kind in counts
        ],
        headings=asked.headings(terms),
        kinds=[(kind.value, str(PLURALS[kind])) for kind in kinds],
        staff=staff,
        periods=periods(),
        pages=pages,
        words=_words(counts),
    )


def _section(
    kind: Kind,
    asked: Asked,
    terms: SearchTerms,
    *,
    count: Count,
    rows: list[ActivityRow],
    totals: Totals | None,
) -> Section:
    is_cut = not asked.kind and count.total > ALL
    return Section(
        kind=kind.value,
        label=str(PLURALS[kind]),
        icon=ICONS[kind],
        count=count,
        rows=rows,
        more_url=asked.query(terms, kind=kind.value) if is_cut else "",
        totals=totals,
    )


def _totalled(asked: Asked, counts: dict[Kind, Count]) -> list[Kind]:
    """The kinds whose totals are shown: a kind by itself, in the overview while they are few."""
    return [
        kind
        for kind in TOTALLED
        if kind in counts and (asked.kind == kind.value or not counts[kind].capped)
    ]


def _words(counts: dict[Kind, Count]) -> str:
    total = sum(count.total for count in counts.values())
    capped = any(count.capped for count in counts.values())
    return ngettext("%(n)s activity", "%(n)s activities", total) % {
        "n": counted(total, capped=capped)
    }


# ---------------------------------------------------------------- how many
def _counts(found: ActivityQuerySet, kinds: tuple[Kind, ...], most: int) -> dict[Kind, Count]:
    """How many of each kind fit, and how many of those are open; kinds without any are left out.

    One query; each of its parts reads the index of a kind, or of what is open of it, up to `most`.
    """
    parts = [
        of_these.filter(kind=kind).values(named=Value(name), of=Value(kind.value))[: most + 1]
        for kind in kinds
        for name, of_these in (("all", found), ("open", found.running()))
    ]
    if not parts or found.query.is_empty():
        return {}
    sql, values = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, name, count(*) FROM ({sql}) AS counted (name, kind) GROUP BY 1, 2",
            values,
        )
        numbers = {(kind, name): number for kind, name, number in cursor.fetchall()}
    return {
        kind: Count(
            min(number, most), min(numbers.get((kind, "open"), 0), most), capped=number > most
        )
        for kind in kinds
        if (number := numbers.get((kind.value, "all"), 0))
    }


# ---------------------------------------------------------------- which
def _rows(
    seen: ActivityQuerySet,
    asked: Asked,
    counts: dict[Kind, Count],
    parts: dict[Kind, tuple[int, int]],
    number: str,
) -> dict[Kind, list[ActivityRow]]:
    """The rows from one place to another of each kind: a query for the keys, one for the rows."""
    slices = [
        part
        for kind, (first, last) in parts.items()
        if kind in counts
        for part in slices_of(
            asked.narrowed(seen).filter(kind=kind), asked, counts[kind], first, last
        )
    ]
    if not slices:
        return {kind: [] for kind in parts}
    keys = [part.values_list("pk", flat=True) for part in slices]
    ids = list(keys[0].union(*keys[1:], all=True) if len(keys) > 1 else keys[0])
    loaded = Activity.objects.filter(pk__in=ids).select_related("stage", "assigned_to", *DETAILS)
    by_pk = {activity.pk: activity for activity in loaded}
    rows: dict[Kind, list[ActivityRow]] = {kind: [] for kind in parts}
    for pk in ids:  # each part of the union keeps its order
        if pk in by_pk:
            rows[Kind(by_pk[pk].kind)].append(row_of(by_pk[pk], number))
    return rows


def slices_of(
    found: ActivityQuerySet, asked: Asked, count: Count, first: int, last: int
) -> list[ActivityQuerySet]:
    """The rows of one kind from `first` up to `last`, as parts that each read an index in order.

    Without an order of its own a list begins with what is open, the newest first.
    """
    if asked.sort:
        return [found.order_by(*asked.ordering())[first:last]]
    if asked.state == OPEN:
        return [found.order_by(*NEWEST)[first:last]]
    running = count.open
    parts = []
    if first < running:
        parts.append(found.running().order_by(*NEWEST)[first:last])
    if last > running:
        ended = found.filter(~Q(status=State.OPEN)).order_by(*NEWEST)
        parts.append(ended[max(first - running, 0) : last - running])
    return parts


def _pages(asked: Asked, count: Count, terms: SearchTerms) -> tuple[Pages, int]:
    """The pages of a long list, and the place of the first row of this one."""
    paging = Paging.at(asked.page, count.total, capped=count.capped, per_page=PER_PAGE)
    return paging.pages(lambda page: asked.query(terms, page=page)), paging.begin
