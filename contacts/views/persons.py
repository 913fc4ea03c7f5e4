"""To come."""

from typing import Any

from django.http import HttpResponse


def persons(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def person_add(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def choose_customer(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def person_edit(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def archive(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def restore(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)


def prefer(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
