"""Activities on the card: what is open, the newest leads, requests and projects, the tab's count."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.activities.hooks import MoreOpen, OpenRow, OpenRowList, open_row_sources
from customers.activities.models import Activity, Kind
from customers.activities.presentation.kinds import DETAILS, ICONS, kinds_for, named
from customers.activities.presentation.rows import (
    ActivityRow,
    detail_of,
    due_words,
    is_past,
    late_words,
    owed,
    row_of,
    url_of,
)
from customers.presentation.lists import Tag
from customers.presentation.numbers import counted
from customers.values.amounts import show_amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.models import Customer

OPEN_SHOWN = 8
#: Nobody counts further on the card.
OPEN_COUNTED = 1000
RECENT = 5
RECENT_KINDS = (Kind.LEAD, Kind.REQUEST, Kind.PROJECT)
TAB_COUNTED = 100  # '99+'
_LAST = datetime.date.max


# ---------------------------------------------------------------- the tab
def tab_count(customer: Customer) -> str:
    """How many activities there are, at most '99+'. In plain SQL: every tab of every card asks it.

    Treatments do not count: not everybody who sees the tab may know of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM activities_activity WHERE customer_id = %s"
            " AND kind <> 'treatment' AND NOT archived LIMIT %s) counted",
            [customer.pk, TAB_COUNTED],
        )
        count: int = cursor.fetchone()[0]
    return f"{TAB_COUNTED - 1}+" if count >= TAB_COUNTED else str(count or "")


# ---------------------------------------------------------------- 'Openstaand'
#: What is open of a customer, from the index of what is open: at most so many, then the most urgent.
# The keys alone: the planner would join all details of all activities before it looks at the customer.
_OPEN_SQL = f"""
SELECT id, count(*) OVER (), sum(amount) FILTER (WHERE kind = ANY(%(owed)s)) OVER ()
FROM (
    SELECT id, kind, amount, opened_on, coalesce(due_on, planned_on) AS day
    FROM activities_activity
    WHERE customer_id = %(customer)s AND status = 'open' AND (%(medical)s OR kind <> 'treatment')
    LIMIT {OPEN_COUNTED + 1}
) running
ORDER BY day NULLS LAST, opened_on DESC, id DESC LIMIT {OPEN_SHOWN}
"""


def open_rows(user: Any, customer: Customer) -> OpenRowList:
    """The open activities of a customer that this user may see, the most urgent first.

    A query for the keys, how many there are and what they come to; one for the few that are shown.
    """
    kinds = kinds_for(user)
    if not kinds:
        return OpenRowList([])
    values: dict[str, Any] = {
        "customer": customer.pk,
        "owed": _owed_kinds(),
        "medical": Kind.TREATMENT in kinds,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_SQL, values)
        found = cursor.fetchall()
    rows = [_open_row(activity, customer.number) for activity in _loaded(key for key, *_ in found)]
    count, total = found[0][1:] if found else (0, None)
    if count <= len(rows):
        return OpenRowList(rows)
    shown = sum((row.amount for row in rows if row.amount is not None), Decimal())
    more = MoreOpen(count - len(rows), (total or Decimal()) - shown, capped=count > OPEN_COUNTED)
    return OpenRowList(rows, more)


def _loaded(keys: Iterable[int]) -> list[Activity]:
    """The activities with these keys, in this order, with all that a row shows; one query."""
    keys = list(keys)
    if not keys:
        return []
    found = Activity.objects.filter(pk__in=keys).select_related("stage", "assigned_to", *DETAILS)
    by_pk = found.in_bulk()
    return [by_pk[key] for key in keys if key in by_pk]


def _owed_kinds() -> list[str]:
    return [kind.value for kind in Kind if owed(Activity(kind=kind, amount=Decimal())) is not None]


def _open_row(activity: Activity, number: str) -> OpenRow:
    """'Bestelling B-20418', with its title, what it waits for and its day beneath."""
    amount = owed(activity)
    late, is_ready = late_words(activity), activity.stage.code == "ready"
    tag = Tag(activity.stage.name, "ok") if is_ready else Tag(late, "danger")
    if activity.kind == Kind.APPOINTMENT and is_past(activity):
        tag = Tag(_("past"), "warn")
    title = "" if activity.kind == Kind.TREATMENT else activity.title
    planned = activity.stage.code == "planned"  # its day says so
    stage = "" if is_ready or planned or amount is None else activity.stage.name
    parts = (title, detail_of(activity), stage, due_words(activity))
    return OpenRow(
        icon=ICONS[Kind(activity.kind)],
        title=named(activity),
        detail=" · ".join(part for part in parts if part),
        tag=tag.text,
        tag_kind=tag.kind if tag.text else "",
        amount=amount,
        url=url_of(activity, number),
        order=activity.due_on or activity.planned_on,
        end="" if amount is not None or is_ready or planned else activity.stage.name,
    )


@dataclass(frozen=True)
class OpenSection:
    """All that is open with a customer: activities, and what other apps say."""

    rows: list[OpenRow]
    words: str
    more: str


def open_section(user: Any, customer: Customer) -> dict[str, Any] | None:
    """The section 'Openstaand' of the card's first tab; None when nothing is open."""
    found = [source(user, customer) for source in open_row_sources()]
    rows = sorted((row for rows in found for row in rows), key=lambda row: row.order or _LAST)
    left_out = [more for each in found if (more := getattr(each, "more", None)) is not None]
    if not rows:
        return None
    count = len(rows) + sum(more.count for more in left_out)
    total = sum((row.amount for row in rows if row.amount is not None), Decimal())
    total += sum((more.total for more in left_out), Decimal())
    capped = any(more.capped for more in left_out)
    section = OpenSection(
        rows=rows[:OPEN_SHOWN],
        words=open_words(count, total, capped=capped),
        more=counted(count, capped=capped) if count > OPEN_SHOWN else "",
    )
    return {"open": section}


def open_words(count: int, total: Decimal, *, capped: bool = False) -> str:
    """'5 zaken · € 402,40'; without an amount the number alone."""
    if capped:
        count = OPEN_COUNTED
    n = counted(count, capped=capped)
    words = ngettext("%(n)s thing", "%(n)s things", count) % {"n": n}
    if not total:
        return words
    money = show_amount(total)
    return f"{words} · {_('more than %(amount)s') % {'amount': money} if capped else money}"


def other_open_rows(user: Any, customer: Customer) -> list[OpenRow]:
    """What other apps say is open, for the tab that lists the activities themselves."""
    rows = [
        row
        for source in open_row_sources()
        if source is not open_rows
        for row in source(user, customer)
    ]
    return sorted(rows, key=lambda row: row.order or _LAST)


# ---------------------------------------------------------------- leads, requests and projects
# Each part reads the index of its kind from the newest on, and stops.
_RECENT_SQL = " UNION ALL ".join(
    "(SELECT id, opened_on FROM activities_activity WHERE customer_id = %(customer)s"
    f" AND kind = '{kind.value}' AND NOT archived ORDER BY opened_on DESC, id DESC LIMIT {RECENT})"
    for kind in RECENT_KINDS
)


def recent_section(user: Any, customer: Customer) -> dict[str, Any] | None:
    """The five newest leads, requests and projects; None when there are none."""
    if not kinds_for(user):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({_RECENT_SQL}) newest ORDER BY opened_on DESC, id DESC"
            f" LIMIT {RECENT}",
            {"customer": customer.pk},
        )
        keys = [key for (key,) in cursor.fetchall()]
    rows: list[ActivityRow] = [row_of(one, customer.number) for one in _loaded(keys)]
    return {"rows": rows} if rows else None
