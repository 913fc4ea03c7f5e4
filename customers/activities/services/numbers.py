"""Numbers of activities: a counter per kind, locked until the transaction ends."""

from __future__ import annotations

from django.db import transaction

from customers.activities.models import Activity
from customers.models import NumberCounter


def counter_name(kind: str) -> str:
    """The name of the counter of a kind."""
    return f"act:{kind}"


def next_activity_number(kind: str) -> int:
    """Take the next number of this kind; two who ask at once wait for each other.

    Numbers that came with an activity from elsewhere are passed over.
    """
    with transaction.atomic():
        name = counter_name(kind)
        NumberCounter.objects.get_or_create(name=name, defaults={"next_value": 1})
        counter = NumberCounter.objects.select_for_update().get(name=name)
        number = int(counter.next_value)
        while Activity.objects.filter(kind=kind, number=number).exists():
            number += 1
        counter.next_value = number + 1
        counter.save(update_fields=["next_value"])
    return number
