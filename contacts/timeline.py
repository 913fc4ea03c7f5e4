"""The timeline: everything with and about a customer, newest first, from every source, without counting.

Every question reads an index and stops after a page, whatever the number of moments: a customer with a
hundred thousand opens as quickly as one with ten.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import connection

from contacts.models import ContactMoment
from customers import hooks
from customers.hooks import TimelineEvent, TimelineWindow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from customers.models import Customer

PAGE = 25
#: So many of the newest moments are read one by one for a text. A word that is frequent stands there;
#: of one that is not, the index of words gives few.
NEWEST = 1000
#: A word that stands there now and then is looked for so much deeper: the index would give thousands.
DEEPER, ENOUGH_TO_GO_ON = 8000, 10
#: At most one in so many of a customer's moments has the words: seldom enough to read all of those.
SELDOM = 10
CAP = 100  # counting stops here: '99+'
OWN = ""  # the source of contact moments; it comes first
#: What of a contact moment's surroundings its line shows.
SHOWN = ("author", "contact_person__invoice_customer", "activity")
ALL_KINDS = tuple(ContactMoment.Kind.values)

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
_PLACE = re.compile(r"(-?[0-9]{1,18})_([0-9]{1,18})_([a-z0-9_.-]{0,60})", re.ASCII)


class Place(NamedTuple):
    """Where a page ends: the moment, key and source of its last event. `str` and `read` are for URLs."""

    moment: datetime.datetime
    key: int
    source: str

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // _MICROSECOND}_{self.key}_{self.source}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The place that `text` names, or None when it names none."""
        found = _PLACE.fullmatch(text)
        if found is None:
            return None
        try:
            moment = _EPOCH + int(found[1]) * _MICROSECOND
        except OverflowError:
            return None
        return cls(moment, int(found[2]), found[3])


@dataclass(frozen=True)
class Entry:
    """One event on the timeline; `own` is the contact moment, when it is one."""

    source: str
    event: TimelineEvent
    own: ContactMoment | None = None

    @property
    def place(self) -> Place:
        """Its place in the order: later first, then the higher key, then the source's name."""
        return Place(self.event.moment, self.event.key, self.source)


@dataclass(frozen=True)
class Page:
    """Some events, the newest first, and after which place there are older ones."""

    entries: list[Entry]
    older: Place | None


def page_of(
    user: Any, customer: Customer, asked: TimelineWindow, *, after: Place | None = None
) -> Page:
    """One page of the timeline.

    Args:
        user: who looks; every source shows only what this user may see.
        customer: whose timeline.
        asked: what to show; its `limit` is the length of the page and its `before` is not used.
        after: the place where the page before this one ended; None for the newest.
    """
    wanted = replace(asked, limit=asked.limit + 1)
    found = [
        Entry(OWN, event_of(moment), moment)
        for moment in moments_in(user, customer, _behind(wanted, after, OWN))
    ]
    for source in hooks.timeline_sources() if asked.activity is None else ():
        window = _behind(wanted, after, source.name)
        found += [Entry(source.name, event) for event in source.fetch(user, customer, window)]
    found.sort(key=lambda entry: entry.source)
    found.sort(key=lambda entry: entry.place[:2], reverse=True)
    entries = found[: asked.limit]
    return Page(entries, entries[-1].place if len(found) > asked.limit else None)


def _behind(window: TimelineWindow, after: Place | None, source: str) -> TimelineWindow:
    """The window of one source. Of equal moments and keys, earlier sources are shown already."""
    if after is None:
        return replace(window, before=None)
    return replace(window, before=(after.moment, after.key + (source > after.source)))


# ---------------------------------------------------------------- contact moments
def moments_in(user: Any, customer: Customer, window: TimelineWindow) -> list[ContactMoment]:
    """The customer's contact moments in the window, newest first, with what their lines show."""
    where, values = _conditions(customer, window)
    if window.text:
        ids = _ids_with_text(where, values, window)
    else:
        ids = _ids(f"{_FROM} WHERE {where} {_NEWEST_FIRST} LIMIT %s", [*values, window.limit])
    moments = (
        ContactMoment.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related(*SHOWN)
        .defer("search")
    )
    found: list[ContactMoment] = list(moments)
    return sorted(found, key=lambda moment: (moment.moment, moment.pk), reverse=True)


_FROM = "SELECT id FROM contacts_contactmoment"
_NEWEST_FIRST = "ORDER BY moment DESC, id DESC"
# As the index of what was sent has it, to the letter.
_SENT = "direction = 'out' AND kind IN ('email', 'letter', 'sms', 'document')"


def _conditions(customer: Customer, window: TimelineWindow) -> tuple[str, list[Any]]:
    """The window as SQL: the conditions but that on the text, and their values."""
    parts: list[tuple[str, list[Any]]] = [
        # As a bigint: the index of words knows no other number.
        ("removed_at IS NULL AND customer_id = %s::bigint", [customer.pk]),
    ]
    if len(window.kinds) == 1:
        parts.append(("kind = %s", [*window.kinds]))
    elif window.kinds:
        parts.append(("kind = ANY(%s)", [sorted(window.kinds)]))
    if window.contact_person is not None:
        parts.append(("contact_person_id = %s", [window.contact_person]))
    if window.activity is not None:
        parts.append(("activity_id = %s", [window.activity]))
    if window.only_sent:
        parts.append((_SENT, []))
    if window.since is not None:
        parts.append(("moment >= %s", [window.since]))
    if window.until is not None:
        parts.append(("moment < %s", [window.until]))
    if window.before is not None:
        parts.append(("(moment, id) < (%s, %s)", [*window.before]))
    return " AND ".join(sql for sql, _ in parts), [value for _, some in parts for value in some]


