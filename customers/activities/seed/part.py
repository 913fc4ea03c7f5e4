"""This app's part of the made-up shop, for the hooks of the customers' seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from customers.activities.models import (
    Activity,
    Appointment,
    Arrival,
    Repair,
    Stage,
    Subscription,
    SubscriptionKind,
    SubscriptionQuality,
    Treatment,
    Trip,
)
from customers.activities.seed.build import rows_of
from customers.activities.seed.kinds import quotas
from customers.activities.seed.making import Prepared
from customers.activities.services.numbers import counter_name
from customers.models import Interest
from customers.seed import counters
from customers.seed.load import reserve_ids
from customers.seed.parts import SeedBulk, SeedPart, register_seed_bulk, register_seed_part
from customers.seed.people import TODAY
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db import models

SHARE = 2.2  # activities for each customer
#: What everybody knows by number is not the first that a shop does: where an empty counter begins, so
#: that these are the newest but a few.
NEWEST = {"order": 20_440, "repair": 5_530, "quote": 3_120, "appointment": 4_310, "project": 214}
SUBSCRIPTION_KINDS = ("Onderhoud", "Pechhulp", "Leenfiets", "Stalling")
QUALITIES = ("Basis", "Plus", "Zakelijk")
ARRIVALS = (
    ("Bakfietsen voorjaar 2027", "Urban Arrow en Babboe, de eerste zes staan in de winkel.", 2),
    ("Gazelle Chamonix, nieuwe kleuren", "Zandgrijs en donkergroen, maat 53 en 57.", 9),
    ("Kinderfietsen Sinterklaas", "Puky en Popal, 12 tot 20 inch.", 16),
)


def register() -> None:
    """Take part in `manage.py seed`, and add an option of its own to it."""
    register_seed_part(part())
    register_seed_bulk(bulk())


def part() -> SeedPart:
    """Activities of all kinds, with what the kinds have of their own."""
    return SeedPart(
        name="activities",
        tables=tables,
        begin=make_lists,
        prepare=lambda customers: prepared(int(customers * SHARE)),
        make=rows_of,
        owners={name: "activity__customer" for name in tables() if name != "activity"},
        with_key=frozenset(tables()),
    )


def tables() -> dict[str, type[models.Model]]:
    """The tables by the names of their rows."""
    return {
        "activity": Activity,
        "repair": Repair,
        "subscription": Subscription,
        "appointment": Appointment,
        "treatment": Treatment,
        "trip": Trip,
    }


def make_lists() -> None:
    """The lists that are still empty, and what has just come in."""
    for model, names in ((SubscriptionKind, SUBSCRIPTION_KINDS), (SubscriptionQuality, QUALITIES)):
        if not model._default_manager.exists():
            for name in names:
                model._default_manager.create(name=name)
    author = StaffUser.objects.filter(is_active=True).order_by("pk").first()
    if author is None or Arrival.objects.exists():
        return
    interests = list(Interest.objects.order_by("pk"))
    for place, (title, text, ago) in enumerate(ARRIVALS):
        arrival = Arrival.objects.create(
            title=title,
            description=text,
            arrived_on=TODAY.replace(day=TODAY.day - ago),
            author=author,
        )
        arrival.interests.set(interests[place * 2 : place * 2 + 2])


def prepared(count: int) -> Prepared:
    """Keys, numbers, stages and lists for `count` activities."""
    stages = Stage.objects.exclude(code="").values_list("kind", "code", "pk", "status")
    staff = StaffUser.objects.filter(is_active=True, groups__name__in=["balie", "kantoor"])
    numbers = {kind: (_first_number(kind, many), many) for kind, many in quotas(count).items()}
    return Prepared(
        stages={(kind, code): (pk, status) for kind, code, pk, status in stages},
        authors=list(staff.order_by("pk").values_list("pk", flat=True).distinct()),
        ids=reserve_ids(Activity, count) if count else [],
        numbers=numbers,
        subscription_kinds=dict(SubscriptionKind.objects.values_list("name", "pk")),
        qualities=dict(SubscriptionQuality.objects.values_list("name", "pk")),
    )


def _first_number(kind: str, many: int) -> int:
    """The first of `many` numbers of this kind, behind those that somebody gave by hand."""
    highest = Activity.objects.filter(kind=kind).aggregate(highest=Max("number"))["highest"] or 0
    first = NEWEST.get(kind, 0) - many
    return counters.take(counter_name(kind), many, first=first, above=highest)


def bulk() -> SeedBulk:
    """`seed --activities N`: so many more activities, for all customers."""
    return SeedBulk(
        name="activities",
        help="add so many activities to the customers that are there",
        add_arguments=lambda _parser: None,
        load=_load,
    )


def _load(count: int, options: Mapping[str, Any], progress: Callable[[int], object]) -> str:
    from customers.activities.seed.load import load_activities

    with transaction.atomic():
        make_lists()
    report = load_activities(count, seed=options["seed"], progress=progress)
    return _(
        "%(count)d activities in %(seconds).1f s, with their history: %(rate).0f a second."
    ) % {
        "count": report.rows,
        "seconds": report.seconds,
        "rate": report.rate,
    }
