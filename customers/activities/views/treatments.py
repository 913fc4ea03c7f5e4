"""Who read a treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def reads(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404
