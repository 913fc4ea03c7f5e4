"""What of a customer's activities is asked for, as it stands in the address, and in which order."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.activities.models import Kind
from customers.activities.models.activity import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.activities.querysets import ActivityQuerySet
    from customers.presentation.terms import SearchTerms

LONGEST_TEXT = 200
LARGEST_NUMBER = 2**31 - 1
UNREADABLE = "\ufffd"
DAYS = {"week": 7, "month": 31, "year": 366}
YEARS_BACK = 10
OPEN, ARCHIVED = "open", "archived"
_LABELLED = re.compile(r"(?:([A-Za-z]{1,2})\s*-?\s*)?([0-9]{1,10})", re.ASCII)

NEWEST = ("-opened_on", "-pk")
_DUE = Coalesce("due_on", "planned_on")
#: The orders by name: the fields, and the first way in which a heading sorts.
SORTS: dict[str, tuple[Any, ...]] = {
    "number": (F("kind"), F("number")),
    "title": (Lower("title"), F("pk")),
    "stage": (F("stage__position"), F("opened_on"), F("pk")),
    "opened": (F("opened_on"), F("pk")),
    "due": (_DUE, F("pk")),
    "by": (F("assigned_to__first_name"), F("assigned_to__last_name"), F("pk")),
    "amount": (F("amount"), F("pk")),
}
HEADINGS = {
    "number": gettext_lazy("Number"),
    "title": gettext_lazy("Description"),
    "stage": pgettext_lazy("activity", "Stage"),
    "opened": pgettext_lazy("activity", "Opened"),
    "due": pgettext_lazy("activity", "Planned"),
    "by": gettext_lazy("Colleague"),
    "amount": gettext_lazy("Amount"),
}
#: Of these the last is what one looks for.
_LAST_FIRST = {"opened", "amount"}


@dataclass(frozen=True)
class Heading:
    """A heading that sorts: where it leads, and how its column stands now."""

    name: str
    label: str
    url: str
    sorted: str = ""  # a value of aria-sort

    @property
    def arrow(self) -> str:
        """The sign beside the word."""
        return {"ascending": "↑", "descending": "↓"}.get(self.sorted, "")


@dataclass(frozen=True)
class Asked:
    """The filter and the order as chosen. What names nothing that exists is left out."""

    kind: str = ""
    state: str = ""
    by: str = ""
    period: str = ""
    text: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1

    @classmethod
    def of(cls, data: Mapping[str, str], *, kinds: tuple[Kind, ...], staff: set[str]) -> Self:
        """Read the query string.

        Args:
            data: the query string.
            kinds: those that this user may know of.
            staff: the keys of the colleagues to choose from.
        """
        kind, state, by, period, sort, page = (
            data.get(name, "") for name in ("kind", "state", "by", "period", "sort", "page")
        )
        name = sort.removeprefix("-")
        return cls(
            kind=kind if kind in {one.value for one in kinds} else "",
            state=state if state in (OPEN, ARCHIVED) else "",
            by=by if by in staff else "",
            period=period if period in dict(periods()) else "",
            text=readable(data.get("text", "")),
            sort=name if name in SORTS else "",
            descending=name in SORTS and sort.startswith("-"),
            page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page, re.ASCII) else 1,
        )

    @property
    def narrows(self) -> bool:
        """Whether the filter leaves anything out, the kind aside."""
        return bool(self.state == OPEN or self.by or self.period or self.text)

    def narrowed(self, found: ActivityQuerySet) -> ActivityQuerySet:
        """Those of `found` that fit the filter, the kind aside."""
        if self.state == OPEN:
            found = found.running()
        if self.state != ARCHIVED:
            found = found.filter(archived=False)
        if self.by:
            found = found.filter(assigned_to=int(self.by))
        if self.period:
            since, until = _bounds(self.period)
            found = found.filter(opened_on__gte=since, opened_on__lt=until)
        return found.filter(has_text(self.text)) if self.text else found

    def ordering(self) -> tuple[Any, ...]:
        """What to sort by; empty for the order in which open ones come first."""
        if not self.sort:
            return ()
        keys = SORTS[self.sort]
        if self.descending:
            return tuple(key.desc(nulls_last=True) for key in keys)
        return tuple(key.asc(nulls_last=True) for key in keys)

    def query(self, terms: SearchTerms, **other: Any) -> str:
        """The query string for this list with something `other`, in the search it stands in."""
        asked = replace(self, page=1)
        asked = replace(asked, **other)
        pairs = {
            "kind": asked.kind,
            "state": asked.state,
            "by": asked.by,
            "period": asked.period,
            "text": asked.text,
            "sort": f"{'-' if asked.descending else ''}{asked.sort}" if asked.sort else "",
            "page": str(asked.page) if asked.page > 1 else "",
        }
        named = urlencode({name: value for name, value in pairs.items() if value})
        parts = [part for part in (terms.query.removeprefix("?"), named) if part]
        return f"?{'&'.join(parts)}" if parts else "?"

    def headings(self, terms: SearchTerms) -> list[Heading]:
        """All headings, each with the order that it leads to."""
        return [self._heading(name, terms) for name in HEADINGS]

    def _heading(self, name: str, terms: SearchTerms) -> Heading:
        label = str(HEADINGS[name])
        if name != self.sort:
            url = self.query(terms, sort=name, descending=name in _LAST_FIRST)
            return Heading(name, label, url)
        url = self.query(terms, sort=name, descending=not self.descending)
        return Heading(name, label, url, "descending" if self.descending else "ascending")


def readable(text: str) -> str:
    """What was typed, without what is no text to the database, and no longer than it can be."""
    cleaned = text.replace("\0", UNREADABLE).encode("utf-8", "replace").decode()
    return cleaned.strip()[:LONGEST_TEXT]


def has_text(text: str) -> Q:
    """Those with the text in their title, or with that number: their own, or a repair's serial or RMA.

    A treatment's title is medical.
    """
    found = Q(title__icontains=text) & ~Q(kind=Kind.TREATMENT)
    for name in ("device", "serial_number", "rma_number"):
        found |= Q(**{f"repair__{name}__icontains": text})
    labelled = _LABELLED.fullmatch(text)
    if labelled is None or int(labelled[2]) > LARGEST_NUMBER:
        return found
    number = Q(number=int(labelled[2]))
    prefix = (labelled[1] or "").upper()
    if prefix:
        number &= Q(kind__in=[kind for kind, letters in PREFIXES.items() if letters == prefix])
    return found | number


def periods() -> list[tuple[str, str]]:
    """The periods to choose from: the last week, month and year, and calendar years."""
    this_year = timezone.localdate().year
    years = [str(year) for year in range(this_year, this_year - YEARS_BACK, -1)]
    recent = [("week", _("last week")), ("month", _("last month")), ("year", _("last year"))]
    return recent + [(year, year) for year in years]


def _bounds(period: str) -> tuple[datetime.date, datetime.date]:
    """The first day of a period, and the day after its last one."""
    if period in DAYS:
        today = timezone.localdate()
        return today - datetime.timedelta(days=DAYS[period]), datetime.date.max
    year = int(period)
    return datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
