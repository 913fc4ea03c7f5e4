"""Invoice numbers: one series per year, without a gap, from a locked counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Max, Min

from accounts.models import Invoice, InvoiceSettings
from customers.models import NumberCounter

if TYPE_CHECKING:
    import datetime


def series_of(issued_on: datetime.date) -> str:
    """The series of an invoice that is issued on this day: '2026', or 'F2026' with a prefix."""
    return f"{InvoiceSettings.load().series_prefix}{issued_on.year}"


def number_of(series: str, sequence: int) -> str:
    """The number as it stands on the invoice: '2026-0042'."""
    return f"{series}-{sequence:04d}"


def next_in_series(series: str) -> int:
    """Take the next number of a series, from 1.

    The counter stays locked until the transaction ends: whoever wants the next one waits, and gets
    this one when the transaction fails. A series that invoices were loaded into continues after them.
    """
    with transaction.atomic():
        name = counter_name(series)
        if not NumberCounter.objects.filter(name=name).exists():
            NumberCounter.objects.get_or_create(name=name, defaults={"next_value": _first(series)})
        counter = NumberCounter.objects.select_for_update().get(name=name)
        value = counter.next_value
        counter.next_value = value + 1
        counter.save(update_fields=["next_value"])
    return value


def preview(series: str) -> str:
    """The number that the next invoice of a series gets, if nobody comes in between."""
    counter = NumberCounter.objects.filter(name=counter_name(series)).first()
    return number_of(series, counter.next_value if counter else _first(series))


def counter_name(series: str) -> str:
    """Under which name the counter of a series is kept."""
    return f"inv:{series}"


def broken_series() -> list[str]:
    """The series with a gap: there are none, unless a bulk load went around the database's rules."""
    groups = Invoice.objects.exclude(sequence=None).order_by().values("series")
    counted = groups.annotate(low=Min("sequence"), high=Max("sequence"), count=Count("pk"))
    whole = counted.filter(low=1, high=F("count")).values_list("series", flat=True)
    return sorted(set(groups.values_list("series", flat=True)) - set(whole))


def _first(series: str) -> int:
    newest = Invoice.objects.filter(series=series).exclude(sequence=None).aggregate(Max("sequence"))
    return int(newest["sequence__max"] or 0) + 1
