"""What of a customer's activities is asked for, as it stands in the address, and in which order."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.activities.models import Kind
from customers.activities.models.activity import PREFIXES
from customers.presentation.lists import DAYS, Sorting, ordered, periods, query_string
from customers.presentation.paging import page_number
from customers.presentation.terms import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.activities.querysets import ActivityQuerySet
    from customers.presentation.lists import Heading
    from customers.presentation.terms import SearchTerms

LONGEST_TEXT = 200
LARGEST_NUMBER = 2**31 - 1
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
        kind, state, by, period = (data.get(name, "") for name in ("kind", "state", "by", "period"))
        sorting = Sorting.of(data.get("sort", ""), SORTS)
        return cls(
            kind=kind if kind in {one.value for one in kinds} else "",
            state=state if state in (OPEN, ARCHIVED) else "",
            by=by if by in staff else "",
            period=period if period in dict(periods()) else "",
            text=readable(data.get("text", "")),
            sort=sorting.name,
            descending=sorting.descending,
            page=page_number(data.get("page", "")),
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
        return ordered(SORTS[self.sort], descending=self.descending)

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
            "sort": str(Sorting(asked.sort, asked.descending)),
            "page": str(asked.page) if asked.page > 1 else "",
        }
        return query_string(pairs, terms)

    def headings(self, terms: SearchTerms) -> list[Heading]:
        """All headings, each with the order that it leads to."""

        def url(order: str) -> str:
            sorting = Sorting.of(order, SORTS)
            return self.query(terms, sort=sorting.name, descending=sorting.descending)

        sorting = Sorting(self.sort, self.descending)
        return sorting.headings(HEADINGS, url, down_first=_LAST_FIRST)


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


def _bounds(period: str) -> tuple[datetime.date, datetime.date]:
    """The first day of a period, and the day after its last one."""
    if period in DAYS:
        today = timezone.localdate()
        return today - datetime.timedelta(days=DAYS[period]), datetime.date.max
    year = int(period)
    return datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
