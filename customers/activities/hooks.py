"""What other apps add to the screens of activities; they register it from `AppConfig.ready()`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from customers.activities.models import Activity
    from customers.models import Customer

    OpenRows = Callable[[Any, Customer], "list[OpenRow]"]
    SectionContext = Callable[[Any, Activity], Mapping[str, Any] | None]
    MakeAction = Callable[[Any, Activity], "ActivityAction | None"]

# ---------------------------------------------------------------- 'Openstaand' on the card


@dataclass(frozen=True)
class OpenRow:
    """One open thing of a customer, as the card's first tab shows it.

    `order` is the day by which it wants something done: the earliest stands first, those without a
    day last. `tag` is a short word ('klaar', '9 dagen te laat'); `tag_kind` is 'ok', 'warn', 'danger',
    'accent' or ''. `amount` counts in the heading; without one `end` stands at the end ('loopt').
    """

    icon: str
    title: str
    detail: str = ""
    tag: str = ""
    tag_kind: str = ""
    amount: Decimal | None = None
    url: str = ""
    order: datetime.date | None = None
    end: str = ""


@dataclass(frozen=True)
class MoreOpen:
    """What the rows leave out: how many more there are, and what those come to.

    `capped` says that nobody counted further: there may be more still.
    """

    count: int
    total: Decimal
    capped: bool = False


class OpenRowList(list[OpenRow]):
    """The first rows of one source, when there are more than it shows.

    A source that holds back rows answers with this: `more` counts and adds up the ones held back.
    """

    def __init__(self, rows: list[OpenRow], more: MoreOpen | None = None) -> None:
        super().__init__(rows)
        self.more = more


_open_rows: dict[str, OpenRows] = {}


def register_open_rows(rows: OpenRows, *, name: str = "") -> None:
    """Add open things to the section 'Openstaand' of every card.

    Args:
        rows: gets the user and the customer, and answers with what this user may see of what is open;
            one query, by an index. With an `OpenRowList` it says what it leaves out.
        name: of the source; the same name replaces. By default where the function stands.
    """
    _open_rows[name or f"{rows.__module__}.{rows.__qualname__}"] = rows


def unregister_open_rows(name: str) -> None:
    """Take a source away again."""
    _open_rows.pop(name, None)


def open_row_sources() -> list[OpenRows]:
    """The registered sources, in the order in which they were registered."""
    return list(_open_rows.values())


# ---------------------------------------------------------------- the pages of an activity


@dataclass(frozen=True)
class ProjectSection:
    """A part of the page of a project, and of that of any activity: a template and its context.

    `context` is called with the user and the activity; None leaves the section out. The template gets
    it as `section`, beside what the page itself has ('customer', 'activity', 'query').
    """

    name: str
    template: str
    context: SectionContext
    position: int = 100
    kinds: frozenset[str] = field(default_factory=frozenset)


_project_sections: dict[str, ProjectSection] = {}


def register_project_section(
    name: str,
    template: str,
    context: SectionContext,
    *,
    position: int = 100,
    kinds: frozenset[str] = frozenset(),
) -> None:
    """Add a part to the pages of activities; the same name replaces.

    Args:
        name: of the section.
        template: what shows it; its context stands in `section`.
        context: gets the user and the activity (a project, or one of any kind), and answers with a
            mapping or with None for nothing; a fixed number of queries.
        position: its place among the sections.
        kinds: of which kinds of activity ('project'); all when empty.
    """
    _project_sections[name] = ProjectSection(name, template, context, position, kinds)


def unregister_project_section(name: str) -> None:
    """Take a section away again."""
    _project_sections.pop(name, None)


def project_sections(kind: str = "project") -> list[ProjectSection]:
    """The sections for an activity of this kind, by position."""
    found = (
        section
        for section in _project_sections.values()
        if not section.kinds or kind in section.kinds
    )
    return sorted(found, key=lambda section: (section.position, section.name))


# ---------------------------------------------------------------- what can be done with one


@dataclass(frozen=True)
class ActivityAction:
    """Something to do with one activity: a link, or a button that posts `fields` to the address."""

    label: str
    url: str
    icon: str = ""
    post: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    key: str = ""  # presses it with Alt


_actions: dict[str, MakeAction] = {}


def register_activity_action(name: str, make: MakeAction) -> None:
    """Add an action to the page of every activity; the same name replaces.

    Args:
        name: of the action.
        make: gets the user and the activity, and answers with the action, or with None when it does
            not make sense or is not allowed; without a query.
    """
    _actions[name] = make


def unregister_activity_action(name: str) -> None:
    """Take an action away again."""
    _actions.pop(name, None)


def activity_actions(user: Any, activity: Activity) -> list[ActivityAction]:
    """What other apps let this user do with this activity, in the order of registration."""
    made = (make(user, activity) for make in _actions.values())
    return [action for action in made if action is not None]