def _ids_with_text(where: str, values: list[Any], window: TimelineWindow) -> list[int]:
    """The newest moments with the text: among the newest of all, then by the index of words."""
    words = _words(window.text)
    if words is None:
        return []
    for depth in (NEWEST, DEEPER):
        rows, with_whole = _newest_with_text(where, values, words, depth)
        ids = [pk for pk, _moment, hit, _n in rows if hit][: window.limit]
        if len(ids) == window.limit or not rows or rows[-1][3] < depth:
            return ids
        if len(ids) < ENOUGH_TO_GO_ON:
            break
    # The begin of a word stands in the index under every word that begins so, of all customers. Whole
    # words before it that this customer has seldom are the quicker way to the few that have both.
    seldom = bool(words.whole) and with_whole * SELDOM <= depth
    oldest = rows[-1]
    further: list[int] = _ids(
        f"WITH hits AS MATERIALIZED (SELECT id, moment{', search' * seldom}"
        f" FROM contacts_contactmoment WHERE {where} AND (moment, id) < (%s, %s)"
        " AND search @@ %s::tsquery)"
        f" SELECT id FROM hits {'WHERE search @@ %s::tsquery' * seldom} {_NEWEST_FIRST} LIMIT %s",
        [
            *values,
            oldest[1],
            oldest[0],
            *((words.whole, words.all) if seldom else (words.all,)),
            window.limit - len(ids),
        ],
    )
    return ids + further


class _Words(NamedTuple):
    """What is looked for, as PostgreSQL writes it: all words, and those but the one typed halfway.

    `whole` is empty when there are no others.
    """

    all: str
    whole: str


def _words(text: str) -> _Words | None:
    """The words in the text; None for nothing to look for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contacts_search_query(%s)::text", [text])
        query: str | None = cursor.fetchone()[0]
    if query is None:
        return None
    whole = query.split(" & ( ")[0]  # 'gazel' & ( 'ketting' | 'ketting':* )
    return _Words(query, "" if ":*" in whole else whole)


def _newest_with_text(
    where: str, values: list[Any], words: _Words, depth: int
) -> tuple[list[Any], int]:
    """Of the `depth` newest moments those with the text, and the oldest: (id, moment, hit, place).

    And how many have the whole words, when there are any.
    """
    whole = "count(*) FILTER (WHERE search @@ %s::tsquery) OVER ()" if words.whole else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, moment, hit, n, whole FROM (SELECT id, moment, hit, {whole} AS whole,"
            f" row_number() OVER ({_NEWEST_FIRST}) AS n FROM (SELECT id, moment, search,"
            f" search @@ %s::tsquery AS hit FROM contacts_contactmoment WHERE {where}"
            f" {_NEWEST_FIRST} LIMIT {depth}) read) newest WHERE hit OR n = {depth} ORDER BY n",
            [*filter(None, [words.whole]), words.all, *values],
        )
        rows: list[Any] = cursor.fetchall()
    return [row[:4] for row in rows], rows[0][4] if rows else 0


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [int(pk) for (pk,) in cursor.fetchall()]


def event_of(moment: ContactMoment) -> TimelineEvent:
    """A contact moment as an event. What it is called and who made it is said by the presentation."""
    return TimelineEvent(
        moment=moment.moment,
        key=moment.pk,
        kind=moment.kind,
        icon="",
        title=moment.subject,
        text=moment.text,
        sent=moment.direction == "out" and moment.kind in ContactMoment.SENT_KINDS,
    )


# ---------------------------------------------------------------- how many
@dataclass(frozen=True)
class Counts:
    """How many events of each kind; from `CAP` on it is not known how many more."""

    by_kind: Mapping[str, int]

    def of(self, *kinds: str) -> str:
        """'3', '99+', or '' for none; of all kinds when none is named."""
        number = sum(self.by_kind.get(kind, 0) for kind in kinds or self.by_kind)
        return f"{CAP - 1}+" if number >= CAP else str(number or "")


def counts(customer: Customer) -> Counts:
    """The number of events per kind, from the index alone. Asked once per customer that is loaded.

    A card shows them on several tabs; a page that changes them answers with a redirect.
    """
    known: Counts | None = customer.__dict__.get("_timeline_counts")
    if known is None:
        known = customer.__dict__["_timeline_counts"] = _counts(customer)
    return known


def _counts(customer: Customer) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, (SELECT count(*) FROM (SELECT FROM contacts_contactmoment m"
            " WHERE m.customer_id = %s AND m.kind = kinds.kind AND m.removed_at IS NULL"
            " LIMIT %s) counted) FROM unnest(%s::text[]) AS kinds(kind)",
            [customer.pk, CAP, list(ALL_KINDS)],
        )
        by_kind: dict[str, int] = dict(cursor.fetchall())
    for source in hooks.timeline_sources():
        if source.count is not None:
            for kind, number in source.count(customer, CAP).items():
                by_kind[kind] = by_kind.get(kind, 0) + number
    return Counts(by_kind)
