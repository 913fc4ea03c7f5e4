"""What happened with a customer: events on the timeline, changes on the tab Historie."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer

# ---------------------------------------------------------------- the timeline


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened with a customer, as the timeline shows it.

    `key` orders events of one moment and never changes; `kind` is one of the kinds of the timeline, or
    of its source. Of one that is not `timed` only the day is known; its moment is when that begins.
    """

    moment: datetime
    key: int
    kind: str
    icon: str
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    link_text: str = ""
    link_url: str = ""
    sent: bool = False
    timed: bool = True


@dataclass(frozen=True)
class TimelineWindow:
    """Which events are asked for: the newest `limit`, older than `before` (moment and key).

    With an `activity` only contact moments are asked for; no other source is.
    """

    limit: int
    before: tuple[datetime, int] | None = None
    kinds: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    contact_person: int | None = None
    activity: int | None = None
    only_sent: bool = False


@dataclass(frozen=True)
class TimelineSource:
    """Another app's events. `fetch` answers newest first, with one query, by an index.

    It leaves out what this user may not see and what does not fit the window, a text it cannot search
    in included. `count` says how many there are of each kind, and stops counting at its second argument.
    The name is small letters and digits; it stands in addresses. `kinds` are the kinds of event of
    its own, with their (lazy) words: each is something to choose in the filter.
    """

    name: str
    fetch: Callable[[Any, Customer, TimelineWindow], list[TimelineEvent]]
    count: Callable[[Customer, int], Mapping[str, int]] | None = None
    kinds: Mapping[str, StrOrPromise] = field(default_factory=dict)


_timeline_sources: dict[str, TimelineSource] = {}


def register_timeline_source(source: TimelineSource) -> None:
    """Add events to every timeline; the same name replaces."""
    _timeline_sources[source.name] = source


def unregister_timeline_source(name: str) -> None:
    """Take the events away again."""
    _timeline_sources.pop(name, None)


def timeline_sources() -> list[TimelineSource]:
    """The registered sources, by name."""
    return sorted(_timeline_sources.values(), key=lambda source: source.name)


# ---------------------------------------------------------------- the tab Historie


@dataclass(frozen=True)
class HistoryEntry:
    """What one row of a history says: who did it, when, why and where, and the sentences.

    `order` tells rows of one moment apart. `staff` is the colleague, or None and then `system` says
    who. The sentences are those of `customers.presentation.sentences`.
    """

    moment: datetime
    order: int
    staff: Any
    system: str
    reason: str
    origin: str
    sentences: Sequence[Any]


@dataclass(frozen=True)
class HistorySource:
    """Another app's changes on the tab Historie.

    `groups` are the kinds of fields for the filter; `fetch` gets who looks, the customer and how many
    rows of each kind it may read at most. It leaves out what this user may not see, and takes a fixed
    number of queries, by an index. `places` says in words where a change was made, by the name of the
    address ('contacts:person_add').
    """

    name: str
    groups: Mapping[str, StrOrPromise]
    fetch: Callable[[Any, Customer, int], list[HistoryEntry]]
    places: Mapping[str, StrOrPromise]


_history_sources: dict[str, HistorySource] = {}


def register_history_source(source: HistorySource) -> None:
    """Add changes to every customer's history; the same name replaces."""
    _history_sources[source.name] = source


def history_sources() -> list[HistorySource]:
    """The registered sources, by name."""
    return sorted(_history_sources.values(), key=lambda source: source.name)
