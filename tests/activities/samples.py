"""Activities with the details of their kind, for the tests of screens."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from customers.activities.models import Appointment, Repair, Subscription, Treatment, Trip
from tests.factories import make_activity

if TYPE_CHECKING:
    from customers.activities.models import Activity
    from customers.models import Customer


def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment on the shop's clock."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def make_appointment(
    customer: Customer, starts: datetime.datetime, minutes: int = 60, **fields: Any
) -> Activity:
    """An appointment, with its place in `place`."""
    place = fields.pop("place", "")
    fields.setdefault("planned_on", timezone.localdate(starts))
    activity = make_activity(customer, "appointment", **fields)
    ends = starts + datetime.timedelta(minutes=minutes)
    Appointment.objects.create(activity=activity, starts_at=starts, ends_at=ends, place=place)
    return activity


def make_trip(customer: Customer, km: str, **fields: Any) -> Activity:
    """A trip that was driven, with `purpose`."""
    purpose = fields.pop("purpose", "")
    fields = {"planned_on": datetime.date(2026, 11, 19)} | fields
    code = fields.pop("code", "done")
    activity = make_activity(customer, "trip", code=code, **fields)
    Trip.objects.create(
        activity=activity, origin="Utrecht", destination="Zeist", km=Decimal(km), purpose=purpose
    )
    return activity


def make_repair(customer: Customer, **fields: Any) -> Activity:
    """A repair of a bicycle."""
    activity = make_activity(customer, "repair", **fields)
    Repair.objects.create(activity=activity, device="Gazelle Chamonix", shelf="14")
    return activity


def make_subscription(customer: Customer, **fields: Any) -> Activity:
    """A subscription that renews in March."""
    activity = make_activity(customer, "subscription", **fields)
    Subscription.objects.create(activity=activity, next_on=datetime.date(2027, 3, 1))
    return activity


def make_treatment(customer: Customer, **fields: Any) -> Activity:
    """A treatment with something medical in it."""
    activity = make_activity(customer, "treatment", title="Behandeling", **fields)
    Treatment.objects.create(activity=activity, complaint="Pijn onderrug")
    return activity


def one_of_each(customer: Customer) -> list[Activity]:
    """An activity of every kind, with its details."""
    day = timezone.localdate()
    plain = ("order", "quote", "project", "lead", "request", "fault_report", "purchase")
    return [
        *(make_activity(customer, kind) for kind in plain),
        make_appointment(customer, at(day, 10)),
        make_trip(customer, "12.5"),
        make_repair(customer),
        make_subscription(customer),
        make_treatment(customer),
    ]


def content_of(answer: Any) -> bytes:
    """All that an answer streamed."""
    return b"".join(answer.streaming_content)
