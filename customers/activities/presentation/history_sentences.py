"""One change of an activity, or of what its kind has of its own, as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.activities.models import Activity, Kind
from customers.activities.models.activity import PREFIXES
from customers.activities.presentation.kinds import ICONS
from customers.presentation.dates import clock_words, day_if_any, full_day
from customers.presentation.sentences import Sentence, shortened_pair, valued
from customers.values.amounts import show_amount, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

GROUP = "activities"
_CALLED = {
    Kind.ORDER: gettext_lazy("order %(label)s"),
    Kind.QUOTE: gettext_lazy("quote %(label)s"),
    Kind.REPAIR: gettext_lazy("repair %(label)s"),
    Kind.SUBSCRIPTION: gettext_lazy("subscription %(label)s"),
    Kind.APPOINTMENT: gettext_lazy("appointment %(label)s"),
    Kind.PROJECT: gettext_lazy("project %(label)s"),
    Kind.LEAD: gettext_lazy("lead %(label)s"),
    Kind.REQUEST: gettext_lazy("request %(label)s"),
    Kind.FAULT_REPORT: gettext_lazy("fault report %(label)s"),
    Kind.PURCHASE: gettext_lazy("purchase %(label)s"),
    Kind.TREATMENT: gettext_lazy("treatment %(label)s"),
    Kind.TRIP: gettext_lazy("trip %(label)s"),
}


@dataclass
class Known:
    """The names behind the keys that stand in history rows."""

    stages: dict[int, str] = field(default_factory=dict)
    staff: dict[int, str] = field(default_factory=dict)
    #: Kind and number of activities, by key.
    activities: dict[int, tuple[str, int]] = field(default_factory=dict)
    subscription_kinds: dict[int, str] = field(default_factory=dict)
    qualities: dict[int, str] = field(default_factory=dict)


def called(kind: str, number: int) -> str:
    """What an activity is called in a sentence: 'bestelling B-20418'."""
    return str(_CALLED[Kind(kind)]) % {"label": f"{PREFIXES[Kind(kind)]}-{number}"}


# ---------------------------------------------------------------- how a value reads
def _text(value: str) -> str:
    return value


def _moment(value: datetime | None) -> str:
    return f"{full_day(timezone.localdate(value))} {clock_words(value)}" if value else ""


def _months(value: int) -> str:
    return _("%(n)d months") % {"n": value}


def _billing(value: str) -> str:
    return str(dict(Activity.Billing.choices).get(value, value)) if value else ""


@dataclass(frozen=True)
class Told:
    """A column, what it is called in a sentence, and how its value reads."""

    column: str
    phrase: StrOrPromise
    show: Callable[[Any], str] = _text
    long: bool = False


SHARED = (
    Told("title", gettext_lazy("the title")),
    Told("description", gettext_lazy("the description"), long=True),
    Told("opened_on", gettext_lazy("the date"), day_if_any),
    Told("planned_on", gettext_lazy("the planned date"), day_if_any),
    Told("due_on", gettext_lazy("the date it is expected"), day_if_any),
    Told("amount", gettext_lazy("the amount"), show_amount),
    Told("billing", gettext_lazy("the invoicing"), _billing),
)
OF_KIND: dict[str, tuple[Told, ...]] = {
    Kind.REPAIR: (
        Told("device", gettext_lazy("the device")),
        Told("serial_number", gettext_lazy("the serial number")),
        Told("complaint", gettext_lazy("the complaint"), long=True),
        Told("diagnosis", gettext_lazy("the diagnosis"), long=True),
        Told("rma_number", gettext_lazy("the RMA number")),
        Told("shelf", gettext_lazy("the place on the shelf")),
        Told("ready_at", gettext_lazy("the moment the customer was told"), _moment),
    ),
    Kind.SUBSCRIPTION: (
        Told("period_months", gettext_lazy("the period"), _months),
        Told("next_on", gettext_lazy("the next renewal"), day_if_any),
        Told("stops_on", gettext_lazy("the date it stops"), day_if_any),
    ),
    Kind.APPOINTMENT: (
        Told("starts_at", gettext_lazy("the start"), _moment),
        Told("ends_at", gettext_lazy("the end"), _moment),
        Told("place", gettext_lazy("the place")),
    ),
    Kind.TRIP: (
        Told("origin", gettext_lazy("the place of departure")),
        Told("destination", gettext_lazy("the destination")),
        Told("km", gettext_lazy("the kilometres"), lambda km: show_number(km, 1)),
        Told("purpose", gettext_lazy("the purpose")),
    ),
}
#: What a treatment says is medical: that it changed is told, not what it was.
MEDICAL = (
    Told("complaint", gettext_lazy("the complaint")),
    Told("findings", gettext_lazy("the findings")),
    Told("treatment", gettext_lazy("the treatment")),
    Told("advice", gettext_lazy("the advice")),
)


# ---------------------------------------------------------------- the sentences
def of_activity(row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of an activity says; `previous` is None for the first one."""
    name, icon = called(row.kind, row.number), ICONS[Kind(row.kind)]
    if previous is None:
        title = "" if row.kind == Kind.TREATMENT else row.title
        text = _("{who} added {what}: {now}") if title else _("{who} added {what}")
        yield Sentence(GROUP, text, now=title, what=name, icon=icon)
        return
    if row.stage_id != previous.stage_id:
        text = _("{who} set {what} to {now}, was {was}")
        was, now = (_named(known.stages, one.stage_id) for one in (previous, row))
        yield Sentence(GROUP, text, was, now, what=name, icon=icon)
    if row.archived != previous.archived:
        put, took = _("{who} archived {what}"), _("{who} took {what} out of the archive")
        yield Sentence(GROUP, put if row.archived else took, what=name, icon="archive")
    for phrase, links, column in (
        (_("the colleague"), known.staff, "assigned_to_id"),
        (_("the project"), _projects(known), "parent_id"),
    ):
        was, now = (_named(links, getattr(one, column)) for one in (previous, row))
        if was != now:
            yield _valued(phrase, name, was, now, icon)
    medical = row.kind == Kind.TREATMENT
    yield from _changes(row, previous, name, icon, SHARED[2:] if medical else SHARED)
    if medical:
        yield from _unsaid(row, previous, name, icon, SHARED[:2])


