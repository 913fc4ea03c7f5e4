"""The trips of a year."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.activities.presentation import trips as shown
from customers.activities.presentation.listing import staff_choices
from customers.views.shared import clerk
from klantbeheer.export import counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

security_log = logging.getLogger("klantbeheer.security")
_READ = ("activities.view_activity", "customers.view_customer")


@require_safe
@permission_required(_READ, raise_exception=True)
def trips(request: HttpRequest) -> HttpResponse:
    """The trips of a year, of all colleagues or of one, with what they come to."""
    staff = staff_choices()
    asked = shown.Asked.of(request.GET, staff={key for key, _name in staff})
    context = {
        "asked": asked,
        "list": shown.trip_list(request.user, asked),
        "staff": staff,
        "years": [str(year) for year in shown.years()],
        "year": str(asked.year),
        "csv_url": asked.url("trips_export"),
        "xlsx_url": f"{asked.url('trips_export')}&file=xlsx",
    }
    return render(request, "activities/trips.html", context)


@require_safe
@permission_required((*_READ, "activities.export_activity"), raise_exception=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """The same trips, all of them, as a CSV file, or with '?file=xlsx' as an Excel file."""
    staff = {key for key, _name in staff_choices()}
    asked = shown.Asked.of(request.GET, staff=staff)
    kind = "xlsx" if request.GET.get("file") == "xlsx" else "csv"
    make = xlsx_response if kind == "xlsx" else csv_stream
    rows = _logged(request, shown.rows_of(shown.found_by(request.user, asked)), asked.year)
    return make(filename=f"{shown.file_name(asked)}.{kind}", heading=shown.heading(), rows=rows)


def _logged(
    request: HttpRequest, rows: Iterator[list[object]], year: int
) -> Iterator[list[object]]:
    words, who = "staff %s exported %d trips of %d", clerk(request).pk
    return counted_out(rows, lambda count: security_log.info(words, who, count, year))
