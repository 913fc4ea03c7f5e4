"""Files of access requests among the pages: one of each standing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from customers.activities.models import Treatment
from customers.activities.services.treatments import read_treatment
from tests.factories import make_activity, make_export, make_request, make_staff

if TYPE_CHECKING:
    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

ADDRESS = "/privacy/exports/00000000-0000-0000-0000-00000000090"
PAGES = {
    "file of an access request": f"{ADDRESS}1/",
    "file being made": f"{ADDRESS}2/",
    "file that failed": f"{ADDRESS}3/",
    "access request with files": "/privacy/requests/971/",
    "access request without identity": "/privacy/requests/972/",
    "who read treatments": "/customers/100000/reads/",
}


def make_exports(customer: Customer, chief: StaffUser) -> None:
    """A file that is ready, one on its way, one that failed; and a treatment that was read."""
    asked = make_request(customer, "access", pk=971)
    make_export(asked, pk=UUID(int=0x903), asked_by=chief, status="failed")
    make_export(asked, pk=UUID(int=0x901), asked_by=chief, ready=True)
    make_request(customer, "access", pk=972, identity="")
    make_export(
        make_request(customer, "access", pk=973),
        pk=UUID(int=0x902),
        asked_by=chief,
        status="working",
        done=370,
        total=1000,
    )
    activity = make_activity(customer, "treatment", title="Controle")
    Treatment.objects.create(activity=activity, complaint="Knie")
    reader = make_staff("behandelaar", username="exportlezer", first_name="Mies")
    for place in ("activities:activity", "access request"):
        read_treatment(activity=activity, reader=reader, place=place)
