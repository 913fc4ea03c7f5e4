"""What other apps hang on a customer: they say so here, from `AppConfig.ready()`.

`customers` imports no app above it. Whoever has something that may be open on a customer, a tab on
the card, or a foreign key to `Customer`, registers it here.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer

# ---------------------------------------------------------------- what may be open


class Step(enum.Enum):
    """A step in a customer's life that something open can hold up."""

    INACTIVE = "inactive"
    PROSPECT = "prospect"


@dataclass(frozen=True)
class OpenItem:
    """One open thing: what it is called, what to know about it, and where to end it."""

    text: str
    note: str = ""
    url: str = ""
    action_text: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class Blocker:
    """Open things of one kind that hold a customer back, as the dialog shows them."""

    kind: str
    label: str
    icon: str
    count: int
    items: tuple[OpenItem, ...] = ()


@dataclass(frozen=True)
class BlockerCheck:
    """A registered check. `label` is the word for 'nothing open here' ('personeel')."""

    name: str
    label: StrOrPromise
    check: Callable[[Customer], Blocker | None]
    steps: frozenset[Step]


_blockers: dict[str, BlockerCheck] = {}


def register_blocker(
    name: str,
    label: StrOrPromise,
    check: Callable[[Customer], Blocker | None],
    *,
    steps: frozenset[Step] = frozenset({Step.INACTIVE}),
) -> None:
    """Say what may be open on a customer.

    Args:
        name: of the check; a second registration under the same name replaces the first.
        label: the (lazy) word shown with a tick when nothing is open.
        check: looks at one customer and returns what is open, or None. It runs under the
            customer's row lock, so it must be quick and must not write.
        steps: which steps it holds up.
    """
    _blockers[name] = BlockerCheck(name=name, label=label, check=check, steps=steps)


def unregister_blocker(name: str) -> None:
    """Take a check away again."""
    _blockers.pop(name, None)


def blocker_checks(step: Step) -> list[BlockerCheck]:
    """The checks for a step, in the order in which they were registered."""
    return [check for check in _blockers.values() if step in check.steps]


# ---------------------------------------------------------------- tabs on the card


@dataclass(frozen=True)
class CardTab:
    """A tab on the customer's card, its address reversed with the customer's number."""

    name: str
    label: StrOrPromise
    url_name: str
    position: int = 100
    count: Callable[[Customer], int | str] | None = None
    permission: str = ""
    shown: Callable[[Customer], bool] | None = None


_card_tabs: dict[str, CardTab] = {}


def register_card_tab(tab: CardTab) -> None:
    """Add a tab to every card; the same name replaces."""
    _card_tabs[tab.name] = tab


def unregister_card_tab(name: str) -> None:
    """Take a tab away again."""
    _card_tabs.pop(name, None)


def card_tabs() -> list[CardTab]:
    """The registered tabs, by position."""
    return sorted(_card_tabs.values(), key=lambda tab: (tab.position, tab.name))


# ---------------------------------------------------------------- actions and sections of the card


class Place(enum.Enum):
    """Where on the card an action stands."""

    BAR = "bar"  # a button of its own
    NEW = "new"  # in the menu 'Nieuw …'
    MORE = "more"  # in the menu 'Meer acties'


@dataclass(frozen=True)
class CardAction:
    """Something to do with a customer, its address reversed with the customer's number.

    `key` is the letter that presses it with Alt; `statuses` are those of customers that it is for.
    `shown` may leave it out. `short` is a word of the label, for the bar of a phone.
    """

    name: str
    label: StrOrPromise
    url_name: str
    icon: str
    place: Place
    permission: str
    key: str = ""
    position: int = 100
    statuses: frozenset[str] = frozenset({"prospect", "active"})
    shown: Callable[[Customer], bool] | None = None
    short: StrOrPromise = ""


@dataclass(frozen=True)
class CardSection:
    """A part of the card's first tab: a template, and what it needs.

    `context` is called with the user and the customer; None leaves the section out. `wide` ones stand
    above the two columns (a warning), others at the top of the right one.
    """

    name: str
    template: str
    context: Callable[[Any, Customer], dict[str, Any] | None]
    position: int = 100
    wide: bool = False


_card_actions: dict[str, CardAction] = {}
_card_sections: dict[str, CardSection] = {}


def register_card_action(action: CardAction) -> None:
    """Add an action to every card; the same name replaces."""
    _card_actions[action.name] = action


