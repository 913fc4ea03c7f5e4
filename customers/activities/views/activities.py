"""The tab Activiteiten, and the page of one activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def activities(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def export(request: HttpRequest, number: str) -> HttpResponse:
    raise Http404


def activity(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404
