"""How long whole customers are kept, and what keeps one out of a batch, as far as the register knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import LifeSign, RetentionCandidate, RetentionHold, RetentionKind, UsualPeriod
from customers.models import Customer, ErasureHold, PrivacyRequest
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Sequence


def register() -> None:
    """Register what the register itself has to say of it."""
    hooks.register_life_sign("customer", newest_change)
    counts_from = _("the last sign of life: a change, a contact, business")
    no_customer = UsualPeriod(
        24, _("no longer a customer; guarantee and questions are over (GDPR, article 5(1)(e))")
    )
    never_one = UsualPeriod(
        12, _("did not become a customer; there is no purpose any more (GDPR, article 5(1)(e))")
    )
    for name, label, status, usual in (
        ("customer", _("inactive customers, entirely"), Customer.Status.INACTIVE, no_customer),
        ("prospect", _("prospects, entirely"), Customer.Status.PROSPECT, never_one),
    ):
        hooks.register_retention_kind(
            RetentionKind(
                name=name,
                label=label,
                counts_from=counts_from,
                find=silent_since,
                whole=True,
                statuses=frozenset({status.value}),
                usual=usual,
            )
        )
    for hold in (
        RetentionHold("hold", _("held back: a dispute or a claim"), on_hold, False, 10),
        RetentionHold("request", _("a privacy request runs"), asking, False, 20),
        RetentionHold("staff", _("is on the staff list"), employed, True, 30),
    ):
        hooks.register_retention_hold(hold)


# ---------------------------------------------------------------- who gave no sign of life
def silent_since(before: datetime.date, customers: Sequence[int]) -> list[RetentionCandidate]:
    """Those of these customers of whom nothing at all happened since `before`."""
    signs = hooks.life_signs(customers)
    return [
        RetentionCandidate(customer=key, rows=sign.rows, last_sign=sign.day)
        for key in customers
        if (sign := signs.get(key)) and sign.day < before
    ]


def newest_change(customers: Sequence[int]) -> dict[int, LifeSign]:
    """The day of the last change of the customer itself, or since when it is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, greatest(c.customer_since, ("
            "  SELECT (h.history_date AT TIME ZONE %(zone)s)::date"
            "  FROM customers_historicalcustomer h WHERE h.id = c.id"
            "  ORDER BY h.history_id DESC LIMIT 1"
            ")) FROM customers_customer c WHERE c.id = ANY(%(keys)s)",
            {"keys": list(customers), "zone": timezone.get_current_timezone_name()},
        )
        return {key: LifeSign(day, 1) for key, day in cursor.fetchall() if day}


# ---------------------------------------------------------------- what holds a customer
def on_hold(customers: Sequence[int]) -> Collection[int]:
    """Those whose data may not go yet, because somebody said so."""
    held = ErasureHold.objects.filter(customer__in=customers, ended_at=None)
    return set(held.values_list("customer_id", flat=True))


def asking(customers: Sequence[int]) -> Collection[int]:
    """Those with a request that still asks something of somebody."""
    running = PrivacyRequest.objects.filter(
        customer__in=customers, status__in=PrivacyRequest.RUNNING
    )
    return set(running.values_list("customer_id", flat=True))


def employed(customers: Sequence[int]) -> Collection[int]:
    """Those who can still sign in."""
    staff = StaffUser.objects.filter(is_active=True, customer__in=customers)
    return set(staff.values_list("customer__pk", flat=True))
