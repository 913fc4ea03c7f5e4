"""To come."""

from typing import Any

from django.http import HttpResponse


def consent(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def change(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
