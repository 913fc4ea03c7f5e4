"""The history of a customer as a list of changes, newest first, each with its sentence.

The number of queries does not depend on how much has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers import hooks
from customers.models import (
    Address,
    Category,
    Customer,
    CustomerRelation,
    CustomField,
    FormerNumber,
    Interest,
    LoyaltyCard,
    MessagePreference,
    ShopSettings,
)
from customers.presentation import sentences
from customers.presentation.dates import day_heading
from customers.presentation.history_fields import GROUPS, Names
from customers.presentation.history_rows import (
    MOST_ROWS,
    entry_of,
    newest_streams,
    with_history,
    with_previous,
)
from customers.values.names import PersonName, full_name
from klantbeheer.queue import ACTOR
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.utils.safestring import SafeString

    from customers.hooks import HistoryEntry
    from customers.presentation.sentences import Sentence

#: Of contact moments and the like there may be a hundred thousand; the page shows fifty lines.
MOST_OF_OTHERS = 400
SIDE_MODELS = (Address, LoyaltyCard, FormerNumber, MessagePreference)


@dataclass(frozen=True)
class Change:
    """One line of the tab Historie."""

    moment: datetime
    order: tuple[datetime, int]
    actor: str
    said: Sentence
    reason: str
    where: str

    @property
    def group(self) -> str:
        """The kind of field, for the filter."""
        return self.said.group

    @property
    def sentence(self) -> SafeString:
        """The sentence for the screen; made when it is shown, for a page shows a few of many."""
        return self.said.html(self.actor)

    @property
    def detail(self) -> str:
        """What stands under the sentence."""
        return self.said.detail

    @property
    def icon(self) -> str:
        """The icon beside it."""
        return self.said.icon


@dataclass(frozen=True)
class Day:
    """The changes of one day, under its heading."""

    heading: str
    changes: list[Change]


def changes_of(
    user: Any,
    customer: Customer,
    *,
    newest: int | None = None,
    of_others: int = MOST_OF_OTHERS,
) -> list[Change]:
    """Every change of the customer and of what hangs on it, newest first.

    Args:
        user: who looks; not everybody may see everything.
        customer: whose history.
        newest: look only at so many rows of the customer's own history, and nothing beside it.
        of_others: how many rows of each kind to read of what other apps keep, the newest ones.
    """
    own = _own_rows(customer, newest)
    beside = [] if newest else _rows_beside(customer)
    names = _names(own, beside)
    entries = _own_entries(own, names, complete=len(own) <= MOST_ROWS and newest is None)
    for stream in beside:
        for row, previous in with_previous(stream):
            said = sentences.of_side_row(row, previous, customer.pk, names)
            entries.append(entry_of(row, said))
    if not newest:
        for source in hooks.history_sources():
            entries += source.fetch(user, customer, of_others)
    places: dict[str, Any] = {}
    for source in hooks.history_sources():
        places |= source.places
    where = cache(lambda origin: origin_words(origin, places))
    found = [change for entry in entries for change in _as_changes(entry, where)]
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
    groups = dict(GROUPS)
    for source in hooks.history_sources():
        groups |= source.groups  # type: ignore[arg-type]  # plain or lazy, both are words
    return [(group, str(label)) for group, label in groups.items() if group in present]


def actors_in(changes: Iterable[Change]) -> list[str]:
    """Who made changes, as choices of the filter."""
    return sorted({change.actor for change in changes}, key=str.casefold)


# ---------------------------------------------------------------- the rows
def _own_rows(customer: Customer, newest: int | None) -> list[Any]:
    rows = Customer.history.filter(id=customer.pk).select_related("history_user")
    return list(rows.order_by("-history_id")[: newest or MOST_ROWS + 1])


def _own_entries(own: Sequence[Any], names: Names, *, complete: bool) -> list[HistoryEntry]:
    interests = _interest_sets(own)
    found = []
    for row, previous in with_previous(own, complete=complete):
        before = interests.get(previous.history_id, frozenset()) if previous else frozenset()
        after = interests.get(row.history_id, frozenset())
        said = sentences.of_customer(row, previous, before, after, names)
        found.append(entry_of(row, said))
    return found


def _rows_beside(customer: Customer) -> list[list[Any]]:
    """One list per address, card, relation, former number or choice, each newest first."""
    streams: list[list[Any]] = []
    for model in with_history(SIDE_MODELS, customer.pk):
        streams += newest_streams(model.history.filter(customer_id=customer.pk))
    both_sides = Q(customer_id=customer.pk) | Q(other_id=customer.pk)
    return streams + newest_streams(CustomerRelation.history.filter(both_sides))


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
    accounts = {row.billing_account_id for row in own} - {None}
    if accounts:
        # The app of accounts stands above this one; the foreign key knows it.
        account: Any = Customer._meta.get_field("billing_account").related_model
        names.accounts = {one.pk: str(one) for one in account.objects.filter(pk__in=accounts)}
    if any(row.custom for row in own):
        names.custom = dict(CustomField.objects.values_list("key", "label"))
    return names


# ---------------------------------------------------------------- who, why, from where
def actor_name(entry: HistoryEntry) -> str:
    """Who made this change: a colleague, or the name of a system actor."""
    return who_words(entry.staff, entry.system)


def who_words(staff: StaffUser | None, system: str) -> str:
    """Who did something: the name of a colleague, or in words who acts without one."""
    return str(staff.display_name) if staff is not None else system_words(system)


def system_words(system: str) -> str:
    """The name of who acts without a member of staff: 'De wachtrij', 'Bewaartermijn', 'Import 12'."""
    name = system.removeprefix("manage.py ")
    what, _blank, number = name.partition(" ")
    if what == "import" and number.isdecimal():
        return _("Import %(number)s") % {"number": number}
    return str(_SYSTEMS.get(name, name))


#: Who acts without a member of staff, in words.
_SYSTEMS: dict[str, Any] = {
    "seed": gettext_lazy("The demo shop"),
    "demo": gettext_lazy("The demo shop"),
    "setup": gettext_lazy("The installation"),
    "retention": gettext_lazy("Retention"),
    "renewal": gettext_lazy("Renewing"),
    "bounce": gettext_lazy("Returned mail"),
    "import": gettext_lazy("An import"),
    "website": gettext_lazy("The website"),
    "replay_erasures": gettext_lazy("Erasing again after a restore"),
    "erase_customer": gettext_lazy("The command line"),
    ACTOR: gettext_lazy("The queue"),
}
#: The name of a job: 'contacts.deliver'.
_JOB = re.compile(r"[a-z_]+\.[a-z_]+")


_PLACES: dict[str, Any] = {
    "customers:add": gettext_lazy("add customer"),
    "customers:edit": gettext_lazy("edit customer"),
    "customers:attention": pgettext_lazy("card", "Attention"),
    "customers:moved": gettext_lazy("moved house"),
    "customers:renumber": gettext_lazy("customer number"),
    "customers:deactivate": gettext_lazy("set inactive"),
    "customers:reactivate": gettext_lazy("make active again"),
    "customers:make_active": gettext_lazy("make active"),
    "customers:make_prospect": gettext_lazy("back to prospect"),
    "customers:card_add": gettext_lazy("loyalty card"),
    "customers:card_block": gettext_lazy("loyalty card"),
}


def origin_words(origin: str, places: Mapping[str, Any]) -> str:
    """Where a change came from, in words: the screen, the administration, or the command's name.

    `places` are the screens of other apps, by the name of the address.
    """
    if origin.startswith("manage.py "):
        return _("command %(name)s") % {"name": origin.removeprefix("manage.py ")}
    if not origin.startswith("/"):
        return _("automatic") if _JOB.fullmatch(origin) else origin
    try:
        found = resolve(origin)
    except Resolver404:
        return ""
    if found.app_name == "admin":
        return _("administration")
    return str(_PLACES.get(found.view_name) or places.get(found.view_name) or "")


def _as_changes(entry: HistoryEntry, place: Callable[[str], str]) -> list[Change]:
    if not entry.sentences:
        return []
    actor = actor_name(entry)
    where = place(entry.origin)
    if entry.staff is None and not where:
        where = _("automatic")
    reason = re.sub(r"\s+", " ", entry.reason).strip()
    return [
        Change(
            moment=entry.moment,
            order=(entry.moment, entry.order),
            actor=actor,
            said=sentence,
            reason=reason,
            where=where,
        )
        for sentence in entry.sentences
    ]
