"""Texts that stay and lose the words that name the person: which, and their line in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.models import ErasureEntry, MentionDecision
from customers.privacy.erasure import eraser
from customers.privacy.erasure.scope import Erasure
from customers.privacy.mentions.service import clean_mentions, find_mentions
from customers.privacy.proof import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.models import Customer
    from customers.privacy.erasure.engine import Order
    from customers.privacy.mentions.service import Mention
    from customers.privacy.mentions.values import Part


def to_clean(customer: Customer, order: Order, parts: Sequence[Part] = ()) -> list[Mention]:
    """The texts that were decided to be cleaned: by the request, or by the line that is done again.

    A restored database need not know the decisions: the line says where those texts stand, and what
    they say of the person is searched once more, while that is still known.

    Args:
        customer: who is named.
        order: for which request, or which line is done again.
        parts: what the line is about when that is less than the customer.
    """
    if order.again is not None:
        then = {
            (part["table"], str(pk), column)
            for part in order.again["parts"]
            for pk in part["pks"]
            for column in part["columns"]
        }
        found = find_mentions([customer], parts=parts, limit=None) if then else []
        return [text for text in found if text.key in then]
    if order.request is None:
        return []
    found = find_mentions([customer], request=order.request, limit=None)
    return [text for text in found if text.decision == MentionDecision.Decision.CLEAN]


def told(texts: Sequence[Mention]) -> list[dict[str, Any]]:
    """Where they stand, as the journal says it."""
    return [{"table": t.table, "pks": [t.row], "columns": list(t.columns)} for t in texts]


def erase_words(customer: Customer, order: Order, texts: Sequence[Mention]) -> None:
    """Take the words out of them, before the fields or the row go that they name."""
    if texts:
        write_down(customer, order, texts)


def write_down(customer: Customer, order: Order, texts: Sequence[Mention]) -> ErasureEntry:
    """The same with a line of the journal of its own, also when there is nothing to take out."""
    named = {"parts": told(texts)} if order.again is None else {}
    line = order.line(customer, ErasureEntry.Scope.TEXT, **named)
    erasure = Erasure(entry=eraser.begin(line), customers=[], numbers=[customer.number])
    clean_mentions(erasure, texts)
    eraser.finish(erasure.entry, erasure.counts)
    entry = ErasureEntry.objects.get(pk=erasure.entry)
    journal.copy_after_commit(entry)
    return entry
