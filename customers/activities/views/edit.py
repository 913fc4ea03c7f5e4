"""Adding and changing an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def add(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404
