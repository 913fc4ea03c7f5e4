"""To come."""

from typing import Any

from django.http import HttpResponse


def moment_add(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def moment_edit(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def remove(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
