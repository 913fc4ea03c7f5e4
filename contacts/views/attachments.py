"""Handing out a file, showing pictures of it, and removing it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contacts.files.kinds import BY_TYPE
from contacts.files.preview import MOST_PAGES, page_count, render_page
from contacts.files.sandbox import SandboxError
from contacts.forms.files import RemoveFileForm
from contacts.models import Attachment
from contacts.presentation.files import file_row
from contacts.services.attachments import remove_attachment
from customers.models import Customer
from customers.presentation.card import card_head, card_page
from customers.presentation.dates import ago
from customers.presentation.frame import counter_frame
from customers.services import once
from customers.views import shared

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.utils.functional import _StrOrPromise

log = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=HttpResponseBase)

may_see = permission_required("contacts.view_attachment", raise_exception=True)
#: Whatever the file holds, a browser runs nothing of it and loads nothing for it.
POLICY = "default-src 'none'; sandbox"
CANNOT_SHOW: dict[str, _StrOrPromise] = {
    "locked": gettext_lazy("This PDF has a password. Download it to read it."),
    "damaged": gettext_lazy("This file cannot be shown: it seems damaged. Download it to try."),
    "too_large": gettext_lazy("This file is too large to be shown. Download it to read it."),
    "busy": gettext_lazy("It is too busy just now to show this file. Try again in a moment."),
    "missing": gettext_lazy("This file is not where it was kept. Tell the administrator."),
}


def _attachment(request: HttpRequest, attachment_id: UUID) -> Attachment:
    """The file's row. Raises Http404 when it is removed or not for this user, or its customer erased."""
    customers = Customer.objects.visible_to(request.user).exclude(status=Customer.Status.ERASED)
    found: Attachment = get_object_or_404(
        Attachment.objects.select_related(
            "moment",
            "uploaded_by",
            "customer__category",
            "customer__assigned_to",
            "customer__attention_by",
        ).exclude(file=""),
        pk=attachment_id,
        removed_at=None,
        moment__removed_at=None,
        customer__in=customers,
    )
    return found


def _content_type(attachment: Attachment) -> str:
    known = attachment.content_type in BY_TYPE
    return attachment.content_type if known else "application/octet-stream"


@require_safe
@may_see
def download(request: HttpRequest, attachment_id: UUID) -> FileResponse:
    """The file itself, only ever to be saved. Raises Http404."""
    attachment = _attachment(request, attachment_id)
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        log.error("the file of attachment %s is gone; run check_files", attachment.pk)
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=_content_type(attachment),
    )
    return _guarded(response)


def _guarded(response: Answer) -> Answer:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@may_see
def preview(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """A page of the card that shows the image, or one page of the PDF with its neighbours."""
    attachment = _attachment(request, attachment_id)
    pages, problem = 0, ""
    try:
        pages = page_count(attachment)
    except SandboxError as error:
        problem = str(CANNOT_SHOW.get(error.reason, CANNOT_SHOW["damaged"]))
    except FileNotFoundError:
        problem = str(CANNOT_SHOW["missing"])
    if not pages and not problem:
        problem = _("There is no preview of this kind of file. Download it to read it.")
    shown = min(pages, MOST_PAGES)
    page = _page_number(request.GET.get("page", ""), shown)
    tab = _came_from(request)
    frame = card_page(request, attachment.customer, tab=tab)
    query = str(frame["query"])
    onward = _onward(query, tab)

    def at(number: int) -> str:
        return f"{request.path}{onward}{'&' if onward else '?'}{urlencode({'page': number})}"

    moment = [attachment.customer.number, attachment.moment_id]
    context = {
        "attachment": attachment,
        "file": file_row(attachment, request.user),
        "added": _added_words(attachment),
        "problem": problem,
        "page": page,
        "pages": pages,
        "shown": shown,
        "picture_url": reverse("contacts:attachment_page", args=[attachment.pk, page]),
        "previous_url": at(page - 1) if page > 1 else "",
        "next_url": at(page + 1) if page < shown else "",
        "moment_url": reverse("contacts:moment_edit", args=moment) + query,
        "back_url": reverse(f"contacts:{tab}", args=[attachment.customer.number]) + query,
        "onward": onward,
    }
    return render(request, "contacts/attachment_preview.html", frame | context)


def _came_from(request: HttpRequest) -> str:
    """The tab in which the file was opened, where 'back' goes."""
    return "files" if request.GET.get("from") == "files" else "timeline"


def _onward(query: str, tab: str) -> str:
    """The query string of the customer's search, with the tab to go back to."""
    if tab == "timeline":
        return query
    return f"{query}{'&' if query else '?'}{urlencode({'from': tab})}"


def _page_number(text: str, most: int) -> int:
    """The page that the address asks for; the first one for whatever is no page."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return number if 1 <= number <= most else 1


def _added_words(attachment: Attachment) -> str:
    who = attachment.uploaded_by.short_name if attachment.uploaded_by else ""
    return ", ".join(filter(None, [who, ago(attachment.uploaded_at)]))


@require_safe
@may_see
def page(request: HttpRequest, attachment_id: UUID, page: int) -> HttpResponse:
    """One page as an image that was made of the file. Raises Http404 for a page that is not there."""
    attachment = _attachment(request, attachment_id)
    try:
        picture = render_page(attachment, page)
    except FileNotFoundError:
        raise Http404 from None
    except SandboxError as error:
        if error.reason == "no_page":
            raise Http404 from None
        text = str(CANNOT_SHOW.get(error.reason, CANNOT_SHOW["damaged"]))
        return _guarded(HttpResponse(text, status=409, content_type="text/plain; charset=utf-8"))
    response = HttpResponse(picture.content, content_type=picture.content_type)
    response["Content-Disposition"] = "inline"
    return _guarded(response)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.remove_attachment", raise_exception=True)
def remove(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Remove a file: ask why, then do."""
    key = shared.form_key(request) if request.method == "POST" else None
    earlier = once.claim(key=key, staff=shared.clerk(request))
    if earlier:  # the second of two clicks finds the file gone: as the first one said
        return redirect(earlier)
    attachment = _attachment(request, attachment_id)
    customer = attachment.customer
    frame = counter_frame(request, customer=customer)
    tab = _came_from(request)
    back_url = reverse(f"contacts:{tab}", args=[customer.number]) + frame["query"]
    form = RemoveFileForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        remove_attachment(
            attachment=attachment,
            actor=shared.clerk(request),
            reason=form.cleaned_data["reason"],
        )
        once.finish(key=key, result_url=back_url)
        shared.say_saved(request, _("%(name)s is removed.") % {"name": attachment.name})
        return redirect(back_url)
    context = {
        "form": form,
        "title": _("Remove %(name)s?") % {"name": attachment.name},
        "what": _(
            "The file goes for good. That it was here, who removed it and why stays in the history."
        ),
        "button": _("Remove"),
        "final": True,
        "back_url": back_url,
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    return render(request, "customers/customer_confirm.html", frame | context)
