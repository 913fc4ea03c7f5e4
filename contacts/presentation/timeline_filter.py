"""What of the timeline is asked for, as it stands in the address."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.utils import timezone

from contacts.models import ContactMoment
from contacts.timeline import PAGE, Place
from customers.hooks import TimelineWindow, timeline_sources
from customers.presentation.lists import DAYS, periods
from customers.presentation.terms import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from contacts.models import ContactPerson
    from customers.activities.models import Activity

FIELDS = ("kind", "person", "period", "text", "activity")
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Filter:
    """The filter as chosen. What names nothing that exists is left out."""

    kind: str = ""
    person: str = ""
    period: str = ""
    text: str = ""
    activity: int | None = None
    after: Place | None = None

    @classmethod
    def of(
        cls,
        data: Mapping[str, str],
        persons: Collection[ContactPerson],
        activity: Activity | None = None,
    ) -> Self:
        """Read the query string.

        Args:
            data: the query string.
            persons: the contact persons of the customer.
            activity: the one that it asks for, when this user may see it.
        """
        kind, person, period = (data.get(name, "") for name in ("kind", "person", "period"))
        text = data.get("text", "").replace("\0", UNREADABLE).strip()[:LONGEST_TEXT]
        return cls(
            kind=kind if kind in _kinds() else "",
            person=person if person in {str(one.pk) for one in persons} else "",
            period=period if period in dict(periods()) else "",
            text=text,
            activity=activity.pk if activity else None,
            after=Place.read(data.get("before", "")[:LONGEST_TEXT]),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.kind or self.person or self.period or self.text or self.activity)

    def window(
        self, *, kinds: frozenset[str] = frozenset(), only_sent: bool = False
    ) -> TimelineWindow:
        """The window of one page; `kinds` and `only_sent` are those of the tab."""
        since, until = self._bounds()
        # One letter is the beginning of nearly everything: not yet something to look for.
        text = self.text if len(self.text) > 1 or self.text.isdigit() else ""
        return TimelineWindow(
            limit=PAGE,
            kinds=kinds or (frozenset({self.kind}) if self.kind else frozenset()),
            since=since,
            until=until,
            text=text,
            contact_person=int(self.person) if self.person else None,
            activity=self.activity,
            only_sent=only_sent,
        )

    def _bounds(self) -> tuple[datetime.datetime | None, datetime.datetime | None]:
        if self.period in DAYS:
            return timezone.now() - datetime.timedelta(days=DAYS[self.period]), None
        if self.period:
            year = int(self.period)
            return _new_year(year), _new_year(year + 1)
        return None, None


def _kinds() -> set[str]:
    """All kinds of event: those of contact moments, and those that other apps bring."""
    brought = (kind for source in timeline_sources() for kind in source.kinds)
    return {*ContactMoment.Kind.values, *brought}


def _new_year(year: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(year, 1, 1))
