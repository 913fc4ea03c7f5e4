"""What activities put in the file of an access request; treatments only for who may read them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.activities.models import Activity, Kind, Treatment, TreatmentRead
from customers.activities.presentation.reads import ACCESS_REQUEST, place_words
from customers.activities.services.treatments import read_treatment, reads_of_customer
from customers.hooks import AccessSection, AccessTable, register_access_section
from customers.hooks.access import (
    AccessChapter,
    AccessGuard,
    register_access_chapter,
    register_access_guard,
)
from customers.presentation.dates import moment_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from customers.models import AccessExport, Customer
    from klantbeheer.staff.models import StaffUser

READS = "treatment_reads"


def register() -> None:
    """Register everything; harmless when called again."""
    register_access_chapter(
        AccessChapter(
            "activities",
            _("Activities"),
            (
                "activities_activity",
                "activities_subscription",
                "activities_appointment",
                "activities_repair",
                "activities_treatment",
                "activities_trip",
                "activities_arrivalnotice",
            ),
            80,
        )
    )
    # They have a section of their own, in words.
    register_access_chapter(
        AccessChapter(READS, "", (TreatmentRead._meta.db_table,), 85, elsewhere=True)
    )
    register_access_section(
        AccessSection(READS, _("Who read medical data of you"), reads_table, 10)
    )
    register_access_guard(
        AccessGuard(
            name="treatments",
            permission="activities.view_treatments",
            hidden=hidden,
            read=read_all,
            was_read=was_read,
            sections=frozenset({READS}),
            note=_(
                "Treatments: a colleague who may not read those made this file. Did you have any,"
                " ask for the file with your treatments."
            ),
            staff_note=_(
                "You may not read treatments, so they are not in a file that you make. If this"
                " customer could have had any, let a colleague who may make the file."
            ),
        )
    )


def hidden(customer: Customer) -> Mapping[str, set[Any]]:
    """The treatments of the customer."""
    rows = Activity.objects.filter(customer=customer, kind=Kind.TREATMENT)
    return {Activity._meta.db_table: set(rows.values_list("pk", flat=True))}


def read_all(customer: Customer, reader: StaffUser) -> None:
    """Write down that every treatment of the customer is read, for an access request."""
    rows = Activity.objects.filter(customer=customer, kind=Kind.TREATMENT)
    for activity in rows.order_by("pk"):
        with suppress(Treatment.DoesNotExist):
            read_treatment(activity=activity, reader=reader, place=ACCESS_REQUEST)


def was_read(exports: Sequence[AccessExport]) -> set[UUID]:
    """In which of these files there are treatments: those for which they were read."""
    if not exports:
        return set()
    reads = TreatmentRead.objects.filter(
        place=ACCESS_REQUEST,
        activity__customer__in={export.customer_id for export in exports},
        moment__gte=min(export.asked_at for export in exports),
    )
    found = list(reads.values_list("activity__customer_id", "reader_id", "moment"))
    return {
        export.pk
        for export in exports
        for customer, reader, moment in found
        if customer == export.customer_id
        and reader == export.asked_by_id
        and export.asked_at <= moment <= (export.made_at or timezone.now())
    }


def reads_table(customer: Customer) -> AccessTable:
    """Who read which treatment, when and from where; the newest first."""
    reads = reads_of_customer(customer).iterator(chunk_size=1000)
    rows = (
        (
            read.activity.label,
            read.reader.short_name,
            moment_words(read.moment),
            place_words(read.place),
        )
        for read in reads
    )
    heads = (_("Treatment"), _("Who"), _("When"), _("From where"))
    return AccessTable(heads, rows)  # type: ignore[arg-type]  # read while it is drawn
