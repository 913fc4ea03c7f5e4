"""To come."""

from typing import Any

from django.http import HttpResponse


def timeline(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def correspondence(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def notes(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
