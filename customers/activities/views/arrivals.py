"""What came in, and who waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def arrivals(request: HttpRequest) -> HttpResponse:
    raise Http404


def add(request: HttpRequest) -> HttpResponse:
    raise Http404


def arrival(request: HttpRequest, arrival_id: int) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, arrival_id: int) -> HttpResponse:
    raise Http404


def tell(request: HttpRequest, arrival_id: int) -> HttpResponse:
    raise Http404
