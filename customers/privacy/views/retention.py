"""Batches of what may go, and what may not go yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@permission_required("customers.view_retentionbatch", raise_exception=True)
def batches(request: HttpRequest) -> HttpResponse:
    """What the nightly job proposes, and what was done."""
    raise Http404


@require_safe
@permission_required("customers.view_retentionbatch", raise_exception=True)
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Numbers, samples, and what is kept for which reason."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.approve_retentionbatch", raise_exception=True)
def decide(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Approve the batch, or not."""
    raise Http404


@require_POST
@permission_required("customers.approve_retentionbatch", raise_exception=True)
def exclude(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take one customer out of the batch, or back in."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.add_erasurehold", raise_exception=True)
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Say why the data of this customer may not go yet."""
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_erasurehold", raise_exception=True)
def end_hold(request: HttpRequest, number: str) -> HttpResponse:
    """The reason is over."""
    raise Http404
