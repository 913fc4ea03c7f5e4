"""Lists of invoices to take away."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.export import PeriodForm, ProfileForm
from accounts.models import ExportProfile, Invoice
from accounts.presentation import export as columns
from accounts.presentation.invoices import Asked, listed, narrowing, sorted_by
from accounts.services.exports import save_profile
from customers.access import get_standing
from customers.values.keys import read_key
from customers.views import shared
from klantbeheer.export import XLSX_ROWS, counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.querysets import InvoiceQuerySet

security_log = logging.getLogger("klantbeheer.security")
may_export = permission_required("accounts.export_invoice", raise_exception=True)
_CHUNK = 1_000


@require_safe
@may_export
def of_customer(request: HttpRequest, number: str) -> HttpResponseBase:
    """A customer's invoices as CSV, or as Excel with `format=xlsx`, filtered and sorted as listed."""
    customer = get_standing(request.user, number)
    today, asked = timezone.localdate(), Asked.of(request.GET)
    found = listed(request.user, customer).filter(narrowing(asked.filter, today))
    found = sorted_by(found, asked).select_related("customer", "payer")
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    if kind == "xlsx" and found[:XLSX_ROWS].count() >= XLSX_ROWS:
        sentence = _("An Excel sheet holds %(count)s rows. Narrow the filter, or choose CSV.")
        messages.error(request, sentence % {"count": XLSX_ROWS - 1})
        return redirect(reverse("accounts:invoices", args=[customer.number]))
    make = csv_stream if kind == "csv" else xlsx_response
    rows = columns.list_rows(_logged(request, found, f"of customer {customer.pk}"), today)
    name = f"{_('invoices')}-{customer.number}-{today:%Y-%m-%d}.{kind}"
    heading = [str(label) for label in columns.LIST_HEADING]
    return make(filename=name, heading=heading, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@may_export
def bookkeeping(request: HttpRequest) -> HttpResponse:
    """Choose the period and the columns; a post keeps the columns under a name."""
    profile = _profile(request.GET.get("profile", ""))
    if request.method == "POST":
        form = ProfileForm(request.POST, profile=profile)
        if form.is_valid():
            try:
                kept = save_profile(
                    profile=profile, values=form.values(), actor=shared.clerk(request)
                )
            except ValidationError as error:
                form.add_error("name", error.messages)
            else:
                shared.say_saved(request, _("Saved."))
                return redirect(f"{reverse('accounts:bookkeeping')}?profile={kept.pk}")
    else:
        form = ProfileForm(profile=profile)
    asked: dict[str, Any] = request.GET.dict()
    if not profile:
        asked.pop("profile", None)
    context = {
        "period": PeriodForm(asked),
        "form": form,
        "profile": profile,
        "profiles": ExportProfile.objects.all(),
        "error_count": len(form.errors) if form.is_bound else 0,
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "accounts/bookkeeping.html", context)


@require_safe
@may_export
def bookkeeping_file(request: HttpRequest) -> HttpResponseBase:
    """The file for the bookkeeping: a row for each rate of VAT of each invoice of the period."""
    period = PeriodForm(request.GET.dict())
    if not period.is_valid():
        messages.error(request, _("The period or the columns cannot be read. Mend them first."))
        return redirect(f"{reverse('accounts:bookkeeping')}?{request.GET.urlencode()}")
    asked = period.cleaned_data
    profile = asked["profile"] or ExportProfile(columns=list(columns.USUAL))
    chosen = columns.chosen_columns(profile.columns if isinstance(profile.columns, list) else [])
    found = issued_in(asked)
    name = f"{_('invoices')}-{asked['since']:%Y-%m-%d}-{asked['until']:%Y-%m-%d}.csv"
    return csv_stream(
        filename=name,
        heading=columns.heading(chosen),
        rows=columns.booking_rows(_logged(request, found, "for the bookkeeping"), chosen),
        separator=profile.separator,
        decimal_comma=profile.decimal_comma,
    )


def issued_in(asked: dict[str, Any]) -> InvoiceQuerySet:
    """The invoices of the period, in the order of their issue, with all that a row says."""
    found: InvoiceQuerySet = Invoice.objects.issued_between(asked["since"], asked["until"])
    if asked["state"] in ("open", "paid"):
        found = found.filter(status=asked["state"])
    elif asked["state"] == "credit":
        found = found.filter(kind=Invoice.Kind.CREDIT)
    loaded = found.select_related("customer__assigned_to", "payer", "account", "credits")
    return loaded.prefetch_related("lines").order_by("issued_on", "pk")


def _profile(key: str) -> ExportProfile | None:
    """The kept columns with this key; None when none is named. Raises Http404 for an unknown one."""
    if not key:
        return None
    profile: ExportProfile | None = ExportProfile.objects.filter(pk=read_key(key)).first()
    if profile is None:
        raise Http404
    return profile


def _logged(request: HttpRequest, found: InvoiceQuerySet, what: str) -> Iterator[Invoice]:
    """The invoices one by one, from a cursor on the server."""
    words, who = "staff %s exported %d invoices %s", shared.clerk(request).pk
    rows = found.iterator(chunk_size=_CHUNK)
    return counted_out(rows, lambda count: security_log.info(words, who, count, what))
