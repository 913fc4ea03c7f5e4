"""The lists of invoices, and the page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def of_customer(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def pdf(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def all_invoices(request: HttpRequest) -> HttpResponse:
    raise Http404
