"""The register of requests."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customers.access import get_customer
from customers.models import PrivacyRequest
from customers.presentation.card import card_page
from customers.presentation.terms import SearchTerms
from customers.privacy.requests import listing as register
from customers.privacy.requests.customer_page import customer_context, new_buttons
from customers.privacy.requests.finding import get_request
from customers.privacy.requests.page import page_context
from customers.privacy.requests.service import running_erasure
from customers.privacy.views import request_forms as forms
from customers.views import shared
from klantbeheer.export import XLSX_ROWS, counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

security_log = logging.getLogger("klantbeheer.security")
may_view = permission_required("customers.view_privacyrequest", raise_exception=True)
may_add = permission_required("customers.add_privacyrequest", raise_exception=True)
may_change = permission_required("customers.change_privacyrequest", raise_exception=True)
METHODS = ["GET", "HEAD", "POST"]
_CHUNK = 1_000


# ---------------------------------------------------------------- looking
@require_safe
@may_view
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about this customer: requests, holds, permissions, files."""
    found = get_customer(request.user, number)
    context = customer_context(request.user, found)
    if context["may_add"]:
        context["new"] = new_buttons(found)
    page = card_page(request, found, tab="")
    return render(request, "privacy/customer.html", page | context)


@require_safe
@may_view
def requests(request: HttpRequest) -> HttpResponse:
    """All requests, those with the nearest deadline first."""
    asked = register.Asked.of(request.GET)
    context = {
        "list": register.Register(request.user, asked),
        "may_export": request.user.has_perm("customers.change_privacyrequest"),
        "export_query": asked.query(all=""),
    }
    return render(request, "privacy/requests.html", context)


@require_safe
@may_change
def requests_export(request: HttpRequest) -> HttpResponseBase:
    """The register as CSV, or as Excel with `format=xlsx`, filtered and sorted as listed."""
    asked = register.Asked.of(request.GET)
    found = register.found(request.user, asked)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    if kind == "xlsx" and found[:XLSX_ROWS].count() >= XLSX_ROWS:
        sentence = _("An Excel sheet holds %(count)s rows. Narrow the filter, or choose CSV.")
        messages.error(request, sentence % {"count": XLSX_ROWS - 1})
        return redirect(f"{reverse('privacy:requests')}{asked.query()}")
    make = csv_stream if kind == "csv" else xlsx_response
    rows = register.export_rows(_logged(request, found))
    heading = [str(label) for label in register.EXPORT_HEADING]
    name = f"{_('privacy-requests')}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return make(filename=name, heading=heading, rows=rows)


def _logged(request: HttpRequest, found: Any) -> Iterator[PrivacyRequest]:
    """The requests one by one, from a cursor on the server; who took how many is noted."""
    words, who = "staff %s exported %d privacy requests", shared.clerk(request).pk
    rows = found.iterator(chunk_size=_CHUNK)
    return counted_out(rows, lambda count: security_log.info(words, who, count))


@require_safe
@may_view
def detail(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request, with its steps."""
    found = get_request(request.user, request_id)
    query = SearchTerms.of(request.GET).query
    context = page_context(request.user, found, query) | {"query": query}
    return render(request, "privacy/request.html", context)


# ---------------------------------------------------------------- writing
@require_http_methods(METHODS)
@may_add
def add(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Put a request in the register; the erasure that runs already is shown instead of a second one."""
    found = shared.get_changeable(request, number)
    if kind == PrivacyRequest.Kind.ERASURE and (running := running_erasure(found)):
        if request.method == "POST" and (done := shared.done_before(request)):
            return done
        return forms.lead_to(request, running)
    if request.method == "POST":
        return forms.post(request, found, kind, None)
    return forms.start(request, found, kind, None)


@require_http_methods(METHODS)
@may_change
def edit(request: HttpRequest, request_id: int) -> HttpResponse:
    """Identity, extension, notes; a post saves, or shows what somebody else changed meanwhile."""
    found = get_request(request.user, request_id)
    if closed := _closed(request, found):
        return closed
    if request.method == "POST":
        return forms.post(request, found.customer, found.kind, found)
    return forms.start(request, found.customer, found.kind, found)


@require_http_methods(METHODS)
@may_change
def close(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answered, or rejected with the reason."""
    found = get_request(request.user, request_id)
    return _closed(request, found) or forms.close(request, found)


@require_http_methods(METHODS)
@may_change
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """The person takes it back, as long as nothing was erased."""
    found = get_request(request.user, request_id)
    return _closed(request, found) or forms.withdraw(request, found)


def _closed(request: HttpRequest, found: PrivacyRequest) -> HttpResponse | None:
    """To the page of a request that is over, which says so; None while it runs."""
    if found.is_running:
        return None
    if request.method == "POST" and (done := shared.done_before(request)):
        return done
    text = _("This request is closed: %(status)s.")
    messages.info(request, text % {"status": found.get_status_display()})
    return redirect(forms.request_url(request, found))
