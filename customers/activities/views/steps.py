"""The steps of an activity: its stage, and what its kind can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def stage(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def archive(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def restore(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def ready(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def move(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def cancel(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def stop(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def renew(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404


def honour(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    raise Http404
