"""What of a customer's business holds it back from becoming inactive, or a prospect again.

One query for all kinds, shared by their checks: the dialog asks them one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from customers import hooks
from customers.activities.models import Activity, Kind, State
from customers.activities.models.activity import PREFIXES
from customers.activities.presentation.asked import OPEN
from customers.hooks import Blocker, OpenItem, Step
from customers.presentation.dates import clock_words, long_day, short_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from customers.models import Customer

    Row = dict[str, Any]

#: So many of a kind are shown; the others stand on the tab.
SHOWN = 5
#: The stages of an order in which something has still to come.
COMING = frozenset({"ordered", "expected"})
#: What the database says when it refuses: see sql/rules.sql.
PROSPECT_GUARD = "customer_has_project_or_order"
INACTIVE_GUARD = "customer_has_open_"  # and the kind


@dataclass(frozen=True)
class Held:
    """A kind that holds a customer back: its words, and how one of them reads."""

    kind: Kind
    icon: str
    clear: StrOrPromise
    words: Callable[[int], str]
    item: Callable[[Customer, Row], OpenItem]


# ---------------------------------------------------------------- how one of them reads
def _url(name: str, customer: Customer, row: Row) -> str:
    return reverse(f"activities:{name}", args=[customer.number, row["pk"]])


def _item(customer: Customer, row: Row, *told: str, text: str = "") -> OpenItem:
    label = f"{PREFIXES[Kind(row['kind'])]}-{row['number']}"
    return OpenItem(
        text=text or label,
        note=", ".join(part for part in told if part),
        url=_url("activity", customer, row),
    )


def _order(customer: Customer, row: Row) -> OpenItem:
    day = row["due_on"] or row["planned_on"]
    if day and row["stage__code"] in COMING:
        return _item(customer, row, row["title"], _("expected %(day)s") % {"day": short_day(day)})
    return _item(customer, row, row["title"], row["stage__name"])


def _repair(customer: Customer, row: Row) -> OpenItem:
    return _item(customer, row, row["repair__device"] or row["title"], row["stage__name"])


def _subscription(customer: Customer, row: Row) -> OpenItem:
    stops = row["subscription__stops_on"]
    day = stops or row["subscription__next_on"]
    until = (
        pgettext("subscription", "until %(day)s") % {"day": long_day(day)}
        if day
        else row["stage__name"]
    )
    item = _item(customer, row, until, text=row["title"])
    if stops:
        return item
    return OpenItem(
        text=item.text,
        note=item.note,
        url=item.url,
        action_text=_("Stop it"),
        action_url=_url("stop", customer, row),
    )


def _appointment(customer: Customer, row: Row) -> OpenItem:
    moment = row["appointment__starts_at"]
    if moment is None:
        return _item(customer, row, row["title"], short_day(row["planned_on"]))
    when = f"{short_day(timezone.localdate(moment))} {clock_words(moment)}"
    return _item(customer, row, row["title"], when)


def _plain(customer: Customer, row: Row) -> OpenItem:
    return _item(customer, row, row["title"], row["stage__name"])


HELD = (
    Held(
        Kind.ORDER,
        "package",
        pgettext_lazy("nothing open", "orders"),
        lambda n: ngettext("%(n)d open order", "%(n)d open orders", n) % {"n": n},
        _order,
    ),
    Held(
        Kind.REPAIR,
        "wrench",
        pgettext_lazy("nothing open", "repairs"),
        lambda n: ngettext("%(n)d open repair", "%(n)d open repairs", n) % {"n": n},
        _repair,
    ),
    Held(
        Kind.SUBSCRIPTION,
        "repeat",
        pgettext_lazy("nothing open", "subscriptions"),
        lambda n: (
            ngettext("%(n)d running subscription", "%(n)d running subscriptions", n) % {"n": n}
        ),
        _subscription,
    ),
    Held(
        Kind.PROJECT,
        "folder",
        pgettext_lazy("nothing open", "projects"),
        lambda n: ngettext("%(n)d running project", "%(n)d running projects", n) % {"n": n},
        _plain,
    ),
    Held(
        Kind.APPOINTMENT,
        "calendar",
        pgettext_lazy("nothing open", "appointments"),
        lambda n: ngettext("%(n)d coming appointment", "%(n)d coming appointments", n) % {"n": n},
        _appointment,
    ),
)
#: What a prospect has none of, finished ones included.
BUSINESS = (
    Held(
        Kind.ORDER,
        "package",
        gettext_lazy("orders, also finished ones"),
        lambda n: ngettext("%(n)d order", "%(n)d orders", n) % {"n": n},
        _plain,
    ),
    Held(
        Kind.PROJECT,
        "folder",
        gettext_lazy("projects, also finished ones"),
        lambda n: ngettext("%(n)d project", "%(n)d projects", n) % {"n": n},
        _plain,
    ),
)


# ---------------------------------------------------------------- the questions
def _first_of_each(found: Any) -> dict[str, list[Row]]:
    """The first few rows of each kind, each with the count of its kind: one query."""
    rows = (
        found.annotate(
            place=Window(RowNumber(), partition_by="kind", order_by=["-opened_on", "-pk"]),
            of_kind=Window(Count("*"), partition_by="kind"),
        )
        .filter(place__lte=SHOWN)
        .order_by("kind", "place")
        .values(
            "pk", "kind", "number", "title", "due_on", "planned_on", "of_kind",
            "stage__name", "stage__code", "repair__device", "subscription__next_on",
            "subscription__stops_on", "appointment__starts_at",
        )
    )  # fmt: skip
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row)
    return by_kind


def _running(customer: Customer) -> dict[str, list[Row]]:
    """What is open; of the appointments those that are not over."""
    kinds = [held.kind for held in HELD]
    over = Q(appointment__ends_at__lte=timezone.now()) | Q(
        appointment=None, planned_on__lt=timezone.localdate()
    )
    undated = Q(appointment=None, planned_on=None)
    past = Q(kind=Kind.APPOINTMENT) & (over | undated)
    return _first_of_each(
        Activity.objects.running().filter(customer=customer, kind__in=kinds).exclude(past)
    )


def _business(customer: Customer) -> dict[str, list[Row]]:
    kinds = [held.kind for held in BUSINESS]
    found = Activity.objects.filter(customer=customer, kind__in=kinds)
    return _first_of_each(found.exclude(kind=Kind.ORDER, status=State.CANCELLED))


def _other(customer: Customer) -> dict[str, list[Row]]:
    """What else is open: nothing that keeps a customer from becoming inactive."""
    kinds = [held.kind for held in HELD]
    return _first_of_each(
        Activity.objects.running().filter(customer=customer).exclude(kind__in=kinds)
    )


def _others(customer: Customer) -> Blocker | None:
    """Quotes, leads, requests, … that are open: whoever is erased is not to be answered any more."""
    by_kind = dict(hooks.shared_by_checks(customer, "activities other", partial(_other, customer)))
    by_kind.pop(Kind.TREATMENT, None)
    if not by_kind:
        return None
    count = sum(rows[0]["of_kind"] for rows in by_kind.values())
    first = [row for rows in by_kind.values() for row in rows][:SHOWN]
    words = ngettext("%(n)d other open activity", "%(n)d other open activities", count)
    return Blocker(
        kind="activity",
        label=words % {"n": count},
        icon="folder",
        count=count,
        items=tuple(_plain(customer, row) for row in first),
        all_url=f"{reverse('activities:activities', args=[customer.number])}?state={OPEN}",
    )


def _treatments(customer: Customer) -> Blocker | None:
    """Open treatments, without a word of them: whoever reads this may not know what they are about."""
    by_kind = hooks.shared_by_checks(customer, "activities other", partial(_other, customer))
    rows = by_kind.get(Kind.TREATMENT)
    if not rows:
        return None
    url = reverse("activities:activities", args=[customer.number])
    item = OpenItem(
        text=_("something that only practitioners see"),
        note=_("Ask one of them to end it."),
        url=f"{url}?{urlencode({'kind': Kind.TREATMENT.value, 'state': OPEN})}",
    )
    count: int = rows[0]["of_kind"]
    return Blocker(
        kind="guarded",
        label=_("Something else is open"),
        icon="lock",
        count=count,
        items=(item,),
    )


def _check(
    held: Held, name: str, read: Callable[[Customer], dict[str, list[Row]]], customer: Customer
) -> Blocker | None:
    rows = hooks.shared_by_checks(customer, name, partial(read, customer)).get(held.kind)
    if not rows:
        return None
    count: int = rows[0]["of_kind"]
    query = urlencode({"kind": held.kind.value} | ({"state": OPEN} if held in HELD else {}))
    return Blocker(
        kind=held.kind,
        label=held.words(count),
        icon=held.icon,
        count=count,
        items=tuple(held.item(customer, row) for row in rows),
        all_url=f"{reverse('activities:activities', args=[customer.number])}?{query}",
    )


def register() -> None:
    """Register the checks, and the names under which the database refuses."""
    for held in HELD:
        check = partial(_check, held, "activities running", _running)
        hooks.register_blocker(f"activities {held.kind}", held.clear, check)
        hooks.register_step_guard(f"{INACTIVE_GUARD}{held.kind}", Step.INACTIVE)
    only_erasure = frozenset({Step.ERASE})
    hooks.register_blocker(
        "activities other", gettext_lazy("other activities"), _others, steps=only_erasure
    )
    hooks.register_blocker(
        "activities guarded", gettext_lazy("treatments"), _treatments, steps=only_erasure
    )
    for held in BUSINESS:
        check = partial(_check, held, "activities at all", _business)
        hooks.register_blocker(
            f"activities any {held.kind}", held.clear, check, steps=frozenset({Step.PROSPECT})
        )
    hooks.register_step_guard(PROSPECT_GUARD, Step.PROSPECT)
