"""What may go because its time is over: proposed by the night, decided by a person.

`proposing` is done in bounded steps: some thousands of customers at a time, a fixed number of queries
for each of these steps, whatever the size of the shop. Carrying out stands in `carrying_out.py`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.models import RetentionBatch, RetentionItem, RetentionRule
from customers.privacy.retention import carrying_out
from customers.privacy.retention.candidates import STEP, cutoff, held_by, steps_of
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from customers.hooks import RetentionCandidate, RetentionKind
    from klantbeheer.staff.models import StaffUser

ACTOR = carrying_out.ACTOR
#: So many customers stand in one batch at most; the others follow when it is done.
MOST = 5_000
#: Who was left out is not proposed again so soon.
REST = datetime.timedelta(days=30)

Status, ItemStatus = RetentionBatch.Status, RetentionItem.Status


# ---------------------------------------------------------------- proposing
def propose_all(today: datetime.date) -> int:
    """A batch for every active rule that finds something and has none running; how many were made."""
    withdraw_outdated(today)
    rules = RetentionRule.objects.filter(active=True).select_related("category").order_by("pk")
    return sum(propose(rule, today) is not None for rule in rules)


def withdraw_outdated(today: datetime.date) -> int:
    """Take back proposals of rules that were changed or switched off since; how many."""
    count = 0
    for batch in RetentionBatch.objects.filter(status=Status.PROPOSED).select_related("rule"):
        if is_current(batch, today):
            continue
        with transaction.atomic(), history.acting(actor=ACTOR):
            locked = _lock(batch)
            if locked.status == Status.PROPOSED:
                locked.status, locked.decided_at = Status.DECLINED, timezone.now()
                locked.reason = _("The rule was changed since.")
                locked.save()
                count += 1
    return count


def is_current(batch: RetentionBatch, today: datetime.date) -> bool:
    """Whether the rule would still let go what the batch proposes."""
    rule = batch.rule
    return rule.active and batch.before <= cutoff(rule, today)


def propose(rule: RetentionRule, today: datetime.date) -> RetentionBatch | None:
    """The batch of what may go by this rule; None when nothing may, or one is running.

    Whoever is held back stands in it with the reason. Who was in a batch that was not approved, or was
    taken out of one, in the last thirty days is passed over.
    """
    kind = hooks.retention_kinds().get(rule.kind)
    running = RetentionBatch.objects.filter(
        rule=rule, status__in=[Status.PROPOSED, Status.APPROVED]
    )
    if kind is None or running.exists():
        return None
    before = cutoff(rule, today)
    items = _items(rule, kind, before)
    if not any(item.status == ItemStatus.PROPOSED for item in items):
        return None
    with transaction.atomic(), history.acting(actor=ACTOR):
        RetentionRule.objects.select_for_update().get(pk=rule.pk)
        if running.exists():
            return None
        batch: RetentionBatch = RetentionBatch.objects.create(
            rule=rule, before=before, proposed_on=today
        )
        for item in items:
            item.batch = batch
        RetentionItem.objects.bulk_create(items, batch_size=STEP)
    return batch


def _items(rule: RetentionRule, kind: RetentionKind, before: datetime.date) -> list[RetentionItem]:
    """What stands in the batch, until it is full; the held ones do not fill it."""
    items: list[RetentionItem] = []
    count = 0
    for numbers in steps_of(rule, kind):
        resting = _resting(rule, list(numbers))
        keys = [key for key in numbers if key not in resting]
        candidates = list(kind.find(before, keys)) if keys else []
        found = held_by(kind, [candidate.customer for candidate in candidates])
        for candidate in candidates:
            code = found.get(candidate.customer, "")
            if count == MOST or (code and len(items) - count >= MOST):
                continue
            count += not code
            items.append(_item(candidate, numbers[candidate.customer], code))
        if count == MOST:
            break
    return items


def _item(candidate: RetentionCandidate, number: str, code: str) -> RetentionItem:
    return RetentionItem(
        customer_id=candidate.customer,
        customer_number=number,
        rows=candidate.rows,
        last_sign=candidate.last_sign,
        status=ItemStatus.HELD if code else ItemStatus.PROPOSED,
        held_by=code,
    )


def _resting(rule: RetentionRule, customers: Sequence[int]) -> set[int]:
    """Those that a person left out lately."""
    since = timezone.now() - REST
    left_out = Q(batch__status=Status.DECLINED, status__in=["proposed", "excluded"]) & ~Q(
        batch__decided_by=None
    )
    taken_out = Q(batch__status=Status.DONE, status=ItemStatus.EXCLUDED)
    items = RetentionItem.objects.filter(
        left_out | taken_out,
        batch__rule__kind=rule.kind,
        batch__decided_at__gt=since,
        customer__in=customers,
    )
    return set(items.values_list("customer_id", flat=True))


# ---------------------------------------------------------------- deciding
@dataclass(frozen=True)
class Numbers:
    """How many customers stand in a batch, per state, and how many rows would go."""

    proposed: int
    rows: int
    held: int
    excluded: int
    erased: int

    @property
    def all(self) -> int:
        """Everybody in it."""
        return self.proposed + self.held + self.excluded + self.erased


def numbers_of(batch: RetentionBatch) -> Numbers:
    """How many, with one query."""
    counts = {
        state.value: Count("pk", filter=Q(status=state))
        for state in (ItemStatus.PROPOSED, ItemStatus.HELD, ItemStatus.EXCLUDED, ItemStatus.ERASED)
    }
    going = Q(status__in=[ItemStatus.PROPOSED, ItemStatus.ERASED])
    found = batch.items.aggregate(**counts, going=Sum("rows", filter=going))
    rows = found.pop("going") or 0
    return Numbers(rows=rows, **found)


def _lock(batch: RetentionBatch) -> RetentionBatch:
    locked: RetentionBatch = (
        RetentionBatch.objects.select_for_update(of=("self",))
        .select_related("rule")
        .get(pk=batch.pk)
    )
    return locked


def _lock_proposed(batch: RetentionBatch) -> RetentionBatch:
    """The batch, locked. Raises ValidationError when somebody decided about it."""
    locked = _lock(batch)
    if locked.status != Status.PROPOSED:
        raise ValidationError(_("Somebody decided about this batch already."))
    return locked


def approve(*, batch: RetentionBatch, count: int, actor: StaffUser) -> RetentionBatch:
    """Have the queue carry it out.

    Args:
        count: how many customers the person who approves says there are.

    Raises:
        ValidationError: it is another number, the rule was changed, or it is decided already.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock_proposed(batch)
        if not is_current(locked, timezone.localdate()):
            raise ValidationError(
                _("The rule was changed since. Do not approve this batch; a new one follows.")
            )
        going = locked.items.filter(status=ItemStatus.PROPOSED).count()
        if not going:
            raise ValidationError(_("Nobody is left in this batch."))
        if count != going:
            raise ValidationError(
                {"count": _("In this batch are %(count)d customers.") % {"count": going}}
            )
        _decide(locked, Status.APPROVED, actor)
        carrying_out.go_on(locked.pk)
    return locked


