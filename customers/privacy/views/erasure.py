"""Planning, approving and carrying out an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("customers.erase_customer", raise_exception=True)
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """To the running request of this customer, or to a new one."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.erase_customer", raise_exception=True)
def fields(request: HttpRequest, number: str) -> HttpResponse:
    """Choose single fields to erase everywhere."""
    raise Http404


@require_safe
@permission_required("customers.erase_customer", raise_exception=True)
def plan(request: HttpRequest, request_id: int) -> HttpResponse:
    """What will be overwritten, what is kept, what to decide."""
    raise Http404


@require_POST
@permission_required("customers.erase_customer", raise_exception=True)
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Decide about one text that mentions the person."""
    raise Http404


@require_POST
@permission_required("customers.erase_customer", raise_exception=True)
def send(request: HttpRequest, request_id: int) -> HttpResponse:
    """Send the plan to a second person."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.approve_erasure", raise_exception=True)
def approve(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve, by naming the customer."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.approve_erasure", raise_exception=True)
def hand_back(request: HttpRequest, request_id: int) -> HttpResponse:
    """Back to who planned it, with the reason."""
    raise Http404
