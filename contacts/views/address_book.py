"""The page Klanten – adressen: addresses by type, as a list, a file or labels."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contacts import labels as label_sheets
from contacts.filters import AddressFilter, type_choices
from contacts.presentation.address_book import AddressPage, Entry, sort_of, with_details
from contacts.presentation.address_export import heading, rows_of
from contacts.services.address_book import MAIN, addresses_of, sorted_by
from customers.models import ShopSettings
from customers.views.shared import clerk
from klantbeheer.export import XLSX_ROWS, counted_out, csv_stream, xlsx_response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

security_log = logging.getLogger("klantbeheer.security")

#: More labels than these are a job for a printer with the Excel file.
MOST_LABELS = 3_000
_CHUNK = 2_000
_READ = ("contacts.view_contactperson", "customers.view_customer")
_EXPORT = (*_READ, "contacts.export_contactperson")


class SheetForm(forms.Form):
    """Which sheet of labels, and which is the first that is still on it."""

    paper = forms.ChoiceField(
        choices=[(key, sheet.name) for key, sheet in label_sheets.SHEETS.items()], initial="3x8"
    )
    start = forms.IntegerField(min_value=1, max_value=24, initial=1, required=False)

    def clean(self) -> dict[str, Any]:
        """The first label must be on the sheet."""
        found = self.cleaned_data
        sheet = label_sheets.SHEETS.get(found.get("paper", ""))
        found["start"] = found.get("start") or 1
        if sheet and found["start"] > sheet.count:
            self.add_error("start", "")
        return found


@require_safe
@permission_required(_READ, raise_exception=True)
def address_book(request: HttpRequest) -> HttpResponse:
    """The addresses of one type, filtered and sorted."""
    shop = ShopSettings.load()
    filters = _filters(request)
    page = AddressPage(filters.qs, request.GET, home=shop.country, with_infix=shop.sort_with_infix)
    context = {
        "filters": filters,
        "page": page,
        "is_main": page.is_main,
        "kept": _kept(request),
        "export_query": urlencode(_kept(request)),
        "sheets": [(key, sheet.name) for key, sheet in label_sheets.SHEETS.items()],
        "most_labels": MOST_LABELS,
        "shop": shop,
    }
    return render(request, "contacts/address_book.html", context)


@require_safe
@permission_required(_EXPORT, raise_exception=True)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """All filtered addresses as a CSV or Excel file, in the order of the list."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    filters = _filters(request)
    found = _sorted(request, filters.qs)
    if not filters.form.is_valid():
        return _refused(request, _("A filter cannot be read. Mend it first."))
    if kind == "xlsx" and filters.qs[:XLSX_ROWS].count() >= XLSX_ROWS:
        sentence = _("An Excel sheet holds %(count)s rows. Narrow the filter, or choose CSV.")
        return _refused(request, sentence % {"count": XLSX_ROWS - 1})
    make = csv_stream if kind == "csv" else xlsx_response
    name = f"{_('addresses')}-{timezone.localdate():%Y-%m-%d}.{kind}"
    rows = rows_of(_logged(request, _entries(found), kind, filters.used))
    return make(filename=name, heading=heading(), rows=rows)


@require_safe
@permission_required(_EXPORT, raise_exception=True)
def labels(request: HttpRequest) -> HttpResponse:
    """A sheet, or some, with a label for each filtered address; whoever has none gets no label."""
    filters, sheet = (
        _filters(request),
        SheetForm(request.GET if "paper" in request.GET else {"paper": "3x8"}),
    )
    if not filters.form.is_valid():
        return _refused(request, _("A filter cannot be read. Mend it first."))
    if not sheet.is_valid():
        return _refused(request, _("That label is not on the sheet. Choose another first label."))
    count = filters.qs[: MOST_LABELS + 1].count()
    if count > MOST_LABELS:
        sentence = _(
            "These are more than %(count)s labels. Narrow the filter, or let a printer make them"
            " from the Excel file."
        )
        return _refused(request, sentence % {"count": MOST_LABELS})
    home = ShopSettings.load().country
    written = [
        entry.envelope(home=home)
        for entry in _entries(_sorted(request, filters.qs))
        if entry.has_address
    ]
    if not written:
        return _refused(request, _("Nobody here has an address for a label."))
    chosen = sheet.cleaned_data
    pdf = label_sheets.labels_pdf(
        written, sheet=label_sheets.SHEETS[chosen["paper"]], start=chosen["start"]
    )
    _log(request, "labels", len(written), filters.used)
    name = f"{_('labels')}-{timezone.localdate():%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


# ---------------------------------------------------------------- what they share
def _filters(request: HttpRequest) -> AddressFilter:
    """The filter form over the addresses of the type that is asked for."""
    data = request.GET.copy()
    data["type"] = data.get("type") or MAIN
    types = type_choices()
    kind = data["type"] if data["type"] in dict(types) else MAIN
    queryset = addresses_of(kind, user=clerk(request))
    return AddressFilter(data=data, queryset=queryset, types=types)


def _sorted(request: HttpRequest, found: QuerySet[Any]) -> QuerySet[Any]:
    with_infix = ShopSettings.load().sort_with_infix
    return sorted_by(with_details(found), sort_of(request.GET), with_infix=with_infix)


def _entries(found: QuerySet[Any]) -> Iterator[Entry]:
    """The rows one by one, from a cursor on the server."""
    return (Entry.of(row) for row in found.iterator(chunk_size=_CHUNK))


def _logged(
    request: HttpRequest, entries: Iterator[Entry], kind: str, used: list[str]
) -> Iterator[Entry]:
    return counted_out(entries, lambda count: _log(request, kind, count, used))


def _log(request: HttpRequest, kind: str, count: int, used: list[str]) -> None:
    """Who took how many addresses out; which filters, never what was filled in."""
    security_log.info(
        "staff %s exported %d addresses as %s, filtered by %s",
        clerk(request).pk,
        count,
        kind,
        ", ".join(used) or "nothing",
    )


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """The filter and the order, for the forms that make a file."""
    left_out = ("page", "paper", "start")
    return [(name, request.GET[name]) for name in request.GET if name not in left_out]


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """Back to the list with the reason why there is no file."""
    messages.error(request, sentence)
    query = request.GET.copy()
    for name in ("paper", "start", "page"):
        query.pop(name, None)
    return redirect(f"{reverse('contacts:address_book')}?{query.urlencode()}")
