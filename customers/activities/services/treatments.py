"""Reading medical data: who reads it is written down first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from customers.activities.models import Activity, Kind, Treatment, TreatmentRead

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

_LONGEST_PLACE = 80


def read_treatment(*, activity: Activity, reader: StaffUser, place: str) -> Treatment:
    """The medical data of a treatment; that it was read stands in the database before it is there.

    Outside a transaction that row is committed by itself: nothing that goes wrong afterwards takes
    it away again.

    Args:
        activity: the treatment.
        reader: who reads it.
        place: from where: the page, or the command.

    Raises:
        PermissionDenied: the reader may not see treatments; nothing is read then.
        Treatment.DoesNotExist: it has none.
    """
    if activity.kind != Kind.TREATMENT or not reader.has_perm("activities.view_treatments"):
        raise PermissionDenied
    with transaction.atomic():
        TreatmentRead.objects.create(activity=activity, reader=reader, place=place[:_LONGEST_PLACE])
    found: Treatment = Treatment.objects.get(activity=activity)
    return found


def reads_of(activity: Activity) -> QuerySet[TreatmentRead]:
    """Who read a treatment, the newest first."""
    return TreatmentRead.objects.filter(activity=activity).select_related("reader")


def reads_of_customer(customer: Customer) -> QuerySet[TreatmentRead]:
    """Who read any treatment of this customer, the newest first."""
    reads = TreatmentRead.objects.filter(activity__customer=customer)
    return reads.select_related("reader", "activity")
