"""To come."""

from typing import Any

from django.http import HttpResponse


def messages(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def send(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def release(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def decide(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
