"""The page of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def project(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404
