"""The pages that list activities, and what they show."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.activities.samples import at, make_appointment, make_repair, make_trip, one_of_each
from tests.factories import make_activity

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

PAGES = {
    "activities": "/customers/100000/activities/?last_name=jans&postcode=3512",
    "purchases": "/customers/100000/activities/?kind=purchase&sort=-amount",
    "trips of a customer": "/customers/100000/activities/?kind=trip",
    "open activities": "/customers/100000/activities/?state=open&by=1",
    "no activity found": "/customers/100000/activities/?text=driewieler",
    "no activities": "/customers/100002/activities/",
    "activities of an inactive one": "/customers/100003/activities/",
    "activity": "/customers/100000/activities/951/?last_name=jans&postcode=3512",
    "archived activity": "/customers/100000/activities/952/",
    "project": "/customers/100000/activities/950/project/",
    "empty project": "/customers/100000/activities/953/project/",
    "agenda": "/appointments/?day=2026-11-24",
    "day": "/appointments/?day=2026-11-24&span=day",
    "empty agenda": "/appointments/?day=2020-01-01",
    "trips": "/trips/?year=2026",
    "no trips": "/trips/?year=2020",
}


def make_lists(customer: Customer, chief: StaffUser) -> None:
    """Activities of every kind, a project, appointments that overlap, more than are shown at once."""
    long = "Bakfiets met regenhuif, kinderzitjes en een slot dat bij de andere fietsen past"
    project = make_activity(customer, "project", pk=950, title=long, amount=Decimal(31000))
    make_activity(customer, "project", pk=953, title="Nog leeg")
    make_repair(customer, pk=951, title=long, parent=project, code="ready", due_on="2026-11-01")
    make_activity(customer, pk=952, code="done", archived=True, description="Was al betaald.")
    one_of_each(customer)
    for n in range(13):
        amount = Decimal(100 * n)
        make_activity(customer, "purchase", amount=amount, assigned_to=chief, parent=project)
        make_trip(customer, f"{n + 1}.5", purpose="Levering", assigned_to=chief)
    day = datetime.date(2026, 11, 24)
    for minute in (0, 30):
        make_appointment(
            customer, at(day, 10, minute), title=long, place="Werkplaats", assigned_to=chief
        )
    make_appointment(customer, timezone.now(), title="Nu", code="done")
