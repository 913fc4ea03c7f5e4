"""The lists of invoices, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_invoice
from accounts.documents.response import pdf_response
from accounts.presentation import invoices as shown
from accounts.presentation.invoice_page import invoice_context
from accounts.presentation.shop_list import ShopFilter, ShopPage
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.presentation.terms import SearchTerms

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

may_view = permission_required("accounts.view_invoice", raise_exception=True)


@require_safe
@may_view
def of_customer(request: HttpRequest, number: str) -> HttpResponse:
    """The page Facturen of a customer: what is still to be invoiced, and all its invoices."""
    customer = get_standing(request.user, number)
    terms = SearchTerms.of(request.GET)
    asked = shown.Asked.of(request.GET)
    due = shown.to_invoice_for(request.user, customer)
    context = {
        "list": shown.invoice_list(request.user, customer, asked, terms),
        "due": list(due.order_by("closed_on", "pk")[: shown.MOST_DUE]),
        "most_billed": shown.MOST_BILLED,
        "figures": shown.figures_of(request.user, customer, timezone.localdate()),
        "may_export": request.user.has_perm("accounts.export_invoice"),
        "export_query": asked.query(terms, all=""),
        **shown.may_do(request.user, customer),
    }
    page = card_page(request, customer, tab="account")
    return render(request, "accounts/invoice_list.html", page | context)


@require_safe
@may_view
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """One invoice, as it was issued, or a draft as it stands."""
    found = get_invoice(request.user, invoice_id)
    page = card_page(request, found.customer, tab="account")
    context = invoice_context(request.user, found)
    return render(request, "accounts/invoice_detail.html", page | context)


@require_safe
@may_view
def pdf(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """The invoice as a PDF; a draft says that it is one. With `show` it opens, to be printed."""
    found = get_invoice(request.user, invoice_id)
    return pdf_response(found, download="show" not in request.GET)


@require_safe
@may_view
def all_invoices(request: HttpRequest) -> HttpResponse:
    """The invoices of the whole shop: open, overdue, drafts, of a period, or by number."""
    filters = ShopFilter(request.GET)
    page = ShopPage(request.user, filters)
    context = {
        "filters": filters,
        "page": page,
        "may_export": request.user.has_perm("accounts.export_invoice"),
    }
    return render(request, "accounts/all_invoices.html", context)
