"""Invoices that are still being made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def add(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def bill(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404


def discard(request: HttpRequest, invoice_id: int) -> HttpResponse:
    raise Http404