def decline(*, batch: RetentionBatch, reason: str, actor: StaffUser) -> RetentionBatch:
    """Let nothing of it go; the same customers are not proposed again for thirty days.

    Raises:
        ValidationError: it is decided already.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_proposed(batch)
        locked.reason = reason
        _decide(locked, Status.DECLINED, actor)
    return locked


def _decide(batch: RetentionBatch, status: RetentionBatch.Status, actor: StaffUser) -> None:
    batch.status, batch.decided_by, batch.decided_at = status, actor, timezone.now()
    batch.save()


def set_excluded(
    *, batch: RetentionBatch, item: RetentionItem, excluded: bool, actor: StaffUser
) -> None:
    """Take one customer out of a proposed batch, or back in.

    Raises:
        ValidationError: somebody decided about the batch already, or the customer is held.
    """
    with transaction.atomic(), history.acting(actor=actor):
        _lock_proposed(batch)
        locked: RetentionItem = RetentionItem.objects.select_for_update(of=("self",)).get(
            pk=item.pk
        )
        if locked.status not in (ItemStatus.PROPOSED, ItemStatus.EXCLUDED):
            raise ValidationError(_("This customer is kept already."))
        wanted = ItemStatus.EXCLUDED if excluded else ItemStatus.PROPOSED
        if locked.status != wanted:
            locked.status = wanted
            locked.save()
