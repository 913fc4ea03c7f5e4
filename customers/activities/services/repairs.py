"""'Klaar': a repair or an order can be picked up, and the customer is told so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.activities.models import Activity, Kind, Repair
from customers.activities.services.activities import set_stage
from customers.activities.services.locking import lock_activity
from customers.activities.services.stages import stage_of
from klantbeheer import history

if TYPE_CHECKING:
    from customers.hooks import SendingOutcome
    from klantbeheer.staff.models import StaffUser

READY = "ready"
DOCUMENT = "ready_for_pickup"
#: What can be picked up.
KINDS = frozenset({Kind.REPAIR, Kind.ORDER})


@dataclass(frozen=True)
class ReadyPlan:
    """What 'Klaar' would do: who is told, and who is not; `refusal` says why it cannot be done.

    `outcome` is None when nothing here sends messages. `already` says that it is ready now.
    """

    activity: Activity
    outcome: SendingOutcome | None
    already: bool
    refusal: str


@dataclass(frozen=True)
class ReadyResult:
    """What 'Klaar' did; `outcome` is None when nobody was to be told."""

    activity: Activity
    outcome: SendingOutcome | None
    already: bool


def can_be_ready(activity: Activity) -> bool:
    """Whether this is a kind of thing that is picked up."""
    return activity.kind in KINDS


def plan_ready(activity: Activity) -> ReadyPlan:
    """What `mark_ready` would do now. Writes nothing."""
    refusal = _refusal(activity)
    sender = None if refusal else hooks.sender()
    outcome = None
    if sender is not None:
        outcome = sender.plan(
            customer=activity.customer, document=DOCUMENT, about=activity.label, values={}
        )
    return ReadyPlan(activity, outcome, activity.stage.code == READY, refusal)


def mark_ready(*, activity: Activity, actor: StaffUser | str, send: bool = True) -> ReadyResult:
    """Put the activity at the stage 'ready', and tell the customer, once.

    What is ready already stays so; its message goes out when it did not before. A second time that
    it becomes ready is a second message.

    Args:
        activity: a repair or an order that is open.
        actor: who does it.
        send: whether the customer is told by a message.

    Raises:
        ValidationError: it is closed, or of another kind.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock_activity(activity)
        if refusal := _refusal(locked):
            raise ValidationError(refusal)
        already = locked.stage.code == READY
        if not already:
            customer = locked.customer
            locked = set_stage(activity=locked, stage=stage_of(locked.kind, READY), actor=actor)
            locked.customer = customer
            _note_moment(locked)
        outcome = _tell(locked, actor) if send else None
    return ReadyResult(locked, outcome, already)


def _refusal(activity: Activity) -> str:
    """Why it cannot be made ready, or ''."""
    if not can_be_ready(activity):
        return _("Only a repair or an order can be ready for pickup.")
    if not activity.is_open:
        return _("%(label)s is closed. Choose an open stage first.") % {"label": activity.label}
    return ""


def _note_moment(activity: Activity) -> None:
    """A repair knows since when it is ready."""
    repair = Repair.objects.select_for_update().filter(pk=activity.pk).first()
    if repair is not None:
        repair.ready_at = timezone.now()
        repair.save(update_fields=["ready_at"])


def _tell(activity: Activity, actor: StaffUser | str) -> SendingOutcome | None:
    sender = hooks.sender()
    if sender is None:
        return None
    return sender.send(
        customer=activity.customer,
        document=DOCUMENT,
        about=activity.label,
        values={},
        key=f"ready:{activity.pk}:{times_ready(activity)}",
        actor=actor,
    )


def times_ready(activity: Activity) -> int:
    """How often the activity became ready, the present time included."""
    ready = stage_of(activity.kind, READY).pk
    rows = Activity.history.filter(id=activity.pk).order_by("history_id")
    stages = [None, *rows.values_list("stage_id", flat=True)]
    return sum(after == ready and before != ready for before, after in pairwise(stages))
