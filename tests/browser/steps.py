"""Something of each kind of activity, for the pages of what can be done to it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from customers.activities.models import (
    Appointment,
    Arrival,
    ArrivalNotice,
    Repair,
    Subscription,
    Treatment,
    TreatmentRead,
)
from customers.models import Customer, Interest
from tests.factories import make_activity, make_customer

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

PAGES = {
    "ready": "/customers/100000/activities/911/ready/?last_name=jans",
    "ready without an address": "/customers/100001/activities/912/ready/",
    "move": "/customers/100000/activities/913/move/",
    "call off": "/customers/100000/activities/913/cancel/",
    "cancel": "/customers/100000/activities/911/cancel/",
    "stop": "/customers/100000/activities/914/stop/",
    "honour lead": "/customers/100000/activities/901/honour/",
    "honour request": "/customers/100002/activities/915/honour/",
    "readings": "/customers/100000/activities/916/reads/",
    "arrivals": "/arrivals/?archived=1",
    "arrival": "/arrivals/1/",
    "arrival of nobody": "/arrivals/2/",
    "add arrival": "/arrivals/add/",
    "edit arrival": "/arrivals/1/edit/",
    "tell": "/arrivals/1/tell/",
    "nobody to tell": "/arrivals/2/tell/",
}
ADMIN_PAGES = {"admin readings": "/admin/activities/treatmentread/"}


def make_steps(customer: Customer, chief: StaffUser) -> None:
    """Repairs, an appointment, a subscription, a request, a treatment that was read; arrivals."""
    other = Customer.objects.get(number="100001")
    for pk, owner in ((911, customer), (912, other)):
        repair = make_activity(owner, "repair", pk=pk, title="Gazelle Orange C8", amount="84.50")
        Repair.objects.create(activity=repair, device="Gazelle Orange C8", complaint="Loopt aan")
    starts = timezone.now().replace(minute=0, second=0) + datetime.timedelta(days=2)
    appointment = make_activity(customer, "appointment", pk=913, title="Bakfiets proberen")
    Appointment.objects.create(
        activity=appointment,
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=1),
        place="Werkplaats",
    )
    subscription = make_activity(
        customer, "subscription", pk=914, title="Onderhoud", amount="49.50"
    )
    Subscription.objects.create(activity=subscription, next_on=timezone.localdate())
    prospect = Customer.objects.get(number="100002")
    make_activity(prospect, "request", pk=915, title="Vijf bakfietsen", assigned_to=chief)
    treatment = make_activity(customer, "treatment", pk=916, title="Behandeling")
    Treatment.objects.create(activity=treatment, complaint="Knie")
    for place in ("activities:activity", "activities:edit"):
        TreatmentRead.objects.create(activity=treatment, reader=chief, place=place)
    make_arrivals(customer, chief)


def make_arrivals(customer: Customer, chief: StaffUser) -> None:
    """One for which customers wait, told and not, and one for which nobody does."""
    interest = Interest.objects.get(name="Bakfietsen")
    arrival = Arrival.objects.create(
        pk=1, title="Urban Arrow Family", description="Vijf stuks, alle kleuren.", author=chief
    )
    arrival.interests.add(interest)
    nobody = Arrival.objects.create(pk=2, title="Helmen van Abus", author=chief, archived=True)
    nobody.interests.add(Interest.objects.create(name="Helmen"))
    for number in range(4):
        fan = make_customer(
            last_name=f"Liefhebber{number}",
            emails="" if number == 1 else f"liefhebber{number}@example.nl",
            email_permission=2 if number == 2 else 1,
        )
        fan.interests.add(interest)
    ArrivalNotice.objects.create(arrival=arrival, customer=customer, sent=True)
    ArrivalNotice.objects.create(
        arrival=arrival,
        customer=fan,
        sent=False,
        reason="liefhebber3@example.nl heeft toestemming 1.",
    )
