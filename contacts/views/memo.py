"""To come."""

from typing import Any

from django.http import HttpResponse


def memo(request: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse(status=501)
