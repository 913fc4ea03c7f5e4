"""The file of an access request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.models import AccessExport, Customer, PrivacyRequest
from customers.privacy.access import service
from customers.privacy.access.page import views_of
from customers.values.keys import LARGEST_KEY
from customers.views import shared

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

may_export = permission_required("customers.export_person", raise_exception=True)
#: A browser runs nothing of it and loads nothing for it.
POLICY = "default-src 'none'; sandbox"


def _request_of(request: HttpRequest, request_id: int) -> PrivacyRequest:
    """The access request. Raises Http404: unknown, of another kind, or of a customer not to be seen."""
    if request_id > LARGEST_KEY:
        raise Http404
    rows = PrivacyRequest.objects.select_related("customer").filter(
        kind=PrivacyRequest.Kind.ACCESS, customer__in=Customer.objects.visible_to(request.user)
    )
    found: PrivacyRequest = get_object_or_404(rows, pk=request_id)
    return found


def _export_of(request: HttpRequest, export_id: UUID) -> AccessExport:
    """The file's row. Raises Http404."""
    rows = AccessExport.objects.select_related("request", "customer", "asked_by")
    visible = rows.filter(customer__in=Customer.objects.visible_to(request.user))
    found: AccessExport = get_object_or_404(
        visible.prefetch_related("downloads__staff"), pk=export_id
    )
    return found


@require_POST
@may_export
def start(request: HttpRequest, request_id: int) -> HttpResponse:
    """Have the file made; a second press leads to the one that is on its way."""
    asked = _request_of(request, request_id)
    try:
        export = service.start_export(request=asked, actor=shared.clerk(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("privacy:request", asked.pk)
    return redirect("privacy:export", export.pk)


@require_safe
@may_export
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it is, and where to fetch it."""
    return _page(request, _export_of(request, export_id))


def _page(request: HttpRequest, found: AccessExport, *, status: int = 200) -> HttpResponse:
    (view,) = views_of(request.user, [found], may_export=True)
    context = {
        "view": view,
        "asked": found.request,
        "number": found.request.customer_number,
        "back_url": reverse("privacy:request", args=[found.request_id]),
    }
    if request.headers.get("HX-Target") == "export-progress":
        return render(request, "privacy/_export_progress.html", context)
    return render(request, "privacy/export.html", context, status=status)


@require_safe
@may_export
def download(request: HttpRequest, export_id: UUID) -> HttpResponse | FileResponse:
    """The file itself, only ever to be saved; who fetches it is written down first.

    After its time the page of the file, which says so. Raises PermissionDenied for a file with what
    this user may not read.
    """
    found = _export_of(request, export_id)
    if found.pk in service.kept_from(shared.clerk(request), [found]):
        raise PermissionDenied
    if not service.is_ready(found):
        return _page(request, found, status=410)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        messages.error(request, _("This file is not where it was kept. Make a new one."))
        return redirect("privacy:export", found.pk)
    if request.method == "GET":
        service.note_download(export=found, actor=shared.clerk(request))
    response = FileResponse(
        content,
        as_attachment=True,
        filename=f"inzage-{found.request.customer_number}.zip",
        content_type="application/zip",
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
