"""The tab Memo: one free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.forms.moment import MemoForm
from contacts.presentation.overlaps import overlap_rows
from contacts.services.memos import memo_of, write_memo
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.services.combining import OverlapError
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from contacts.models import Memo
    from customers.models import Customer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.view_memo", raise_exception=True)
def memo(request: HttpRequest, number: str) -> HttpResponse:
    """The memo to read; '?edit=1' opens it to write."""
    customer = get_standing(request.user, number)
    may_write = request.user.has_perms(("contacts.add_memo", "contacts.change_memo"))
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied
        return _write(request, customer)
    draft = shared.open_draft(request) if may_write else None
    if not (may_write and "edit" in request.GET):
        context = _context(request, customer, memo_of(customer))
        context |= {
            "may_write": may_write,
            "draft": draft,
            "edit_url": _url(request, customer, "1"),
        }
        return render(request, "contacts/memo.html", context)
    found = memo_of(customer)
    initial: dict[str, Any] = {"text": found.text, "version": found.version}
    if draft is not None:
        initial |= shared.draft_initial(draft, {*MemoForm.base_fields})
    form = MemoForm(initial=initial, label_suffix="")
    return _form_page(request, customer, found, form, draft_from=draft and draft.saved_at)


def _write(request: HttpRequest, customer: Customer) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(_url(request, customer))
    form = MemoForm(request.POST, label_suffix="")
    found = memo_of(customer)
    if not form.is_valid():
        return _form_page(request, customer, found, form)
    try:
        saved = write_memo(
            customer=customer,
            version=form.cleaned_data["version"],
            text=form.cleaned_data["text"],
            actor=shared.clerk(request),
        )
    except OverlapError as conflict:
        initial = {"text": form.cleaned_data["text"], "version": conflict.seen_version}
        again = MemoForm(initial=initial, label_suffix="")
        return _form_page(request, customer, found, again, conflict=conflict)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form_page(request, customer, found, form)
    shared.drop_draft(request)
    shared.say_saved(request, _("Saved.") if saved.changed else shared.nothing_changed())
    return redirect(_url(request, customer))


def _form_page(
    request: HttpRequest,
    customer: Customer,
    found: Memo,
    form: MemoForm,
    *,
    draft_from: Any = None,
    conflict: OverlapError | None = None,
) -> HttpResponse:
    if request.method == "POST":
        shared.keep_draft(request)
    context = _context(request, customer, found) | {
        "live": False,
        "layout": "customers/counter_base.html",
        "form": form,
        "draft_from": draft_from,
        "conflict": conflict,
        "overlaps": overlap_rows(conflict, form) if conflict else [],
        "changed": form.is_bound or draft_from is not None or conflict is not None,
        "back_url": _url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "contacts/memo.html", context)


def _context(request: HttpRequest, customer: Customer, found: Memo) -> dict[str, Any]:
    last = None
    if found.pk:
        rows = type(found).history.filter(id=found.pk).select_related("history_user")
        last = rows.order_by("-history_id").first()
    page = card_page(request, customer, tab="memo")
    return {**page, "memo": found, "last": last}


def _url(request: HttpRequest, customer: Customer, edit: str = "") -> str:
    query = request.GET.copy()
    query.pop("edit", None)
    if edit:
        query["edit"] = edit
    url = reverse("contacts:memo", args=[customer.number])
    return f"{url}?{query.urlencode()}" if query else url
