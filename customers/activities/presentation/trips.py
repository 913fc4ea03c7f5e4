"""The trips of a year: who drove where, how far and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, F, Q, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from customers.activities.models import Activity, Kind, State
from customers.activities.presentation.rows import km_words, url_of
from customers.presentation.lists import YEARS_BACK, Sorting, ordered, query_string
from customers.presentation.numbers import counted
from customers.presentation.paging import Pages, Paging, page_number
from customers.values.names import PersonName, list_name

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from customers.activities.querysets import ActivityQuerySet
    from customers.presentation.lists import Heading

SHOWN, ALL = 10, 11
PER_PAGE = 50
PURPOSES = 12
_CHUNK = 2_000
#: A trip is made on the day that it is planned for.
DAY = Coalesce("planned_on", "opened_on")
SORTS: dict[str, tuple[Any, ...]] = {
    "day": (F("day"), F("pk")),
    "number": (F("number"),),
    "customer": (F("customer__number"), F("day"), F("pk")),
    "by": (F("assigned_to__first_name"), F("assigned_to__last_name"), F("day"), F("pk")),
    "from": (Lower("trip__origin"), F("day"), F("pk")),
    "to": (Lower("trip__destination"), F("day"), F("pk")),
    "purpose": (Lower("trip__purpose"), F("day"), F("pk")),
    "km": (F("trip__km"), F("pk")),
}
HEADINGS = {
    "day": pgettext_lazy("trip", "Day"),
    "number": gettext_lazy("Number"),
    "customer": gettext_lazy("Customer"),
    "by": gettext_lazy("Colleague"),
    "from": pgettext_lazy("trip", "From"),
    "to": pgettext_lazy("trip", "To"),
    "purpose": gettext_lazy("Purpose"),
    "km": pgettext_lazy("trip", "km"),
}
_LAST_FIRST = {"day", "km"}


@dataclass(frozen=True)
class Asked:
    """Which year, whose, in which order."""

    year: int
    by: str = ""
    sort: str = "day"
    descending: bool = True
    page: int = 0  # 0 is the short list

    @classmethod
    def of(cls, data: Mapping[str, str], *, staff: set[str]) -> Self:
        """Read the query string; what cannot be meant is left out."""
        by = data.get("by", "")
        sorting = Sorting.of(data.get("sort", ""), SORTS, "-day")
        return cls(
            year=next((y for y in years() if str(y) == data.get("year", "")), years()[1]),
            by=by if by in staff else "",
            sort=sorting.name,
            descending=sorting.descending,
            page=page_number(data.get("page", ""), 0),
        )

    def url(self, name: str = "trips", **other: Any) -> str:
        """The page, or the export, with something `other`."""
        asked = replace(self, **({"page": 0} | other))
        pairs = {
            "year": str(asked.year),
            "by": asked.by,
            "sort": str(Sorting(asked.sort, asked.descending)),
            "page": str(asked.page) if asked.page else "",
        }
        return f"{reverse(f'activities:{name}')}{query_string(pairs)}"

    def headings(self) -> list[Heading]:
        """All headings, each with the order that it leads to."""

        def url(order: str) -> str:
            to = Sorting.of(order, SORTS)
            return self.url(sort=to.name, descending=to.descending, page=min(self.page, 1))

        sorting = Sorting(self.sort, self.descending)
        return sorting.headings(HEADINGS, url, down_first=_LAST_FIRST)


@dataclass(frozen=True)
class TripRow:
    """A trip in the list."""

    day: datetime.date
    label: str
    url: str
    customer: str
    customer_url: str
    by: str
    origin: str
    destination: str
    purpose: str
    km: str
    stage: str


@dataclass(frozen=True)
class Share:
    """How many kilometres somebody drove, or were driven for something."""

    name: str
    count: int
    km: str


@dataclass(frozen=True)
class TripList:
    """The trips as asked for, with what the year comes to."""

    rows: list[TripRow]
    headings: list[Heading]
    pages: Pages
    more_url: str
    total: str
    words: str
    km: str
    by_colleague: list[Share]
    by_purpose: list[Share]


def years() -> list[int]:
    """The years to choose from: next year, this one, and some before."""
    this_year = timezone.localdate().year
    return list(range(this_year + 1, this_year - YEARS_BACK, -1))


def found_by(user: Any, asked: Asked) -> ActivityQuerySet:
    """The trips of the year that were not called off, in the order asked for."""
    found: ActivityQuerySet = Activity.objects.visible_to(user).filter(
        kind=Kind.TRIP, trip__isnull=False
    )
    found = found.exclude(status=State.CANCELLED).annotate(day=DAY)
    found = found.filter(day__gte=f"{asked.year}-01-01", day__lt=f"{asked.year + 1}-01-01")
    if asked.by:
        found = found.filter(assigned_to=int(asked.by))
    return found.order_by(*ordered(SORTS[asked.sort], descending=asked.descending))


def trip_list(user: Any, asked: Asked) -> TripList:
    """The page, in three queries: the sums per colleague and per purpose, and the rows."""
    found = found_by(user, asked)
    colleagues = _shares(found, _colleague(), _("nobody"))
    purposes = _shares(found, Lower(Trim("trip__purpose")), _("no purpose"))
    count = sum(n for _name, _driven, n, _km in colleagues)
    km = sum((part for *_rest, part in colleagues), Decimal())
    pages, first, last = _part(asked, count)
    rows = found.select_related("trip", "customer", "stage", "assigned_to")[first:last]
    return TripList(
        rows=[_row(activity) for activity in rows],
        headings=asked.headings(),
        pages=pages,
        more_url=asked.url(page=1) if not asked.page and count > ALL else "",
        total=counted(count),
        words=ngettext("%(n)s trip", "%(n)s trips", count) % {"n": counted(count)},
        km=_("%(km)s driven") % {"km": km_words(km)},
        by_colleague=_named(colleagues),
        by_purpose=_named(purposes[:PURPOSES]) + _rest(purposes[PURPOSES:]),
    )


_Sums = list[tuple[str, int, int, Decimal]]


def _colleague() -> Any:
    names = Concat("assigned_to__first_name", Value(" "), "assigned_to__last_name")
    whole = Trim(names)
    return Cast(Coalesce(whole, Value("")), TextField())


def _shares(found: ActivityQuerySet, by: Any, nobody: str) -> _Sums:
    """Per group: how many were driven, how many there are, the kilometres driven; most first."""
    driven = Q(status=State.DONE)
    rows = (
        found.order_by()
        .annotate(share=by)
        .values_list("share")
        .annotate(
            driven=Count("pk", filter=driven), n=Count("pk"), km=Sum("trip__km", filter=driven)
        )
    )
    sums = [(name or nobody, n, total, km or Decimal()) for name, n, total, km in rows]
    return sorted(sums, key=lambda row: (-row[3], row[0]))


def _named(sums: _Sums) -> list[Share]:
    return [Share(name, driven, km_words(km)) for name, driven, _n, km in sums if driven]


def _rest(sums: _Sums) -> list[Share]:
    if not sums:
        return []
    km = sum((row[3] for row in sums), Decimal())
    return [Share(_("other purposes"), sum(row[1] for row in sums), km_words(km))]


def _part(asked: Asked, count: int) -> tuple[Pages, int, int]:
    """The pages, and from where to where the rows stand: the first ten, or a page of fifty."""
    if not asked.page:
        return Pages(), 0, SHOWN if count > ALL else ALL
    paging = Paging.at(asked.page, count, per_page=PER_PAGE)
    return paging.pages(lambda page: asked.url(page=page)), paging.begin, paging.end


def _row(activity: Activity) -> TripRow:
    number, trip = activity.customer.number, activity.trip
    return TripRow(
        day=activity.planned_on or activity.opened_on,
        label=activity.label,
        url=url_of(activity, number),
        customer=f"{number} {list_name(PersonName.of(activity.customer))}",
        customer_url=reverse("customers:detail", args=[number]),
        by=activity.assigned_to.short_name if activity.assigned_to else "",
        origin=trip.origin,
        destination=trip.destination,
        purpose=trip.purpose,
        km=km_words(trip.km),
        stage="" if activity.status == State.DONE else activity.stage.name,
    )


# ---------------------------------------------------------------- the file
def heading() -> list[str]:
    """The names of the columns of the file."""
    return [
        _("Date"),
        _("Number"),
        _("Customer number"),
        _("Name"),
        _("Colleague"),
        str(HEADINGS["from"]),
        str(HEADINGS["to"]),
        _("Kilometres"),
        _("Purpose"),
        str(pgettext_lazy("activity", "Stage")),
    ]


def rows_of(found: ActivityQuerySet) -> Iterator[list[object]]:
    """A row for each trip, from a cursor on the server."""
    rows: Iterable[Activity] = found.select_related(
        "trip", "customer", "stage", "assigned_to"
    ).iterator(chunk_size=_CHUNK)
    for activity in rows:
        trip = activity.trip
        yield [
            activity.planned_on or activity.opened_on,
            activity.label,
            activity.customer.number,
            list_name(PersonName.of(activity.customer)),
            activity.assigned_to.display_name if activity.assigned_to else "",
            trip.origin,
            trip.destination,
            trip.km,
            trip.purpose,
            activity.stage.name,
        ]


def file_name(asked: Asked) -> str:
    """The name of the file, without its ending."""
    return f"{_('trips')}-{asked.year}"
