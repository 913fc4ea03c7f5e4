"""Invoices on the timeline: issued, paid, credited.

Of an invoice the day is known, not the hour: its events stand at the beginning of the day.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from customers.hooks import TimelineEvent, TimelineSource
from customers.presentation.dates import midnight
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from customers.hooks import TimelineWindow
    from customers.models import Customer

KIND = "invoice"
ISSUED, PAID, CREDIT = 0, 1, 2
_ICONS = {ISSUED: "receipt-text", PAID: "check", CREDIT: "repeat"}
# By the index of customer and date, each event a row: the key of the invoice with what happened to it.
_EVENTS = """
SELECT id * 2 AS key, CASE kind WHEN 'credit' THEN 2 ELSE 0 END AS what, issued_on AS day,
       id, number, subject, total, currency
  FROM accounts_invoice WHERE customer_id = %(customer)s AND issued_on IS NOT NULL
UNION ALL
SELECT id * 2 + 1, 1, paid_on, id, number, subject, total, currency
  FROM accounts_invoice
  WHERE customer_id = %(customer)s AND issued_on IS NOT NULL AND paid_on IS NOT NULL
    AND kind = 'invoice' AND status = 'paid'"""
_COUNT = f"SELECT count(*) FROM (SELECT FROM ({_EVENTS}) events LIMIT %(cap)s) counted"


def source() -> TimelineSource:
    """The source, for the hook."""
    return TimelineSource("invoices", fetch, count, {KIND: pgettext_lazy("timeline", "Invoice")})


def fetch(user: Any, customer: Customer, window: TimelineWindow) -> list[TimelineEvent]:
    """The newest events in the window, with one query."""
    if not user.has_perm("accounts.view_invoice") or _is_elsewhere(window):
        return []
    conditions, values = _conditions(window)
    statement = (
        f"SELECT key, what, day, id, number, subject, total, currency FROM ({_EVENTS}) events"
        f" WHERE {' AND '.join(conditions)} ORDER BY day DESC, key DESC LIMIT %(limit)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"customer": customer.pk, "limit": window.limit, **values})
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


def _conditions(window: TimelineWindow) -> tuple[list[str], dict[str, Any]]:
    conditions, values = ["true"], dict[str, Any]()
    if window.before is not None:
        moment, key = window.before
        day = timezone.localdate(moment)
        # An event later on that day is not older than its beginning; the key tells those apart.
        is_same = midnight(day) == moment
        conditions.append("(day, key) < (%(day)s, %(key)s)")
        values |= {"day": day, "key": key if is_same else _key_at(day, moment)}
    if window.since is not None:
        conditions.append("day >= %(since)s")
        values["since"] = _first_day(window.since)
    if window.until is not None:
        conditions.append("day < %(until)s")
        values["until"] = _first_day(window.until)
    if window.text:
        conditions.append("(number ILIKE %(text)s OR subject ILIKE %(text)s)")
        escaped = window.text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        values["text"] = f"%{escaped}%"
    return conditions, values


def _key_at(day: datetime.date, moment: datetime.datetime) -> int:
    """All of the day's events are older than a later moment of it, and none than an earlier one."""
    return 2**63 - 1 if midnight(day) < moment else -1


def _first_day(moment: datetime.datetime) -> datetime.date:
    """The first day of which the events are not before `moment`."""
    day = timezone.localdate(moment)
    return day if midnight(day) >= moment else day + datetime.timedelta(days=1)


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
