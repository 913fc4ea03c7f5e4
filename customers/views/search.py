"""The counter: search, and who was opened last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from customers.presentation.frame import counter_frame
from customers.presentation.recent import recently_opened
from customers.presentation.results import results_of, to_open
from customers.presentation.terms import SearchTerms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("customers.view_customer", raise_exception=True)
def counter(request: HttpRequest) -> HttpResponse:
    """The start page with the search; for htmx the list alone.

    With `open` in the query string (Enter) a scan, or the only sure hit, opens at once.
    """
    if request.headers.get("HX-Target") == "results":
        return _list_alone(request)
    frame = counter_frame(request, live=True)
    if "open" in request.GET:
        number = to_open(frame["terms"], frame["results"])
        if number:
            return redirect(f"{reverse('customers:detail', args=[number])}{frame['query']}")
    recent = recently_opened(request.user)
    return render(
        request,
        "customers/customer_counter.html",
        {**frame, "recent": recent, "focus_search": True},
    )


def _list_alone(request: HttpRequest) -> HttpResponse:
    """The list and the counts around it; the page puts the query into its own address.

    It knows whether a card stands open beside the list by then; this request may not.
    """
    terms = SearchTerms.of(request.GET)
    context = {
        "terms": terms,
        "query": terms.query,
        "results": results_of(terms, request.user),
        "live": True,
        "oob": True,
    }
    response = render(request, "customers/_results.html", context)
    response["Search-Query"] = terms.query
    return response
