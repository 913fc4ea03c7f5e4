"""The trips of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def trips(request: HttpRequest) -> HttpResponse:
    raise Http404


def export(request: HttpRequest) -> HttpResponse:
    raise Http404
