"""To come."""

from typing import Any

from django.http import HttpResponse


def download(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def preview(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def page(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def remove(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
