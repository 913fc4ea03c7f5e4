"""'Still to invoice': from what was done to the draft of an invoice.

Collecting is by hand, and once only: an activity that stands on a draft is no longer to be invoiced.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Invoice, InvoiceLine, InvoicingMethod, VatRate
from accounts.services.drafting import DraftValues, LineValues, create_draft
from accounts.services.parties import lock_parties
from accounts.values.money import ZERO
from customers.activities.models import Activity, Kind
from customers.models import ShopSettings
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import BillingAccount
    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

_LONGEST = 200  # characters of a line's description


def to_invoice(customer: Customer) -> ActivityQuerySet:
    """What was done for this customer and is not on an invoice yet, the oldest first.

    Treatments too: narrow it with `visible_to` before showing anything but `describe`.
    """
    found: ActivityQuerySet = Activity.objects.filter(customer=customer).to_invoice()
    return found.order_by("closed_on", "pk")


def collected_before(account: BillingAccount | None, today: datetime.date) -> datetime.date | None:
    """Where the week or the month of `today` begins, for an account on which work is collected.

    What was done before that day is ready to be invoiced; what was done since waits for the rest of
    its week or month. None for an account that gets an invoice per order.
    """
    method = account.invoicing_method if account else InvoicingMethod.PER_ORDER
    if method == InvoicingMethod.WEEKLY:
        return today - datetime.timedelta(days=today.weekday())
    return today.replace(day=1) if method == InvoicingMethod.MONTHLY else None


def bill(
    *, customer: Customer, actor: StaffUser | str, activities: Iterable[Activity] | None = None
) -> Invoice:
    """Make one draft with a line for each activity that is still to be invoiced.

    Posted twice, or by two clerks at once, it makes one draft: the second gets that same one.

    Args:
        customer: whose activities.
        actor: who bills.
        activities: only these; all that are to be invoiced when left out.

    Raises:
        ValidationError: there is nothing to invoice, or this customer cannot be invoiced.
    """
    with transaction.atomic(), history.acting(actor=actor):
        parties = lock_parties(customer.pk)
        wanted = None if activities is None else {activity.pk for activity in activities}
        due = to_invoice(parties.customer).select_for_update(of=("self",), no_key=True)
        found = list(due if wanted is None else due.filter(pk__in=wanted))
        if not found:
            return _billed_before(parties.customer, wanted)
        parties.require()
        rate = usual_vat_rate()
        with translation.override(parties.payer.language):
            lines = tuple(_line(activity, rate) for activity in found)
        values = DraftValues(subject=_subject(found), lines=lines)
        return create_draft(customer=parties.customer, values=values, actor=actor)


def describe(activity: Activity) -> str:
    """How an activity stands on an invoice; of a treatment only that it is one."""
    head = f"{Kind(activity.kind).label} {activity.label}"
    return head if activity.kind == Kind.TREATMENT else f"{head}: {activity.title}"[:_LONGEST]


def usual_vat_rate() -> Decimal:
    """The rate that a new line starts with, in the shop's own country."""
    rates = VatRate.objects.filter(country=ShopSettings.load().country, active=True)
    first = rates.order_by("-usual", "-rate").first()
    return first.rate if first else ZERO


def _line(activity: Activity, rate: Decimal) -> LineValues:
    amount = activity.amount if activity.amount is not None else ZERO
    return LineValues(describe(activity), Decimal(1), amount, rate, activity)


def _subject(activities: Sequence[Activity]) -> str:
    """Of one activity its title; of several nothing, for the lines say it."""
    alone = activities[0] if len(activities) == 1 else None
    return alone.title if alone and alone.kind != Kind.TREATMENT else ""


def _billed_before(customer: Customer, wanted: set[int] | None) -> Invoice:
    """The draft that these activities are on by now; the newest one when all were asked for."""
    lines = InvoiceLine.objects.filter(
        customer=customer, released=False, invoice__status=Invoice.Status.DRAFT
    ).exclude(activity=None)
    if wanted is not None:
        lines = lines.filter(activity__in=wanted)
    line = lines.select_related("invoice").order_by("-invoice_id").first()
    if line is None:
        raise ValidationError(_("There is nothing to invoice for this customer."))
    invoice: Invoice = line.invoice
    return invoice
