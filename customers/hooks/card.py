"""What stands on a customer's card: tabs, actions, sections, the page of permissions."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer

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
    `shown` may leave it out. `short` is a word of the label, for the bar of a phone. In a menu each
    hundred of positions is a group.
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
