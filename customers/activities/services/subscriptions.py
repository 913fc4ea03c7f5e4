"""Subscriptions: renewing them, once per period, and stopping them on a day."""

from __future__ import annotations

import calendar
import datetime
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.activities.models import Activity, Kind, State, Subscription
from customers.activities.services.activities import create_activity, set_stage
from customers.activities.services.locking import lock_activity
from customers.activities.services.stages import stage_of
from customers.presentation.dates import full_day
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klantbeheer.staff.models import StaffUser

logger = logging.getLogger(__name__)

ACTOR = "renewal"
SOURCE = "subscription"
#: By hand a period can be renewed so long before it begins: a second click is too early.
EARLIEST = datetime.timedelta(days=31)
#: The night makes up for periods that began at most so long ago; older ones want a person's eye.
OLDEST = datetime.timedelta(days=366)
_LONGEST_TITLE = 160
_AT_ONCE = 500


@dataclass(frozen=True)
class Renewal:
    """What a renewal did: the subscription, and the order of the period if there is one to bill."""

    activity: Activity
    order: Activity | None
    begins: datetime.date
    next_on: datetime.date


@dataclass(frozen=True)
class NightWork:
    """What the night did: how many periods and stops, and how many could not be done."""

    renewed: int
    stopped: int
    refused: int


# ---------------------------------------------------------------- days
def after_period(day: datetime.date, months: int, anchor: int = 0) -> datetime.date:
    """The day `months` later: 31 January becomes 28 February.

    Args:
        day: the one to count from.
        months: how many.
        anchor: the day of the month on which the subscription began; it comes back when `day` was
            the last one of a shorter month.
    """
    last_now = calendar.monthrange(day.year, day.month)[1]
    wanted = max(day.day, anchor) if day.day == last_now else day.day
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if year > datetime.MAXYEAR:
        raise ValidationError(_("This day is years away. Check the year."))
    return datetime.date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))


def period_words(begins: datetime.date, until: datetime.date) -> str:
    """'1 dec. 2026 t/m 30 nov. 2027'."""
    last = until - datetime.timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": full_day(begins), "last": full_day(last)}


# ---------------------------------------------------------------- renewing
def renew_subscription(
    *,
    activity: Activity,
    actor: StaffUser | str,
    begins: datetime.date | None = None,
    today: datetime.date | None = None,
) -> Renewal:
    """Renew by one period: the next renewal lies a period further, and the period can be billed.

    The order of a period is made once, whoever asks for it and however often.

    Args:
        activity: the subscription.
        actor: who renews.
        begins: the period that is meant; when the subscription is beyond it nothing is done twice.
        today: the present day if left out.

    Raises:
        ValidationError: it does not run, has no day for its renewal, stops before it, was renewed
            already, or the period is still far away.
    """
    today = today or timezone.localdate()
    with transaction.atomic(), history.acting(actor=actor):
        locked = lock_activity(activity)
        subscription = _held(locked)
        day = _renewal_day(locked, subscription, begins, today)
        following = after_period(day, subscription.period_months, locked.opened_on.day)
        order = _bill(locked, day, following, today, actor)
        locked.save(update_fields=["changed_at"])
        subscription.next_on = following
        subscription.save(update_fields=["next_on"])
    return Renewal(locked, order, day, following)


def _held(activity: Activity) -> Subscription:
    if activity.kind != Kind.SUBSCRIPTION:
        raise ValidationError(_("This is not a subscription."))
    rows = Subscription.objects.select_for_update().filter(pk=activity.pk)
    subscription: Subscription | None = rows.first()
    if subscription is None:
        raise ValidationError(_("This subscription has no period. Change it first."))
    return subscription


def _renewal_day(
    activity: Activity,
    subscription: Subscription,
    begins: datetime.date | None,
    today: datetime.date,
) -> datetime.date:
    """The day on which the next period begins. Raises ValidationError when there is none."""
    day = subscription.next_on
    words: dict[str, Any] = {"label": activity.label, "stage": activity.stage.name}
    if not activity.is_open or activity.stage.code == "paused":
        raise ValidationError(_("%(label)s does not run (%(stage)s).") % words)
    if day is None:
        raise ValidationError(_("%(label)s has no day for its next renewal. Fill it in.") % words)
    words["day"] = full_day(day)
    if begins is not None and begins != day:
        text = _("%(label)s was renewed already; the next renewal is on %(day)s.")
        raise ValidationError(text % words)
    if subscription.stops_on is not None and subscription.stops_on <= day:
        words["stop"] = full_day(subscription.stops_on)
        text = _("%(label)s stops on %(stop)s, before its renewal on %(day)s.")
        raise ValidationError(text % words)
    if day - today > EARLIEST:
        words["from"] = full_day(day - EARLIEST)
        text = _("The next period of %(label)s begins on %(day)s. Renew it from %(from)s on.")
        raise ValidationError(text % words)
    return day


