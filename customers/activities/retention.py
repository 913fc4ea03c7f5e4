"""How long what a customer does is kept: signs of life, open activities, and treatments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.activities.models import Activity, Kind, Treatment
from customers.hooks import (
    KeptUntil,
    LifeSign,
    RetentionCandidate,
    RetentionHold,
    RetentionKind,
    Vault,
)
from customers.models import PrivacySettings
from customers.values.periods import years_from
from klantbeheer.personal_data import ERASED_TEXT

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from customers.models import Customer

TREATMENTS = Treatment._meta.db_table
_TEXTS = ("complaint", "findings", "treatment", "advice")
#: GREATEST passes over what is empty.
_DAY = Greatest("opened_on", "closed_on")
_OF_TREATMENT = Greatest("activity__opened_on", "activity__closed_on")


def register() -> None:
    """Register what activities have to say of it."""
    hooks.register_life_sign("activities", newest_activity)
    hooks.register_retention_hold(
        RetentionHold("activity", _("an open activity"), with_open, position=40)
    )
    hooks.register_retention_kind(
        RetentionKind(
            name="treatment",
            label=_("treatments"),
            counts_from=_("the day of the treatment"),
            find=old_treatments,
            parts=parts_of_treatments,
            permission="activities.view_treatmentread",
        )
    )
    hooks.register_vault(
        Vault(
            name="medical",
            label=_("Treatments"),
            note=_("kept for the shop's medical period"),
            handling="medical",
            tables=[TREATMENTS],
            kept=kept_treatments,
            tab="activities",
        )
    )


def newest_activity(customers: Sequence[int]) -> dict[int, LifeSign]:
    """The last day on which an activity began, was planned, ended or changed."""
    last = Greatest("opened_on", "planned_on", "due_on", "closed_on", TruncDate("changed_at"))
    rows = (
        Activity.objects.filter(customer__in=customers)
        .order_by()
        .values("customer_id")
        .annotate(last=Max(last), rows=Count("pk"))
    )
    return {row["customer_id"]: LifeSign(row["last"], row["rows"]) for row in rows}


def with_open(customers: Sequence[int]) -> Collection[int]:
    """Those with something that runs; an appointment that is over is nothing to wait for."""
    over = Q(kind=Kind.APPOINTMENT) & (
        Q(appointment__ends_at__lte=timezone.now())
        | Q(appointment=None, planned_on__lt=timezone.localdate())
        | Q(appointment=None, planned_on=None)
    )
    running = Activity.objects.running().filter(customer__in=customers).exclude(over)
    return set(running.order_by().values_list("customer_id", flat=True))


# ---------------------------------------------------------------- treatments
def _told() -> Q:
    """Treatments that still say something."""
    empty = ["", ERASED_TEXT]
    return ~Q(**{f"{name}__in": empty for name in _TEXTS})


def _old(before: datetime.date) -> QuerySet[Any]:
    """Ended treatments from before that day, and from before the shop's medical period."""
    if years := PrivacySettings.load().medical_years:
        before = min(before, years_from(timezone.localdate(), -years))
    rows = Treatment.objects.exclude(activity__status="open").filter(_told())
    found: QuerySet[Any] = rows.annotate(day=_OF_TREATMENT).filter(day__lt=before)
    return found.order_by()


def old_treatments(before: datetime.date, customers: Sequence[int]) -> list[RetentionCandidate]:
    """Of these customers those with old treatments."""
    rows = (
        _old(before)
        .filter(activity__customer__in=customers, activity__kind=Kind.TREATMENT)
        .values(customer=F("activity__customer_id"))
        .annotate(rows=Count("pk"), last=Max("day"))
    )
    return [RetentionCandidate(row["customer"], row["rows"], row["last"]) for row in rows]


def parts_of_treatments(
    customer: Customer, before: datetime.date
) -> Mapping[str, Sequence[object]]:
    """The old treatments of a customer, with the titles of their activities."""
    found = _old(before).filter(activity__customer=customer.pk, activity__kind=Kind.TREATMENT)
    keys = list(found.values_list("pk", flat=True))
    return {TREATMENTS: keys, Activity._meta.db_table: keys}


def kept_treatments(
    customers: Sequence[int], today: datetime.date
) -> Mapping[str, Sequence[KeptUntil]]:
    """The treatments that the shop's medical period keeps; without one none are."""
    years = PrivacySettings.load().medical_years
    if not years:
        return {}
    found = Activity.objects.filter(customer__in=customers, kind=Kind.TREATMENT).order_by()
    by_day: dict[datetime.date, list[int]] = {}
    for key, day in found.annotate(day=_DAY).values_list("pk", "day"):
        by_day.setdefault(years_from(day, years), []).append(key)
    return {
        TREATMENTS: [
            KeptUntil(keys, until) for until, keys in sorted(by_day.items()) if until >= today
        ]
    }
