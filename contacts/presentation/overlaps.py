"""What two people made of the same field, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import ContactMoment, ContactPerson
from contacts.presentation.moment_activity import activity_label
from customers.activities.models import Activity
from customers.presentation.dates import clock_words, full_day

if TYPE_CHECKING:
    from django.forms import Form

    from customers.services.combining import OverlapError

#: The field of the form that shows a column.
_FIELDS = {"contact_person_id": "contact_person", "activity_id": "activity", "moment": "day"}


@dataclass(frozen=True)
class OverlapRow:
    """A field that both changed."""

    label: str
    mine: str
    theirs: str


def overlap_rows(conflict: OverlapError, form: Form) -> list[OverlapRow]:
    """Both values of every field that both changed."""
    return [
        OverlapRow(
            label=str(form.fields[_FIELDS.get(overlap.key, overlap.key)].label),
            mine=_words(overlap.key, overlap.mine[overlap.key]),
            theirs=_words(overlap.key, overlap.theirs[overlap.key]),
        )
        for overlap in conflict.overlaps
    ]


def _words(name: str, value: Any) -> str:
    if name == "kind":
        return str(ContactMoment.Kind(value).label)
    if name == "direction":
        return str(ContactMoment.Direction(value).label)
    if name == "moment":
        local = timezone.localtime(value)
        return f"{full_day(local.date())} {clock_words(local)}"
    if name == "contact_person_id":
        person = ContactPerson.objects.select_related("invoice_customer").filter(pk=value).first()
        return person.display_name if person else _("the customer")
    if name == "activity_id":
        activity = Activity.objects.ordinary().filter(pk=value).first()
        return activity_label(activity) if activity else _("no activity")
    return str(value)
