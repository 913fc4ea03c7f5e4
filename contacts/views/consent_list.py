"""Everybody with a given permission, as a list and as a file with the proof."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts.forms.consent_list import ConsentListForm
from contacts.models import ConsentEvent
from contacts.presentation import consent_list as shown
from contacts.services.consent_list import permitted, with_proof
from customers.access import get_standing
from customers.views.shared import clerk
from klantbeheer.export import XLSX_ROWS, counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

security_log = logging.getLogger("klantbeheer.security")
_READ = ("contacts.view_consentevent", "contacts.view_contactperson", "customers.view_customer")
_EXPORT = (*_READ, "contacts.export_contactperson")
_CHUNK = 1_000


@require_safe
@permission_required(_READ, raise_exception=True)
def consent_list(request: HttpRequest) -> HttpResponse:
    """The addresses to which this may be sent now: how many, and the first of them."""
    form = ConsentListForm(request.GET)
    context = {
        "form": form,
        "list": shown.consent_list(form),
        "export_query": form.query,
        "may_export": request.user.has_perm("contacts.export_contactperson"),
    }
    return render(request, "contacts/consent_list.html", context)


@require_safe
@permission_required(_EXPORT, raise_exception=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """All of them as CSV, or as Excel with `format=xlsx`, each with what proves the permission."""
    form = ConsentListForm(request.GET)
    if not form.is_valid():
        return _refused(form, request, _("A filter cannot be read. Mend it first."))
    asked = form.cleaned_data
    found = permitted(**asked)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    if kind == "xlsx" and found.order_by()[:XLSX_ROWS].count() >= XLSX_ROWS:
        sentence = _("An Excel sheet holds %(count)s rows. Narrow the filter, or choose CSV.")
        return _refused(form, request, sentence % {"count": XLSX_ROWS - 1})
    what = f"permissions for {asked['purpose']} by {asked['channel']}"
    proven = with_proof(found, purpose=asked["purpose"])
    rows = counted_out(shown.file_rows(proven), lambda count: _log(request, count, what))
    make = csv_stream if kind == "csv" else xlsx_response
    purpose = slugify(ConsentEvent.Purpose(asked["purpose"]).label)
    name = f"{_('permissions')}-{purpose}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return make(filename=name, heading=[str(label) for label in shown.HEADING], rows=rows)


@require_safe
@permission_required(_EXPORT, raise_exception=True)
def of_customer(request: HttpRequest, number: str) -> HttpResponseBase:
    """Every event of one customer as CSV, or as Excel with `format=xlsx`: how it came about."""
    customer = get_standing(request.user, number)
    related = ("staff", "contact_person__type", "contact_person__invoice_customer")
    events = ConsentEvent.objects.filter(customer=customer).select_related(*related)
    found = shown.event_file_rows(events.order_by("-pk").iterator(chunk_size=_CHUNK))
    what = f"events of consent of customer {customer.pk}"
    rows = counted_out(found, lambda count: _log(request, count, what))
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    make = csv_stream if kind == "csv" else xlsx_response
    name = f"{_('permissions')}-{customer.number}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return make(filename=name, heading=[str(label) for label in shown.EVENT_HEADING], rows=rows)


def _log(request: HttpRequest, count: int, what: str) -> None:
    """Who took how much out; of whom only by key."""
    security_log.info("staff %s exported %d %s", clerk(request).pk, count, what)


def _refused(form: ConsentListForm, request: HttpRequest, sentence: str) -> HttpResponse:
    """Back to the list with the reason why there is no file."""
    messages.error(request, sentence)
    return redirect(f"{reverse('contacts:consent_list')}?{form.query}")
