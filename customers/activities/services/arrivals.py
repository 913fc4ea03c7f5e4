"""What came in: registering it, finding who waits for it, and telling them once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import hooks
from customers.activities.models import Arrival, ArrivalNotice
from customers.models import Customer
from customers.services.combining import Saved, combine
from klantbeheer import history, queue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

logger = logging.getLogger(__name__)

TASK = "activities.tell_arrival"
DOCUMENT = "newsletter"
PLAIN = ("title", "description", "arrived_on", "archived")
#: So many customers are told of one arrival at most, and counted.
MOST_TOLD = 50_000
AT_ONCE = 100
_LONGEST_REASON = 400


@dataclass(frozen=True)
class Progress:
    """How far the telling is: of all that were chosen."""

    total: int
    sent: int
    withheld: int

    @property
    def waiting(self) -> int:
        """Those whose turn is still to come."""
        return self.total - self.sent - self.withheld


# ---------------------------------------------------------------- registering
def values_of(row: Any) -> Values:
    """What a clerk fills in, of an arrival or of a row of its history; the interests by key."""
    chosen = row.interests.values_list(
        "pk" if isinstance(row, Arrival) else "interest_id", flat=True
    )
    return {name: getattr(row, name) for name in PLAIN} | {"interests": tuple(sorted(chosen))}


def add_arrival(*, values: Mapping[str, Any], actor: StaffUser) -> Arrival:
    """Register what came in.

    Args:
        values: by the names in `PLAIN`, and the keys of the interests.
        actor: who registers.

    Raises:
        ValidationError: a value does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor):
        arrival = Arrival(author=actor)
        _write(arrival, values)
    return arrival


def change_arrival(
    *, arrival: Arrival, version: int, values: Mapping[str, Any], actor: StaffUser
) -> Saved[Arrival]:
    """Save what a clerk changed, combined with what others changed in the meantime.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        ValidationError: a value does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(arrival)
        combination = combine(locked, version=version, values=dict(values), read=values_of)
        if combination.todo:
            _write(locked, combination.todo)
    return Saved.of(locked, combination)


def _lock(arrival: Arrival) -> Arrival:
    locked: Arrival = Arrival.objects.select_for_update(of=("self",)).get(pk=arrival.pk)
    return locked


def _write(arrival: Arrival, values: Mapping[str, Any]) -> None:
    for name in PLAIN:
        if name in values:
            setattr(arrival, name, values[name])
    arrival.clean_fields(exclude={"author"})
    if not arrival.title.strip():
        raise ValidationError({"title": _("Say in a few words what came in.")})
    arrival.save()
    if "interests" in values:
        arrival.interests.set(values["interests"])


# ---------------------------------------------------------------- who waits for it
def matching(arrival: Arrival, user: Any) -> QuerySet[Customer]:
    """The customers with one of its interests, in the order in which they came; no inactive ones."""
    through = Customer.interests.through
    wanted = through.objects.filter(interest__in=arrival.interests.values("pk"))
    found: QuerySet[Customer] = Customer.objects.visible_to(user).active()
    return found.filter(pk__in=wanted.values("customer_id")).order_by("pk")


def untold(arrival: Arrival, user: Any) -> QuerySet[Customer]:
    """Those who were not told yet, and are not about to be."""
    noticed = ArrivalNotice.objects.filter(arrival=arrival, customer=OuterRef("pk"))
    return matching(arrival, user).filter(~Exists(noticed))


# ---------------------------------------------------------------- telling
def tell(*, arrival: Arrival, actor: StaffUser, without: Collection[int] = ()) -> int:
    """Have the queue tell everybody who waits for it, but those in `without`.

    Whoever was told, or could not be told, is passed over: a second call tells nobody twice. Those
    left out can be told later.

    Returns:
        how many will be told by this call.

    Raises:
        ValidationError: it is archived, or there are too many.
    """
    with transaction.atomic(), history.acting(actor=actor):
        locked = _lock(arrival)
        if locked.archived:
            raise ValidationError(_("This is archived: nobody is told of it any more."))
        chosen = untold(locked, actor).exclude(pk__in=without).order_by("pk")
        keys = list(chosen.values_list("pk", flat=True)[: MOST_TOLD + 1])
        if len(keys) > MOST_TOLD:
            text = _("More than %(count)d customers wait for this. Choose fewer interests.")
            raise ValidationError(text % {"count": MOST_TOLD})
        made = _make_notices(locked, keys)
        if made or progress(locked).waiting:
            _go_on(locked.pk, actor.pk)
    return made


def _make_notices(arrival: Arrival, keys: list[int]) -> int:
    """A notice that waits for each customer; one statement, with its history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO activities_arrivalnotice (arrival_id, customer_id, sent, reason, moment)"
            " SELECT %s, chosen, false, '', %s FROM unnest(%s::bigint[]) AS chosen"
            " ON CONFLICT (arrival_id, customer_id) DO NOTHING RETURNING id",
            [arrival.pk, timezone.now(), keys],
        )
        made = [row[0] for row in cursor.fetchall()]
    history.write_history(ArrivalNotice, made, history.CREATED)
    return len(made)


