"""Texts of others that name somebody who is to be erased: found, decided on, cleaned.

Everything that may hold such a text is searched by an index, in the history too; each text that is
found is then looked at itself. What is decided about one holds as long as that text stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import MentionDecision, PrivacyRequest
from customers.privacy.mentions.places import places_of
from customers.privacy.mentions.search import (
    REASON,
    Searched,
    Texts,
    candidates,
    searched,
    texts_of,
)
from customers.privacy.mentions.values import parts_of, values_of
from customers.privacy.mentions.words import Finder, Span, excerpt
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from customers.models import Customer
    from customers.privacy.erasure.scope import Erasure
    from customers.privacy.mentions.values import Part
    from klantbeheer.staff.models import StaffUser

MOST = 200
Key = tuple[str, str, str]
Decision = MentionDecision.Decision


class DecisionRefusedError(Exception):
    """The plan was sent, or is over: nothing is decided about it any more."""


@dataclass(frozen=True)
class Mention:
    """A text of somebody else that names the person.

    `words` are the pieces of the text, as it is and as it was, that cleaning erases, the longest
    first. `excerpt` is empty when whoever looks may not read it. `decision` is '' as long as nobody
    decided, and again when the text has changed since.
    """

    table: str
    row: str
    columns: tuple[str, ...]
    label: str
    place: hooks.TextPlace
    excerpt: SafeString | str
    words: tuple[str, ...]
    decision: str = ""
    in_history_only: bool = False

    @property
    def column(self) -> str:
        """The column that the text stands in."""
        return self.columns[0]

    @property
    def key(self) -> Key:
        """What a decision is about: table, row and column."""
        return self.table, self.row, self.column


@dataclass(frozen=True)
class _Found:
    """A column of a row that names the person, in some of its versions."""

    table: str
    row: str
    column: str
    words: tuple[str, ...]
    text: str
    spans: list[Span]
    since: datetime | None
    is_current: bool

    @property
    def key(self) -> Key:
        return self.table, self.row, self.column


def find_mentions(
    customers: Sequence[Customer],
    *,
    request: PrivacyRequest | None = None,
    parts: Sequence[Part] = (),
    limit: int | None = MOST,
    reader: StaffUser | None = None,
) -> list[Mention]:
    """The texts of others that name these customers or their contact persons; undecided ones first.

    Args:
        customers: who is erased together; their own texts are no mentions.
        request: whose decisions are told. One about some fields only looks for those, and in the
            customer's own texts too, for these stay.
        parts: the same as a request about some fields, when there is none.
        limit: how many at most; None for all.
        reader: who looks; without, nobody reads what only some may.
    """
    parts = parts or parts_of(request)
    finder = Finder.of(values_of(customers, parts))
    own = [] if parts else [customer.pk for customer in customers]
    found = _without_parts(_found(finder, own), parts)
    places = _places(found)
    found = [one for one in found if places[one.table, one.row].customer not in own]
    found = _without_own_rows(found, own)
    decided = _decisions(request, found)
    found.sort(key=lambda one: (bool(decided.get(one.key)), one.table, _age(places, one), one.row))
    shown = found[:limit]
    readable = _readable(shown, reader)
    return [
        Mention(
            table=one.table,
            row=one.row,
            columns=(one.column,),
            label=_label(one, places[one.table, one.row]),
            place=places[one.table, one.row],
            excerpt=excerpt(one.text, one.spans) if (one.table, one.row) in readable else "",
            words=one.words,
            decision=decided.get(one.key, ""),
            in_history_only=not one.is_current,
        )
        for one in shown
    ]


def undecided(request: PrivacyRequest) -> list[Mention]:
    """The mentions that still need a decision, at most as many as are shown at once."""
    if request.customer is None:
        return []
    found = find_mentions([request.customer], request=request)
    return [mention for mention in found if not mention.decision]


def decide(
    *,
    request: PrivacyRequest,
    mention_key: Key,
    decision: str,
    actor: StaffUser,
    seen: datetime | None = None,
) -> MentionDecision:
    """Write down what becomes of one text; a later decision replaces an earlier one.

    Args:
        request: the erasure.
        mention_key: table, row and column, `Mention.key`.
        decision: 'clean' or 'keep'.
        actor: who decides.
        seen: when the text was shown; a change since then leaves it undecided.

    Raises:
        DecisionRefusedError: the plan is not open: a second person looks at it, or it is over.
        ValueError: no decision of these two.
    """
    if decision not in Decision.values:
        raise ValueError("not a decision")
    now = timezone.now()
    table, row, column = mention_key
    with transaction.atomic(), history.acting(actor=actor):
        locked = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
        if locked.status != PrivacyRequest.Status.OPEN:
            raise DecisionRefusedError
        about = {"request": locked, "table": table, "row": row, "column": column}
        found = MentionDecision.objects.filter(**about).first() or MentionDecision(**about)
        found.decision = decision
        found.decided_by = actor
        found.decided_at = min(seen, now) if seen else now
        found.save()
    return found


def clean_mentions(erasure: Erasure, mentions: Iterable[Mention]) -> None:
    """Erase what names the person in these texts, in every version of them.

    Inside the transaction of the erasure, by the eraser's own function; `erasure.counts` grows.
    """
    with connection.cursor() as cursor:
        for mention in mentions:
            cursor.execute(
                "SELECT public.erasure_clean(%s::uuid, %s, %s, %s, %s::text[])",
                [erasure.entry, *mention.key, list(mention.words)],
            )
            count: int = cursor.fetchone()[0]
            erasure.counts[mention.table] = erasure.counts.get(mention.table, 0) + count


# ---------------------------------------------------------------- finding
def _found(finder: Finder, own: Sequence[int]) -> list[_Found]:
    found: list[_Found] = []
    for place, rows in candidates(searched(), finder.lookups, own).items():
        for row, column, texts in texts_of(place, rows):
            one = _look(finder, place, (row, column), texts)
            if one:
                found.append(one)
    return found


def _look(finder: Finder, place: Searched, at: tuple[str, str], texts: Texts) -> _Found | None:
    """What one column of one row says of them, in any version; None when it says nothing."""
    row, column = at
    named = [(version, finder.spans(version.text)) for version in texts.versions]
    named = [(version, spans) for version, spans in named if spans]
    if not named:
        return None
    words = {version.text[start:end] for version, spans in named for start, end in spans}
    newest, spans = named[-1]
    return _Found(
        table=place.live,
        row=row,
        column=column,
        words=tuple(sorted(words, key=lambda word: (-len(word), word))),
        text=newest.text,
        spans=spans,
        # A reason is a text by itself; of other texts any change asks for another look.
        since=newest.since if column == REASON else texts.versions[-1].since,
        is_current=column == REASON or newest.current,
    )


def _places(found: Iterable[_Found]) -> dict[tuple[str, str], hooks.TextPlace]:
    rows: dict[str, set[str]] = defaultdict(set)
    for one in found:
        rows[one.table].add(one.row)
    describes = {source.table: source.describe for source in hooks.text_sources()}
    places: dict[tuple[str, str], hooks.TextPlace] = {}
    for table, keys in rows.items():
        described: Mapping[str, hooks.TextPlace] = (
            describes[table](keys) if table in describes else places_of(table, keys)
        )
        nowhere = hooks.TextPlace(customer=None, number="", name="")
        places |= {(table, key): described.get(key, nowhere) for key in keys}
    return places


def _without_parts(found: list[_Found], parts: Sequence[Part]) -> list[_Found]:
    """Without what is overwritten itself; the other texts of such a row stay, and are looked at."""
    rows = {(part.table, pk) for part in parts if part.columns is None for pk in part.pks}
    columns = {
        (part.table, pk, column)
        for part in parts
        for pk in part.pks
        for column in part.columns or ()
    }
    return [one for one in found if (one.table, one.row) not in rows and one.key not in columns]


def _without_own_rows(found: list[_Found], own: Sequence[int]) -> list[_Found]:
    """Without those that go with these customers although no column says that they are theirs."""
    tables = {one.table for one in found}
    theirs = {
        (source.table, row)
        for source in hooks.text_sources()
        if source.own and own and source.table in tables
        for row in source.own(own)
    }
    return [one for one in found if (one.table, one.row) not in theirs]


def _age(places: Mapping[tuple[str, str], hooks.TextPlace], one: _Found) -> int:
    """For an order with the newest first."""
    day = places[one.table, one.row].day
    return -day.toordinal() if day else 0


def _decisions(request: PrivacyRequest | None, found: Collection[_Found]) -> dict[Key, str]:
    """What was decided about texts that are still as they were then."""
    if request is None or not found:
        return {}
    decided = {
        (one.table, one.row, one.column): one
        for one in MentionDecision.objects.filter(request=request)
    }
    return {
        one.key: decided[one.key].decision
        for one in found
        if one.key in decided and (one.since is None or one.since <= decided[one.key].decided_at)
    }


def _label(one: _Found, place: hooks.TextPlace) -> str:
    """What the text is: 'Notitie', 'Behandeling BH-12'."""
    labels = {source.table: source.label for source in hooks.text_sources()}
    label = place.label or str(labels.get(one.table, ""))
    if one.column != REASON:
        return label
    return _("%(text)s: reason of a change") % {"text": label} if label else _("Reason of a change")


def _readable(found: Collection[_Found], reader: StaffUser | None) -> set[tuple[str, str]]:
    """Of which rows the reader may see the text; that guarded ones are read is written down."""
    rows: dict[str, set[str]] = defaultdict(set)
    for one in found:
        rows[one.table].add(one.row)
    guards = {source.table: source.may_read for source in hooks.text_sources()}
    readable: set[tuple[str, str]] = set()
    for table, keys in rows.items():
        guard = guards.get(table)
        allowed = guard(reader, keys) if guard else keys
        readable |= {(table, key) for key in keys if key in allowed}
    return readable
