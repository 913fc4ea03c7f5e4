"""Who a rule of retention is about, and what keeps somebody out of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from customers import hooks
from customers.models import Customer, RetentionRule
from customers.values.periods import months_from

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from customers.hooks import RetentionKind

#: So many customers are looked at in one step.
STEP = 2_000


def cutoff(rule: RetentionRule, today: datetime.date) -> datetime.date:
    """The day before which nothing may have happened."""
    return months_from(today, -rule.months)


def customers_of(rule: RetentionRule, kind: RetentionKind) -> QuerySet[Customer]:
    """The customers of the rule's category; without one those of whom no category has its own rule."""
    found: QuerySet[Customer] = Customer.objects.filter(status__in=kind.statuses)
    if rule.category_id is not None:
        return found.filter(category=rule.category_id)
    own = RetentionRule.objects.filter(kind=rule.kind, active=True).exclude(category=None)
    return found.filter(
        Q(category=None) | ~Q(category__in=list(own.values_list("category_id", flat=True)))
    )


def steps_of(rule: RetentionRule, kind: RetentionKind) -> Iterator[dict[int, str]]:
    """The customers that the rule is about, key and number, some thousands at a time."""
    last = 0
    while True:
        rows = customers_of(rule, kind).filter(pk__gt=last).order_by("pk")
        step = dict(rows.values_list("pk", "number")[:STEP])
        if step:
            yield step
            last = max(step)
        if len(step) < STEP:
            return


def held_by(kind: RetentionKind, customers: Sequence[int]) -> dict[int, str]:
    """The code of what keeps each of these customers out; who may go is left out."""
    found: dict[int, str] = {}
    for hold in hooks.retention_holds():
        if customers and (kind.whole or not hold.only_whole):
            for key in hold.held(customers):
                found.setdefault(key, hold.code)
    return found


def is_still_due(
    rule: RetentionRule, kind: RetentionKind, before: datetime.date, customer: int
) -> bool:
    """Whether nothing happened to the customer since, and it is still one of the rule's."""
    if not customers_of(rule, kind).filter(pk=customer).exists():
        return False
    return bool(kind.find(before, [customer]))
