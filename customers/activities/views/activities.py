"""The tab Activiteiten, its export, and the page of one activity."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.access import get_standing
from customers.activities.access import get_activity
from customers.activities.models import Activity, Kind
from customers.activities.presentation import export as exported
from customers.activities.presentation.activities import other_open_rows
from customers.activities.presentation.asked import OPEN, Asked
from customers.activities.presentation.kinds import kinds_for, of_customer
from customers.activities.presentation.listing import activity_list, staff_choices
from customers.activities.presentation.page import page_of, sections_of
from customers.presentation.card import card_page
from customers.presentation.terms import SearchTerms
from customers.views.shared import clerk
from klantbeheer.export import XLSX_ROWS, counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

security_log = logging.getLogger("klantbeheer.security")
may_view = permission_required("activities.view_activity", raise_exception=True)


@require_safe
@may_view
def activities(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Activiteiten: a section per kind, or with one kind chosen all of it in pages."""
    customer = get_standing(request.user, number)
    terms = SearchTerms.of(request.GET)
    listed = activity_list(request.user, customer, request.GET, terms, staff=staff_choices())
    asked = listed.asked
    others = []
    if asked.state == OPEN and not (asked.kind or asked.by or asked.period or asked.text):
        others = other_open_rows(request.user, customer)
    context = {
        "list": listed,
        "asked": asked,
        "others": others,
        "all_url": Asked(sort=asked.sort, descending=asked.descending).query(terms),
        "export_query": asked.query(terms).removeprefix("?"),
        "may_export": request.user.has_perm("activities.export_activity"),
    }
    page = card_page(request, customer, tab="activities")
    return render(request, "activities/activity_list.html", page | context)


@require_safe
@permission_required(
    ("activities.view_activity", "activities.export_activity"), raise_exception=True
)
def export(request: HttpRequest, number: str) -> HttpResponseBase:
    """What the tab shows, all of it, as a CSV file, or with '?file=xlsx' as an Excel file."""
    customer = get_standing(request.user, number)
    kinds = kinds_for(request.user)
    staff = {key for key, _name in staff_choices()}
    asked = Asked.of(request.GET, kinds=kinds, staff=staff)
    found = of_customer(request.user, customer)
    kind = "xlsx" if request.GET.get("file") == "xlsx" else "csv"
    if kind == "xlsx" and asked.narrowed(found)[:XLSX_ROWS].count() >= XLSX_ROWS:
        sentence = _("An Excel sheet holds %(count)s rows. Narrow the filter, or choose CSV.")
        messages.error(request, sentence % {"count": XLSX_ROWS - 1})
        url = reverse("activities:activities", args=[customer.number])
        return redirect(f"{url}{asked.query(SearchTerms.of(request.GET))}")
    make = csv_stream if kind == "csv" else xlsx_response
    name = f"{_('activities')}-{customer.number}-{timezone.localdate():%Y-%m-%d}.{kind}"
    rows = _logged(request, exported.in_order(found, asked, kinds), customer.number)
    return make(filename=name, heading=exported.heading(), rows=exported.rows_of(rows))


def _logged(request: HttpRequest, rows: Iterator[Activity], number: str) -> Iterator[Activity]:
    words, who = "staff %s exported %d activities of customer %s", clerk(request).pk
    return counted_out(rows, lambda count: security_log.info(words, who, count, number))


@require_safe
@may_view
def activity(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """One activity: its facts, what was said about it, and what can be done with it.

    Of a treatment the log of who read it is written first. A project has a page of its own.
    """
    found = get_activity(request.user, number, activity_id)
    if found.kind == Kind.PROJECT:
        url = reverse("activities:project", args=[found.customer.number, found.pk])
        return redirect(f"{url}{SearchTerms.of(request.GET).query}")
    page = card_page(request, found.customer, tab="activities")
    context = {
        "activity": found,
        "page": page_of(clerk(request), found),
        "parts": sections_of(request.user, found),
    }
    return render(request, "activities/activity_detail.html", page | context)