def _go_on(arrival_id: int, staff_id: int) -> None:
    queue.defer(TASK, once=f"{TASK}:{arrival_id}", arrival_id=arrival_id, staff_id=staff_id)


def tell_some(arrival_id: int, actor: StaffUser) -> int:
    """Tell the next customers; the job for the others is in the queue when there are more.

    Each has a transaction of its own, so that what was sent stays sent.

    Returns:
        how many had their turn.
    """
    done, last = 0, 0
    while done < AT_ONCE and (last := _tell_next(arrival_id, actor, after=last)):
        done += 1
    if done == AT_ONCE:
        _go_on(arrival_id, actor.pk)
    return done


def _waiting(arrival_id: int) -> QuerySet[ArrivalNotice]:
    return ArrivalNotice.objects.filter(arrival=arrival_id, sent=False, reason="")


def _tell_next(arrival_id: int, actor: StaffUser, *, after: int) -> int:
    """Tell the next one and answer its key; 0 when nobody waits, or another worker has them."""
    with transaction.atomic(), history.acting(actor=actor):
        # From the last one on: those that had their turn are not looked at again and again.
        rows = _waiting(arrival_id).filter(pk__gt=after)
        rows = rows.select_for_update(of=("self",), skip_locked=True)
        notice = rows.select_related("arrival", "customer").order_by("pk").first()
        if notice is None:
            return 0
        try:
            with transaction.atomic():
                notice.sent, notice.reason = _send(notice, actor)
        except (DatabaseError, ValidationError, ValueError):
            logger.warning("notice %d of an arrival could not be sent", notice.pk)
            notice.sent, notice.reason = False, _("Something went wrong. Send this one by hand.")
        notice.moment = timezone.now()
        notice.save(update_fields=["sent", "reason", "moment"])
        key: int = notice.pk
    return key


def _send(notice: ArrivalNotice, actor: StaffUser) -> tuple[bool, str]:
    """Send it off; whether somebody gets it, and else the reason."""
    arrival, sender = notice.arrival, hooks.sender()
    nobody = _("Nobody gets this message.")
    if sender is None:
        return False, nobody
    outcome = sender.send(
        customer=notice.customer,
        document=DOCUMENT,
        about=arrival.title,
        values={"toelichting": f"{arrival.title}\n{arrival.description}".strip()},
        key=f"arrival:{arrival.pk}:{notice.customer_id}",
        actor=actor,
    )
    if outcome.recipients:
        return True, ""
    reasons = " ".join(line.reason for line in outcome.withheld)
    return False, (reasons or nobody)[:_LONGEST_REASON]


def progress(arrival: Arrival) -> Progress:
    """How far the telling is."""
    found = ArrivalNotice.objects.filter(arrival=arrival).aggregate(
        all=Count("pk"),
        told=Count("pk", filter=Q(sent=True)),
        withheld=Count("pk", filter=Q(sent=False) & ~Q(reason="")),
    )
    return Progress(total=found["all"], sent=found["told"], withheld=found["withheld"])


def queue_forgotten() -> int:
    """Go on with what waits without a job, as after a job that was lost; how many arrivals."""
    waiting = ArrivalNotice.objects.filter(sent=False, reason="")
    newest = waiting.order_by("arrival_id", "-pk").distinct("arrival_id")
    found = list(newest)
    for notice in found:
        made = ArrivalNotice.history.filter(id=notice.pk).order_by("history_id").first()
        _go_on(notice.arrival_id, made.history_user_id)
    return len(found)
