"""The columns of exported activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.activities.models import Activity, Kind, State
from customers.activities.presentation.asked import NEWEST
from customers.activities.presentation.kinds import DETAILS, title_of
from customers.activities.presentation.rows import detail_of, of_its_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from customers.activities.presentation.asked import Asked
    from customers.activities.querysets import ActivityQuerySet

_CHUNK = 2_000


def heading() -> list[str]:
    """The names of the columns."""
    return [
        _("Number"),
        _("Kind"),
        _("Description"),
        _("Details"),
        pgettext("activity", "Stage"),
        _("Status"),
        pgettext("activity", "Opened"),
        _("Planned on"),
        pgettext("activity", "Due"),
        _("Closed on"),
        _("Amount"),
        _("Currency"),
        _("Billing"),
        _("Colleague"),
        pgettext("activity", "Project"),
        _("Kilometres"),
        _("Source"),
        _("Number there"),
        pgettext("activity", "Archived"),
    ]


def in_order(found: ActivityQuerySet, asked: Asked, kinds: Iterable[Kind]) -> Iterator[Activity]:
    """All that fit, kind by kind in the order of the list, from a cursor on the server."""
    for kind in kinds:
        if asked.kind not in ("", kind.value):
            continue
        rows = asked.narrowed(found).filter(kind=kind)
        order = asked.ordering() or (*_open_first(), *NEWEST)
        rows = rows.order_by(*order).select_related("stage", "assigned_to", "parent", *DETAILS)
        yield from rows.iterator(chunk_size=_CHUNK)


def _open_first() -> tuple[str, ...]:
    # 'cancelled', 'done', 'open': what is open stands first, and what is done before the rest.
    return ("-status",)


def rows_of(activities: Iterable[Activity]) -> Iterator[list[object]]:
    """A row for each activity, each value of its own type."""
    for activity in activities:
        yield [
            activity.label,
            str(Kind(activity.kind).label),
            title_of(activity),
            detail_of(activity),
            activity.stage.name,
            str(State(activity.status).label),
            activity.opened_on,
            activity.planned_on,
            activity.due_on,
            activity.closed_on,
            activity.amount,
            activity.currency,
            str(activity.get_billing_display()) if activity.billing else "",
            activity.assigned_to.display_name if activity.assigned_to else "",
            activity.parent.label if activity.parent else "",
            _km(activity),
            activity.source,
            activity.external_id,
            _("yes") if activity.archived else "",
        ]


def _km(activity: Activity) -> Decimal | None:
    if activity.kind != Kind.TRIP or (trip := of_its_own(activity)) is None:
        return None
    km: Decimal = trip.km
    return km
