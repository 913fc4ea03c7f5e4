"""The steps of an invoice: issued, sent, paid, credited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def issue(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def send(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def pay(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def credit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404
