"""How the timeline looks: its days, its events in words and icons, its filter."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.models import ContactMoment
from contacts.presentation.files import FileRow, files_of
from contacts.presentation.moment_activity import may_see, url_of
from contacts.timeline import OWN, Counts, Entry
from customers import hooks
from customers.presentation.dates import day_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrOrPromise

    from customers.hooks import TimelineEvent

Kind = ContactMoment.Kind
ICONS = {
    Kind.CALL: "phone-call",
    Kind.VISIT: "store",
    Kind.EMAIL: "mail",
    Kind.LETTER: "receipt-text",
    Kind.SMS: "message-square",
    Kind.NOTE: "sticky-note",
    Kind.DOCUMENT: "file-text",
}
_DIRECTED_ICONS = {(Kind.CALL, "in"): "phone-incoming", (Kind.CALL, "out"): "phone-outgoing"}
_TITLES: dict[tuple[str, str], StrOrPromise] = {
    (Kind.CALL, "in"): gettext_lazy("Called us"),
    (Kind.CALL, "out"): gettext_lazy("Called by us"),
    (Kind.VISIT, ""): pgettext_lazy("title", "At the counter"),
    (Kind.EMAIL, "in"): gettext_lazy("E-mail received"),
    (Kind.EMAIL, "out"): gettext_lazy("E-mail sent"),
    (Kind.LETTER, "in"): gettext_lazy("Letter received"),
    (Kind.LETTER, "out"): gettext_lazy("Letter sent"),
    (Kind.SMS, "in"): gettext_lazy("SMS received"),
    (Kind.SMS, "out"): gettext_lazy("SMS sent"),
    (Kind.DOCUMENT, "in"): gettext_lazy("Document received"),
    (Kind.DOCUMENT, "out"): gettext_lazy("Document sent"),
}
# A text that is longer, or has more lines, is folded.
LONG, MANY_LINES = 600, 8


@dataclass(frozen=True)
class EventRow:
    """One event as the list shows it; `rest` is the folded part of a long text."""

    anchor: str
    moment: datetime.datetime
    icon: str
    kind: str
    title: str
    url: str
    head: str
    rest: str
    by: str
    person: str
    link_text: str = ""
    link_url: str = ""
    files: Sequence[FileRow] = ()
    is_new: bool = False
    timed: bool = True


@dataclass
class Day:
    """The events of one day; a day that began on the page before has no heading again."""

    heading: str
    events: list[EventRow] = field(default_factory=list)


@dataclass(frozen=True)
class KindChoice:
    """A kind as a chip."""

    value: str
    label: str
    icon: str
    count: str = ""


def icon_of(kind: str, direction: str = "") -> str:
    """The icon of a kind of contact; a call shows which way it went."""
    known = Kind(kind)
    return _DIRECTED_ICONS.get((known, direction)) or ICONS[known]


def title_of(moment: ContactMoment) -> str:
    """What a contact moment is called: its subject, else its kind and direction in words."""
    if moment.subject:
        return moment.subject
    return str(_TITLES.get((moment.kind, moment.direction)) or Kind(moment.kind).label)


def kind_choices(counts: Counts | None = None) -> list[KindChoice]:
    """All kinds, in their order, with how many there are when that is known."""
    return [
        KindChoice(
            kind.value, str(kind.label), ICONS[kind], counts.of(kind.value) if counts else ""
        )
        for kind in Kind
    ]


def source_kinds(counts: Counts) -> list[KindChoice]:
    """The kinds of event that other apps bring, with how many there are."""
    return [
        KindChoice(value, str(label), "", counts.of(value))
        for source in hooks.timeline_sources()
        for value, label in source.kinds.items()
    ]


def day_rows(
    entries: Iterable[Entry],
    *,
    user: Any,
    number: str,
    continued: datetime.date | None = None,
    saved: int = 0,
) -> list[Day]:
    """The events under their days.

    Args:
        entries: in the order of the timeline.
        user: who looks.
        number: the customer's.
        continued: the day with which the page before ended, when this one is put under it.
        saved: the key of the moment that was saved just now.
    """
    entries = list(entries)
    files = files_of([entry.own.pk for entry in entries if entry.own], user)
    days: list[Day] = []
    current = None
    for entry in entries:
        day = timezone.localdate(entry.event.moment)
        if day != current:
            days.append(Day("" if day == continued and not days else day_heading(day)))
            current = day
        days[-1].events.append(event_row(entry, number, files, user=user, saved=saved))
    return days


def event_row(
    entry: Entry, number: str, files: dict[int, list[FileRow]], *, user: Any, saved: int = 0
) -> EventRow:
    """One event, of a contact moment or of another app."""
    if entry.own is None:
        return _other_row(entry.source, entry.event)
    own = entry.own
    head, rest = fold(own.text)
    activity = own.activity if may_see(user, own.activity) else None
    return EventRow(
        anchor=f"moment-{own.pk}",
        moment=own.moment,
        icon=icon_of(own.kind, own.direction),
        kind=str(Kind(own.kind).label),
        title=title_of(own),
        url=reverse("contacts:moment_edit", args=[number, own.pk]),
        head=head,
        rest=rest,
        by=own.author.short_name if own.author else _("automatic"),
        person=own.contact_person.display_name if own.contact_person else "",
        files=files.get(own.pk, ()),
        link_text=activity.label if activity else "",
        link_url=url_of(activity, number) if activity else "",
        is_new=own.pk == saved,
    )


def _other_row(source: str, event: TimelineEvent) -> EventRow:
    head, rest = fold(event.text)
    kinds = {
        value: label for each in hooks.timeline_sources() for value, label in each.kinds.items()
    }
    own = Kind(event.kind).label if event.kind in Kind.values else ""
    return EventRow(
        anchor=f"{source or OWN}-{event.key}",
        moment=event.moment,
        icon=event.icon,
        kind=str(own or kinds.get(event.kind, "")),
        title=event.title,
        url=event.url,
        head=head,
        rest=rest,
        by=event.by,
        person="",
        link_text=event.link_text,
        link_url=event.link_url,
        timed=event.timed,
    )


def fold(text: str) -> tuple[str, str]:
    """The part of a text that is shown at once, and what is folded away; cut between lines or words."""
    lines = text.split("\n")
    head = "\n".join(lines[:MANY_LINES])
    if len(text) <= LONG and len(lines) <= MANY_LINES:
        return text, ""
    if len(head) > LONG:
        cut = max(head.rfind("\n", LONG // 2, LONG), head.rfind(" ", LONG // 2, LONG))
        head = head[: cut if cut > 0 else LONG]
    return head, text[len(head) :].lstrip("\n ")