def card_actions(place: Place) -> list[CardAction]:
    """The registered actions of one place, by position."""
    found = [action for action in _card_actions.values() if action.place is place]
    return sorted(found, key=lambda action: (action.position, action.name))


def register_card_section(section: CardSection) -> None:
    """Add a part to the first tab of every card; the same name replaces."""
    _card_sections[section.name] = section


def card_sections() -> list[CardSection]:
    """The registered parts of the first tab, by position."""
    return sorted(_card_sections.values(), key=lambda part: (part.position, part.name))


# ---------------------------------------------------------------- permission to e-mail


@dataclass(frozen=True)
class PermissionPage:
    """Where the permissions of a customer's addresses stand, and what they say of its own ones."""

    url_name: str
    words: Callable[[Customer], str]


_permission_pages: list[PermissionPage] = []


def register_permission_page(page: PermissionPage) -> None:
    """Have the card link to this page; the last one registered counts."""
    _permission_pages[:] = [page]


def permission_page() -> PermissionPage | None:
    """The registered page, or None."""
    return _permission_pages[0] if _permission_pages else None


# ---------------------------------------------------------------- the timeline


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened with a customer, as the timeline shows it.

    `key` orders events of one moment and never changes; `kind` is one of the kinds of the timeline.
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


@dataclass(frozen=True)
class TimelineWindow:
    """Which events are asked for: the newest `limit`, older than `before` (moment and key)."""

    limit: int
    before: tuple[datetime, int] | None = None
    kinds: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    contact_person: int | None = None
    only_sent: bool = False


@dataclass(frozen=True)
class TimelineSource:
    """Another app's events. `fetch` answers newest first, with one query, by an index.

    It leaves out what this user may not see and what does not fit the window, a text it cannot search
    in included. `count` says how many there are of each kind, and stops counting at its second argument.
    The name is small letters and digits; it stands in addresses.
    """

    name: str
    fetch: Callable[[Any, Customer, TimelineWindow], list[TimelineEvent]]
    count: Callable[[Customer, int], Mapping[str, int]] | None = None


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

    `groups` are the kinds of fields for the filter; `fetch` gets the customer and how many rows of
    each kind it may read at most, and takes a fixed number of queries, by an index. `places` says in
    words where a change was made, by the name of the address ('contacts:person_add').
    """

    name: str
    groups: Mapping[str, StrOrPromise]
    fetch: Callable[[Customer, int], list[HistoryEntry]]
    places: Mapping[str, StrOrPromise]


_history_sources: dict[str, HistorySource] = {}


def register_history_source(source: HistorySource) -> None:
    """Add changes to every customer's history; the same name replaces."""
    _history_sources[source.name] = source


def unregister_history_source(name: str) -> None:
    """Take the changes away again."""
    _history_sources.pop(name, None)


def history_sources() -> list[HistorySource]:
    """The registered sources, by name."""
    return sorted(_history_sources.values(), key=lambda source: source.name)


# ---------------------------------------------------------------- foreign keys to Customer


class OnMerge(enum.Enum):
    """What happens to a row when its customer is merged into another."""

    MOVE = "move"  # it becomes the other customer's
    DROP = "drop"  # it means nothing any more


class OnErase(enum.Enum):
    """What happens to a row when its customer is erased."""

    OVERWRITE = "overwrite"  # its personal columns are overwritten
    DELETE = "delete"  # it goes
    KEEP = "keep"  # it holds nothing personal


@dataclass(frozen=True)
class LinkAnswer:
    """What a model says about one of its foreign keys to Customer."""

    model: str
    field: str
    on_merge: OnMerge
    on_erase: OnErase
    why: str = ""


_links: dict[tuple[str, str], LinkAnswer] = {}


def register_merge_erase(
    model: str, field_name: str, *, on_merge: OnMerge, on_erase: OnErase, why: str = ""
) -> None:
    """Say what happens to `model`'s rows in a merge and in an erasure.

    Args:
        model: 'app.Model', any case.
        field_name: the foreign key to Customer.
        on_merge: what a merge does with the row.
        on_erase: what an erasure does with the row.
        why: when the answer is not plain.
    """
    key = (model.lower(), field_name)
    _links[key] = LinkAnswer(
        model=model.lower(), field=field_name, on_merge=on_merge, on_erase=on_erase, why=why
    )


def merge_erase_answers() -> dict[tuple[str, str], LinkAnswer]:
    """All answers, by model and field."""
    return dict(_links)