def of_detail(kind: str, row: Any, previous: Any | None, known: Known) -> Iterator[Sentence]:
    """What a history row of a detail says; the first one came with the activity."""
    if previous is None:
        return
    name, icon = called(*known.activities[row.activity_id]), ICONS[Kind(kind)]
    if kind == Kind.TREATMENT:
        yield from _unsaid(row, previous, name, icon, MEDICAL)
        return
    if kind == Kind.SUBSCRIPTION:
        for phrase, links, column in (
            (_("the kind"), known.subscription_kinds, "subscription_kind_id"),
            (_("the quality"), known.qualities, "quality_id"),
        ):
            was, now = (_named(links, getattr(one, column)) for one in (previous, row))
            if was != now:
                yield _valued(phrase, name, was, now, icon)
    yield from _changes(row, previous, name, icon, OF_KIND[kind])


def _changes(
    row: Any, previous: Any, name: str, icon: str, columns: tuple[Told, ...]
) -> Iterator[Sentence]:
    for told in columns:
        before, after = getattr(previous, told.column), getattr(row, told.column)
        if before == after:
            continue
        was, now = (
            shortened_pair(before, after) if told.long else (told.show(before), told.show(after))
        )
        yield _valued(str(told.phrase), name, was, now, icon)


def _unsaid(
    row: Any, previous: Any, name: str, icon: str, columns: tuple[Told, ...]
) -> Iterator[Sentence]:
    for told in columns:
        if getattr(previous, told.column) != getattr(row, told.column):
            what = _("%(what)s of %(name)s") % {"what": told.phrase, "name": name}
            yield Sentence(GROUP, _("{who} changed {what}"), what=what, icon=icon)


def _valued(phrase: str, name: str, was: str, now: str, icon: str) -> Sentence:
    what = _("%(what)s of %(name)s") % {"what": phrase, "name": name}
    return valued(GROUP, what, was, now, icon)


def _named(names: dict[int, str], key: int | None) -> str:
    return names.get(key, f"#{key}") if key else ""


def _projects(known: Known) -> dict[int, str]:
    return {
        pk: f"{PREFIXES[Kind(kind)]}-{number}" for pk, (kind, number) in known.activities.items()
    }
