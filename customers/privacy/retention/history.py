"""Holds, and what retention decided about a customer: one sentence per change, on the tab Historie."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.hooks import HistoryEntry, HistorySource, register_history_source
from customers.models import Customer, ErasureHold, RetentionBatch, RetentionItem
from customers.presentation.dates import day_if_any, full_day
from customers.presentation.history_rows import entry_of, newest_streams, with_previous
from customers.presentation.sentences import Sentence, valued
from customers.privacy.retention.page import held_words, hidden_kinds, kind_words

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDS, RETENTION = "holds", "retention"
GROUPS = {
    HOLDS: pgettext_lazy("history filter", "holds on erasure"),
    RETENTION: pgettext_lazy("history filter", "retention periods"),
}
PLACES = {
    **dict.fromkeys(("privacy:hold", "privacy:hold_end"), gettext_lazy("hold on erasure")),
    **dict.fromkeys(
        ("privacy:batch", "privacy:batch_decide", "privacy:batch_exclude"),
        gettext_lazy("retention batch"),
    ),
}
Status = RetentionItem.Status


def register() -> None:
    """Put the changes of holds and batches on the tab Historie."""
    register_history_source(HistorySource("retention", GROUPS, entries_of_customer, PLACES))


def entries_of_customer(user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The newest changes of a customer's holds and of its place in batches, for who may view those."""
    found: list[HistoryEntry] = []
    if user.has_perm("customers.view_erasurehold"):
        rows = ErasureHold.history.filter(customer_id=customer.pk)
        for stream in newest_streams(rows, limit):
            found += (_of_hold(row, previous) for row, previous in with_previous(stream))
    if user.has_perm("customers.view_retentionbatch"):
        found += _of_batches(user, customer, limit)
    return found


# ---------------------------------------------------------------- holds
def _of_hold(row: Any, previous: Any | None) -> HistoryEntry:
    entry = entry_of(row, list(_hold_sentences(row, previous)))
    # The reason of a hold stands in its sentence: once is enough.
    return replace(entry, reason="") if entry.reason == row.reason else entry


def _hold_sentences(row: Any, previous: Any | None) -> Iterator[Sentence]:
    if previous is None:
        until = _("Until %(day)s") % {"day": full_day(row.until)} if row.until else ""
        text = _("{who} put a hold on erasing this customer: {now}")
        yield Sentence(HOLDS, text, now=row.reason, detail=until, icon="lock")
        return
    if row.ended_at and not previous.ended_at:
        text = _("{who} ended the hold on erasing this customer, was {was}")
        yield Sentence(HOLDS, text, was=row.reason, icon="lock")
    pairs = (
        (_("the reason of the hold"), previous.reason, row.reason),
        (_("the last day of the hold"), *(day_if_any(one.until) for one in (previous, row))),
    )
    for what, was, now in pairs:
        if was != now:
            yield valued(HOLDS, what, was, now, "lock")


# ---------------------------------------------------------------- retention
def _of_batches(user: Any, customer: Customer, limit: int) -> list[HistoryEntry]:
    """The customer's place in batches, and what was decided about those in which it was to go."""
    items = RetentionItem.objects.filter(customer=customer.pk).select_related("batch__rule")
    visible = items.exclude(batch__rule__kind__in=hidden_kinds(user))
    known = {item.pk: item for item in visible.order_by("-pk")[:limit]}
    if not known:
        return []
    found: list[HistoryEntry] = []
    going: dict[int, RetentionItem] = {}
    for stream in newest_streams(RetentionItem.history.filter(id__in=list(known)), limit):
        item = known[stream[0].id]
        if item.status != Status.EXCLUDED and any(row.status == Status.PROPOSED for row in stream):
            going[item.batch_id] = item
        for row, previous in with_previous(stream):
            found.append(entry_of(row, list(_item_sentences(row, previous, item))))
    decisions = newest_streams(RetentionBatch.history.filter(id__in=list(going)), limit)
    for stream in decisions if going else ():
        what = kind_words(going[stream[0].id].batch.rule.kind)
        for row, previous in with_previous(stream):
            if sentence := _decision(row, previous, what):
                entry = entry_of(row, [sentence])
                found.append(replace(entry, reason="") if entry.reason == row.reason else entry)
    return found


def _item_sentences(row: Any, previous: Any | None, item: RetentionItem) -> Iterator[Sentence]:
    what = kind_words(item.batch.rule.kind)
    if previous is not None and (row.status, row.held_by) == (previous.status, previous.held_by):
        return
    texts = {
        Status.PROPOSED: (_("{who} put this customer back in the batch: {what}"), "history"),
        Status.HELD: (_("{who} erased nothing because of {now}: {what}"), "lock"),
        Status.EXCLUDED: (_("{who} took this customer out of the batch: {what}"), "x"),
        Status.ERASED: (_("{who} erased because the period is over: {what}"), "trash-2"),
    }
    text, icon = texts[Status(row.status)]
    if previous is None and row.status == Status.PROPOSED:
        text, icon = _("{who} proposed to erase because the period is over: {what}"), "clock"
    last = (
        _("Last sign of life: %(day)s") % {"day": full_day(row.last_sign)} if row.last_sign else ""
    )
    detail = last if previous is None else ""
    now = held_words(row.held_by) if row.held_by else ""
    yield Sentence(RETENTION, text, now=now, what=what, detail=detail, icon=icon)


def _decision(row: Any, previous: Any | None, what: str) -> Sentence | None:
    """What a person decided about the batch; None for what is no decision."""
    if previous is None or row.status == previous.status:
        return None
    if row.status == RetentionBatch.Status.APPROVED:
        text = _("{who} approved the batch: {what}")
        return Sentence(RETENTION, text, what=what, icon="check")
    if row.status == RetentionBatch.Status.DECLINED:
        text = _("{who} did not approve the batch: {what}")
        return Sentence(RETENTION, text, what=what, detail=row.reason, icon="x")
    return None
