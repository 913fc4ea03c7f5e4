"""The history of a customer as a list of changes, newest first, each with its sentence.

The number of queries does not depend on how much has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import (
    Address,
    Category,
    Customer,
    CustomerRelation,
    CustomField,
    FormerNumber,
    Interest,
    LoyaltyCard,
    ShopSettings,
)
from customers.presentation import sentences
from customers.presentation.dates import day_heading
from customers.presentation.history_fields import GROUPS, Names
from customers.values.names import PersonName, full_name
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

MOST_ROWS = 2000  # per kind of row; a customer changed more often than this shows its newest
STAFF_COLUMNS = ("employee_id", "assigned_to_id", "attention_by_id")
SIDE_MODELS = (Address, LoyaltyCard, FormerNumber)


@dataclass(frozen=True)
class Change:
    """One line of the tab Historie."""

    moment: datetime
    order: tuple[datetime, int]
    actor: str
    group: str
    sentence: SafeString
    detail: str
    reason: str
    where: str
    icon: str


@dataclass(frozen=True)
class Day:
    """The changes of one day, under its heading."""

    heading: str
    changes: list[Change]


def changes_of(customer: Customer, *, newest: int | None = None) -> list[Change]:
    """Every change of the customer and of what hangs on it, newest first.

    Args:
        customer: whose history.
        newest: look only at so many rows of the customer's own history, and nothing beside it.
    """
    own = _own_rows(customer, newest)
    beside = [] if newest else _rows_beside(customer)
    names = _names(own, beside)
    interests = _interest_sets(own)
    found: list[Change] = []
    for row, previous in _with_previous(own, complete=len(own) <= MOST_ROWS and newest is None):
        before = interests.get(previous.history_id, frozenset()) if previous else frozenset()
        after = interests.get(row.history_id, frozenset())
        found += _as_changes(row, sentences.of_customer(row, previous, before, after, names))
    for stream in beside:
        for row, previous in _with_previous(stream, complete=True):
            found += _as_changes(row, sentences.of_side_row(row, previous, customer.pk, names))
    found.sort(key=lambda change: change.order, reverse=True)
    return found


def by_day(changes: Iterable[Change]) -> list[Day]:
    """The changes under the headings of their days, in the order given."""
    days: list[Day] = []
    current = None
    for change in changes:
        day = timezone.localdate(change.moment)
        if day != current:
            days.append(Day(heading=day_heading(day), changes=[]))
            current = day
        days[-1].changes.append(change)
    return days


def groups_in(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """The kinds of fields that occur, as choices of the filter."""
    present = {change.group for change in changes}
    return [(group, str(label)) for group, label in GROUPS.items() if group in present]


def actors_in(changes: Iterable[Change]) -> list[str]:
    """Who made changes, as choices of the filter."""
    return sorted({change.actor for change in changes}, key=str.casefold)


# ---------------------------------------------------------------- the rows
def _own_rows(customer: Customer, newest: int | None) -> list[Any]:
    rows = Customer.history.filter(id=customer.pk).select_related("history_user")
    return list(rows.order_by("-history_id")[: newest or MOST_ROWS + 1])


def _rows_beside(customer: Customer) -> list[list[Any]]:
    """One list per address, card, relation or former number, each newest first."""
    streams: list[list[Any]] = []
    for model in SIDE_MODELS:
        streams += _streams(model.history.filter(customer_id=customer.pk))
    both_sides = Q(customer_id=customer.pk) | Q(other_id=customer.pk)
    return streams + _streams(CustomerRelation.history.filter(both_sides))


def _streams(rows: Any) -> list[list[Any]]:
    by_id: dict[int, list[Any]] = {}
    for row in rows.select_related("history_user").order_by("-history_id")[:MOST_ROWS]:
        by_id.setdefault(row.id, []).append(row)
    return list(by_id.values())


def _with_previous(rows: Sequence[Any], *, complete: bool) -> list[tuple[Any, Any | None]]:
    """Each row with the one before it; the oldest one has none, if it is the first at all."""
    pairs: list[tuple[Any, Any | None]] = list(pairwise(rows))
    if rows and (complete or rows[-1].history_type == "+"):
        pairs.append((rows[-1], None))
    return pairs


def _interest_sets(rows: Sequence[Any]) -> dict[int, frozenset[int]]:
    """The interests beside each of these rows of the customer."""
    model = apps.get_model("customers", "HistoricalCustomer_interests")
    found: dict[int, set[int]] = {}
    pairs = model.objects.filter(history_id__in=[row.history_id for row in rows])
    for history_id, interest_id in pairs.values_list("history_id", "interest_id"):
        found.setdefault(history_id, set()).add(interest_id)
    return {history_id: frozenset(ids) for history_id, ids in found.items()}


def _names(own: Sequence[Any], beside: Sequence[Sequence[Any]]) -> Names:
    """The names that the sentences need, each kind in one query."""
    staff_ids = {
        getattr(row, column) for row in own for column in ("employee_id", "assigned_to_id")
    }
    relations = [row for rows in beside for row in rows if hasattr(row, "other_id")]
    others = {pk for row in relations for pk in (row.customer_id, row.other_id)}
    names = Names(home=ShopSettings.load().country)
    if any(row.category_id for row in own):
        names.categories = dict(Category.objects.values_list("pk", "name"))
    names.interests = dict(Interest.objects.values_list("pk", "name"))
    if staff_ids - {None}:
        people = StaffUser.objects.filter(pk__in=staff_ids - {None})
        names.staff = {person.pk: person.display_name for person in people}
    if others:
        names.customers = {
            other.pk: f"{other.number} {full_name(PersonName.of(other), capital=False)}"
            for other in Customer.objects.filter(pk__in=others)
        }
    if any(row.custom for row in own):
        names.custom = dict(CustomField.objects.values_list("key", "label"))
    return names


# ---------------------------------------------------------------- who, why, from where
def actor_name(row: Any) -> str:
    """Who made this history row: a colleague, or the name of a system actor."""
    if row.history_user is not None:
        return str(row.history_user.display_name)
    name = str(row.history_actor).removeprefix("manage.py ")
    return _("The demo shop") if name == "seed" else name


_PLACES = {
    "add": lambda: _("add customer"),
    "edit": lambda: _("edit customer"),
    "moved": lambda: _("moved house"),
    "renumber": lambda: _("customer number"),
    "deactivate": lambda: _("set inactive"),
    "reactivate": lambda: _("make active again"),
    "make_active": lambda: _("make active"),
    "make_prospect": lambda: _("back to prospect"),
    "card_add": lambda: _("loyalty card"),
    "card_block": lambda: _("loyalty card"),
}


def origin_words(origin: str) -> str:
    """Where a change came from, in words: the screen, the administration, or the command's name."""
    if origin.startswith("manage.py "):
        return _("command %(name)s") % {"name": origin.removeprefix("manage.py ")}
    if not origin.startswith("/"):
        return origin
    try:
        found = resolve(origin)
    except Resolver404:
        return ""
    if found.app_name == "admin":
        return _("administration")
    place = _PLACES.get(found.url_name or "")
    return place() if place else ""


def _as_changes(row: Any, said: Iterable[sentences.Sentence]) -> list[Change]:
    actor = actor_name(row)
    if row.history_user is not None:
        where = origin_words(row.history_origin)
    else:
        where = origin_words(row.history_origin) or _("automatic")
    reason = re.sub(r"\s+", " ", row.history_change_reason or "").strip()
    return [
        Change(
            moment=row.history_date,
            order=(row.history_date, row.history_id),
            actor=actor,
            group=sentence.group,
            sentence=sentence.html(actor),
            detail=sentence.detail,
            reason=reason,
            where=where,
            icon=sentence.icon,
        )
        for sentence in said
    ]
