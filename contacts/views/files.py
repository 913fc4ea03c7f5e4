"""The tab with all files of a customer, whatever contact moment they belong to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from contacts.models import Attachment
from contacts.presentation.files import file_row
from contacts.presentation.timeline import title_of
from customers.access import get_customer
from customers.models import Customer
from customers.presentation.card import card_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AT_ONCE = 50
Place = tuple[datetime, UUID]


@require_safe
@permission_required("contacts.view_attachment", raise_exception=True)
def files(request: HttpRequest, number: str) -> HttpResponse:
    """All files of the customer, newest first, a page at a time; an erased one has none."""
    customer = get_customer(request.user, number)
    if customer.number != number:
        query = request.GET.urlencode()
        url = reverse("contacts:files", args=[customer.number])
        return redirect(f"{url}?{query}" if query else url)
    found = _newest(customer, _place(request.GET.get("before", "")))
    page = card_page(request, customer, tab="files")
    rows = [
        (file_row(attachment, request.user), attachment, title_of(attachment.moment))
        for attachment in found[:AT_ONCE]
    ]
    query = str(page["query"])
    onward = f"{query}{'&' if query else '?'}{urlencode({'from': 'files'})}"
    context = {"rows": rows, "older_url": "", "onward": onward}
    if len(found) > AT_ONCE:
        more = urlencode({"before": _token(found[AT_ONCE - 1])})
        context["older_url"] = f"{request.path}{query}{'&' if query else '?'}{more}"
    return render(request, "contacts/files.html", page | context)


def _newest(customer: Customer, before: Place | None) -> list[Attachment]:
    """One more than a page of files, newest first, older than `before`."""
    if customer.status == Customer.Status.ERASED:
        return []
    there = Attachment.objects.filter(customer=customer, removed_at=None, moment__removed_at=None)
    if before:
        moment, key = before
        there = there.filter(Q(uploaded_at__lt=moment) | Q(uploaded_at=moment, pk__lt=key))
    found = there.exclude(file="").select_related("moment", "uploaded_by")
    return list(found.order_by("-uploaded_at", "-pk")[: AT_ONCE + 1])


# ---------------------------------------------------------------- where a page begins
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 18  # digits of microseconds that a date can hold


def _token(attachment: Attachment) -> str:
    """The place of a file in the list, as it stands in an address."""
    micros = (attachment.uploaded_at - _EPOCH) // timedelta(microseconds=1)
    return f"{micros}-{attachment.pk.hex}"


def _place(token: str) -> Place | None:
    """The place that a token names; None for one that is not ours."""
    micros, _dash, key = token.partition("-")
    if not (micros.isascii() and micros.isdigit() and len(micros) < _LONGEST):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=key)
    except (ValueError, OverflowError):
        return None
