"""Lists of invoices to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def of_customer(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def bookkeeping(request: HttpRequest) -> HttpResponse:
    raise Http404


def bookkeeping_file(request: HttpRequest) -> HttpResponse:
    raise Http404
