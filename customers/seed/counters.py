"""Numbers in a row for what is loaded, from the counters that the services take theirs from."""

from __future__ import annotations

from django.db import transaction

from customers.models import NumberCounter


def take(name: str, count: int, *, first: int = 1, above: int = 0) -> int:
    """Take `count` numbers from a counter. Returns the first of them.

    Args:
        name: of the counter.
        count: how many.
        first: where a counter begins that has given no number yet.
        above: the highest number that is taken already.
    """
    with transaction.atomic():
        NumberCounter.objects.get_or_create(name=name, defaults={"next_value": 1})
        counter = NumberCounter.objects.select_for_update().get(name=name)
        begin = counter.next_value if counter.next_value > 1 else max(first, 1)
        start: int = max(begin, above + 1)
        counter.next_value = start + count
        counter.save(update_fields=["next_value"])
    return start


def next_of(name: str) -> int:
    """The number that a counter would give now."""
    found = NumberCounter.objects.filter(name=name).values_list("next_value", flat=True).first()
    return found or 1


def raise_to(name: str, next_value: int) -> None:
    """Let a counter go on from `next_value`, unless it is further already."""
    with transaction.atomic():
        NumberCounter.objects.get_or_create(name=name, defaults={"next_value": 1})
        counter = NumberCounter.objects.select_for_update().get(name=name)
        if counter.next_value < next_value:
            counter.next_value = next_value
            counter.save(update_fields=["next_value"])
