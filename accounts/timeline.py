"""Invoices on the timeline: issued, paid, credited.

Of an invoice the day is known, not the hour: its events stand at the beginning of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from customers.hooks import TimelineEvent, TimelineSource, register_timeline_source
from customers.presentation.dates import day_from, midnight
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping
    from decimal import Decimal

    from customers.hooks import TimelineWindow
    from customers.models import Customer

KIND = "invoice"
ISSUED, PAID, CREDIT = 0, 1, 2
_ICONS = {ISSUED: "receipt-text", PAID: "check", CREDIT: "repeat"}
# What happened, the column of its day, and for which invoices; each is found by an index in its order.
_PARTS = (
    ("CASE kind WHEN 'credit' THEN 2 ELSE 0 END", "issued_on", "true"),
    ("1", "paid_on", "kind = 'invoice' AND status = 'paid'"),
)
_COUNT = """SELECT count(*) FROM (
    SELECT FROM accounts_invoice WHERE customer_id = %(customer)s AND issued_on IS NOT NULL
    UNION ALL
    SELECT FROM accounts_invoice WHERE customer_id = %(customer)s AND paid_on IS NOT NULL
        AND kind = 'invoice' AND status = 'paid' LIMIT %(cap)s) counted"""


def register() -> None:
    """Put invoices and payments on the timeline."""
    kinds = {KIND: pgettext_lazy("timeline", "Invoice")}
    register_timeline_source(TimelineSource("invoices", fetch, count, kinds))


def fetch(user: Any, customer: Customer, window: TimelineWindow) -> list[TimelineEvent]:
    """The newest events in the window, with one query."""
    if not user.has_perm("accounts.view_invoice") or _is_elsewhere(window):
        return []
    values: dict[str, Any] = {"customer": customer.pk, "limit": window.limit}
    parts = [_part(place, window, values) for place in range(len(_PARTS))]
    statement = f"{' UNION ALL '.join(parts)} ORDER BY day DESC, key DESC LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_event(_Row(*row)) for row in cursor.fetchall()]


def count(customer: Customer, cap: int) -> Mapping[str, int]:
    """How many events there are; counting stops at `cap`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"customer": customer.pk, "cap": cap})
        return {KIND: cursor.fetchone()[0]}


def _is_elsewhere(window: TimelineWindow) -> bool:
    """Whether the window asks for what no invoice is: of a person, or a contact of some kind."""
    of_kind = bool(window.kinds) and KIND not in window.kinds
    return of_kind or window.contact_person is not None or window.only_sent


def _part(place: int, window: TimelineWindow, values: dict[str, Any]) -> str:
    """The newest events of one of the parts; what its conditions compare with is added to `values`."""
    what, day, which = _PARTS[place]
    conditions = [f"{day} IS NOT NULL", which]
    if window.before is not None:
        moment, key = window.before
        begun = timezone.localdate(moment)
        # The key of an event is twice that of its invoice, and one more when it was paid. An event
        # later on that day is not older than its beginning: then all of the day's are.
        first = (key - place + 1) // 2 if midnight(begun) == moment else 2**62
        conditions.append(f"({day}, id) < (%(before)s, %(first_{place})s)")
        values |= {"before": begun, f"first_{place}": first}
    if window.since is not None:
        conditions.append(f"{day} >= %(since)s")
        values["since"] = day_from(window.since)
    if window.until is not None:
        conditions.append(f"{day} < %(until)s")
        values["until"] = day_from(window.until)
    if window.text:
        conditions.append("(number ILIKE %(text)s OR subject ILIKE %(text)s)")
        escaped = window.text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        values["text"] = f"%{escaped}%"
    return (
        f"(SELECT id * 2 + {place} AS key, {what} AS what, {day} AS day, id, number, subject, total,"
        f" currency FROM accounts_invoice WHERE customer_id = %(customer)s"
        f" AND {' AND '.join(conditions)} ORDER BY {day} DESC, id DESC LIMIT %(limit)s)"
    )


class _Row(NamedTuple):
    """A row of the events."""

    key: int
    what: int
    day: datetime.date
    pk: int
    number: str
    subject: str
    total: Decimal
    currency: str


def _event(row: _Row) -> TimelineEvent:
    titles = {
        ISSUED: _("Invoice %(number)s issued"),
        PAID: _("Invoice %(number)s paid"),
        CREDIT: _("Credit invoice %(number)s issued"),
    }
    amount = show_amount(row.total, row.currency)
    about = "" if row.what == PAID else row.subject.removesuffix(".")
    return TimelineEvent(
        moment=midnight(row.day),
        key=row.key,
        kind=KIND,
        icon=_ICONS[row.what],
        title=titles[row.what] % {"number": row.number},
        text=", ".join(part for part in (about, amount) if part),
        url=reverse("accounts:invoice", args=[row.pk]),
        timed=False,
    )
