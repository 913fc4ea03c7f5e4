"""Which activity a contact moment may belong to: any of the customer's but a treatment.

The timeline is everybody's; what concerns a treatment is written down with the treatment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.activities.models import Activity
from customers.values.keys import read_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer

#: So many open ones to choose from, the newest.
MOST = 30


def activities_of(customer_id: int, activity_id: int) -> ActivityQuerySet:
    """The activity with this key, when a contact moment of this customer may belong to it."""
    found: ActivityQuerySet = Activity.objects.ordinary().filter(
        pk=activity_id, customer=customer_id
    )
    return found


def find_activity(user: Any, customer: Customer, activity_id: int) -> Activity | None:
    """The same, when `user` may see it."""
    found: Activity | None = _visible(user, customer).filter(pk=activity_id).first()
    return found


def choosable(user: Any, customer: Customer, chosen: Iterable[Any]) -> list[Activity]:
    """What a clerk may choose: the newest open activities, and those that are chosen already.

    Args:
        user: who chooses; only what this user may see.
        customer: whose.
        chosen: keys as they stand in a form; what is no key counts for nothing.
    """
    visible = _visible(user, customer)
    newest = list(visible.running().order_by("-opened_on", "-pk")[:MOST])
    more = {key for key in map(_key, chosen) if key} - {one.pk for one in newest}
    return newest + list(visible.filter(pk__in=more)) if more else newest


def _visible(user: Any, customer: Customer) -> ActivityQuerySet:
    found: ActivityQuerySet = Activity.objects.visible_to(user).ordinary().filter(customer=customer)
    return found


def _key(value: Any) -> int:
    return read_key(str(value or ""))