def _bill(
    activity: Activity,
    begins: datetime.date,
    until: datetime.date,
    today: datetime.date,
    actor: StaffUser | str,
) -> Activity | None:
    """The order of the period, done and to be invoiced; None when it costs nothing."""
    key = f"{activity.pk}:{begins.isoformat()}"
    earlier: Activity | None = Activity.objects.filter(source=SOURCE, external_id=key).first()
    if earlier is not None or not activity.amount:
        return earlier
    period = period_words(begins, until)
    title = activity.title[: _LONGEST_TITLE - len(period) - 2].rstrip()
    return create_activity(
        customer=activity.customer,
        kind=Kind.ORDER,
        values={
            "title": f"{title}, {period}",
            "amount": activity.amount,
            "billing": Activity.Billing.DUE,
            "opened_on": today,
            "closed_on": today,
            "assigned_to": activity.assigned_to_id,
            "parent": activity.parent_id,
        },
        actor=actor,
        stage=stage_of(Kind.ORDER, "done"),
        source=SOURCE,
        external_id=key,
    )


# ---------------------------------------------------------------- stopping
def stop_subscription(
    *, activity: Activity, stops_on: datetime.date, actor: StaffUser | str, reason: str
) -> Activity:
    """Stop on a day: at once when that has come, else by itself on that day.

    Raises:
        ValidationError: no reason, a day before it began, or it is closed already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. The reason is kept in the history.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason.strip()):
        locked = lock_activity(activity)
        subscription = _held(locked)
        if not locked.is_open:
            words = {"label": locked.label, "stage": locked.stage.name}
            raise ValidationError(_("%(label)s does not run (%(stage)s).") % words)
        if stops_on < locked.opened_on:
            text = _("It began on %(day)s. Choose that day or a later one.")
            raise ValidationError({"stops_on": text % {"day": full_day(locked.opened_on)}})
        locked.save(update_fields=["changed_at"])
        subscription.stops_on = stops_on
        subscription.save(update_fields=["stops_on"])
        if stops_on <= timezone.localdate():
            return _end(locked, stops_on, actor)
    return locked


def _end(activity: Activity, day: datetime.date, actor: StaffUser | str) -> Activity:
    return set_stage(
        activity=activity,
        stage=stage_of(Kind.SUBSCRIPTION, "done"),
        closed_on=max(day, activity.opened_on),
        actor=actor,
    )


# ---------------------------------------------------------------- the night
def nightly(today: datetime.date | None = None) -> NightWork:
    """Stop what was to stop, and renew what is due, each in a transaction of its own.

    Run twice it does nothing the second time. What cannot be done is left for a person, and noted in
    the log by its key.
    """
    today = today or timezone.localdate()
    stopped = refused = renewed = 0
    running = Subscription.objects.filter(activity__status=State.OPEN)
    # What the night writes is read at the counter: in the shop's language.
    with translation.override(settings.LANGUAGE_CODE), history.acting(actor=ACTOR):
        for pk in _keys(running.filter(stops_on__lte=today)):
            done = _try(pk, lambda found: _stop_if_due(found, today))
            stopped, refused = stopped + done, refused + (not done)
        due = running.filter(next_on__lte=today, next_on__gte=today - OLDEST)
        due = due.filter(~Q(activity__stage__code="paused"))
        for pk in _keys(due.filter(Q(stops_on=None) | Q(stops_on__gt=F("next_on")))):
            periods = 0
            while _is_due(pk, today) and (done := _try(pk, lambda found: _renew(found, today))):
                periods += done
            renewed, refused = renewed + periods, refused + (not periods)
    return NightWork(renewed=renewed, stopped=stopped, refused=refused)


def _keys(found: Any) -> Iterable[int]:
    """The keys of what is found, so many at a time, each once."""
    last = 0
    while keys := list(
        found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        yield from keys
        last = keys[-1]


def _is_due(pk: int, today: datetime.date) -> bool:
    due = Subscription.objects.filter(pk=pk, next_on__lte=today, activity__status=State.OPEN)
    return due.filter(Q(stops_on=None) | Q(stops_on__gt=F("next_on"))).exists()


def _try(pk: int, deed: Any) -> bool:
    """Do it to one subscription; whether it was done."""
    try:
        deed(Activity.objects.get(pk=pk))
    except (ValidationError, IntegrityError):
        logger.warning("subscription %d: the night could not do it", pk)
        return False
    return True


def _stop_if_due(activity: Activity, today: datetime.date) -> None:
    with transaction.atomic():
        locked = lock_activity(activity)
        day = _held(locked).stops_on
        if locked.is_open and day is not None and day <= today:
            _end(locked, day, ACTOR)


def _renew(activity: Activity, today: datetime.date) -> None:
    renew_subscription(activity=activity, actor=ACTOR, today=today)
