"""The appointments of a day or a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def agenda(request: HttpRequest) -> HttpResponse:
    raise Http404
