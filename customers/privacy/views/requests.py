"""The register of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.views.decorators.http import require_http_methods, require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("customers.view_privacyrequest", raise_exception=True)
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about this customer: requests, holds, permissions, files."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.add_privacyrequest", raise_exception=True)
def add(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Put a request in the register."""
    raise Http404


@require_safe
@permission_required("customers.view_privacyrequest", raise_exception=True)
def requests(request: HttpRequest) -> HttpResponse:
    """All requests, those with the nearest deadline first."""
    raise Http404


@require_safe
@permission_required("customers.change_privacyrequest", raise_exception=True)
def requests_export(request: HttpRequest) -> HttpResponse:
    """The register as a file."""
    raise Http404


@require_safe
@permission_required("customers.view_privacyrequest", raise_exception=True)
def detail(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request, with its steps."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_privacyrequest", raise_exception=True)
def edit(request: HttpRequest, request_id: int) -> HttpResponse:
    """Identity, extension, notes."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_privacyrequest", raise_exception=True)
def close(request: HttpRequest, request_id: int) -> HttpResponse:
    """Answered, or rejected with the reason."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_privacyrequest", raise_exception=True)
def withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    """The person takes it back, as long as nothing was erased."""
    raise Http404
