"""The file of an access request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.views.decorators.http import require_POST, require_safe

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_POST
@permission_required("customers.export_person", raise_exception=True)
def start(request: HttpRequest, request_id: int) -> HttpResponse:
    """Have the file made."""
    raise Http404


@require_safe
@permission_required("customers.export_person", raise_exception=True)
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it is, and where to fetch it."""
    raise Http404


@require_safe
@permission_required("customers.export_person", raise_exception=True)
def download(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The file itself; the download is logged."""
    raise Http404
