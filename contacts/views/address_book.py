"""To come."""

from typing import Any

from django.http import HttpResponse


def address_book(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def export(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def labels(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
