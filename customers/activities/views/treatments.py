"""Who read a treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.access import get_standing
from customers.activities.models import Activity, Kind
from customers.activities.presentation.reads import place_words
from customers.activities.services.treatments import reads_of, reads_of_customer
from customers.presentation.card import card_page
from customers.presentation.paging import Paging
from customers.values.keys import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_MAY = ("activities.view_activity", "activities.view_treatmentread")


@require_safe
@permission_required(_MAY, raise_exception=True)
def customer_reads(request: HttpRequest, number: str) -> HttpResponse:
    """Who read which treatment of this customer, when and from where; to be printed for the customer."""
    customer = get_standing(request.user, number)
    found = reads_of_customer(customer)
    paging = Paging.of(found, request.GET.get("page", ""))
    rows = [(read, place_words(read.place)) for read in paging.rows(found)]
    page = card_page(request, customer, tab="activities")
    context = {"rows": rows, "paging": paging, "printed_on": timezone.localdate()}
    return render(request, "activities/customer_reads.html", page | context)


@require_safe
@permission_required(_MAY, raise_exception=True)
def reads(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Who read a treatment, when and from where; of the treatment itself only its number."""
    customer = get_standing(request.user, number)
    if activity_id > LARGEST_KEY:
        raise Http404
    activity = get_object_or_404(Activity, customer=customer, pk=activity_id, kind=Kind.TREATMENT)
    found = reads_of(activity)
    paging = Paging.of(found, request.GET.get("page", ""))
    context = {
        "label": activity.label,
        "rows": [(read, place_words(read.place)) for read in paging.rows(found)],
        "paging": paging,
    }
    page = card_page(request, customer, tab="activities")
    return render(request, "activities/treatment_reads.html", page | context)
