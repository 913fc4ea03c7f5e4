"""Batches of what may go, and what may not go yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.presentation.numbers import counted
from customers.presentation.paging import Paging
from customers.privacy.forms.retention import ApproveForm, DeclineForm
from customers.privacy.retention import page as shown
from customers.privacy.retention import service
from customers.values.keys import LARGEST_KEY, read_key
from customers.views import shared

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from customers.models import RetentionBatch

may_view = permission_required("customers.view_retentionbatch", raise_exception=True)
may_approve = permission_required("customers.approve_retentionbatch", raise_exception=True)


def _get(request: HttpRequest, batch_id: int) -> RetentionBatch:
    """The batch. Raises Http404 when there is none, or not for this user."""
    if batch_id > LARGEST_KEY:
        raise Http404
    found: RetentionBatch = get_object_or_404(shown.visible_batches(request.user), pk=batch_id)
    return found


def _url(batch: RetentionBatch, name: str = "batch") -> str:
    return reverse(f"privacy:{name}", args=[batch.pk])


@require_safe
@may_view
def batches(request: HttpRequest) -> HttpResponse:
    """What the nightly job proposes, what was done, and by which rules."""
    found = shown.visible_batches(request.user)
    paging = Paging.of(found, request.GET.get("page", ""))
    context = {
        "rows": shown.batch_rows(paging.rows(found)),
        "paging": paging,
        "rules": shown.rule_rows(request.user),
        "may_change": request.user.is_staff
        and request.user.has_perm("customers.change_retentionrule"),
    }
    return render(request, "privacy/batches.html", context)


@require_safe
@may_view
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Numbers, samples, and what is kept for which reason."""
    found = _get(request, batch_id)
    if request.headers.get("HX-Target") == "batch-progress":
        context = shown.progress_context(found) | {"batch": found}
        return render(request, "privacy/_batch_progress.html", context)
    context = shown.page_context(request.user, found, request.GET)
    return render(request, "privacy/batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_approve
def decide(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Approve the batch, or with `no` not."""
    found = _get(request, batch_id)
    if found.status != found.Status.PROPOSED:
        if request.method == "POST" and (done := shared.done_before(request)):
            return done
        messages.error(request, _("Somebody decided about this batch already."))
        return redirect(_url(found))
    return _decline(request, found) if "no" in request.GET else _approve(request, found)


def _approve(request: HttpRequest, found: RetentionBatch) -> HttpResponse:
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def deed() -> str:
            count = form.cleaned_data["count"]
            service.approve(batch=found, count=count, actor=shared.clerk(request))
            return _("The batch is approved. It is carried out in the background.")

        if done := shared.do_once(request, _url(found), form, deed):
            return done
    return _step(request, found, form, "privacy/batch_approve.html")


def _decline(request: HttpRequest, found: RetentionBatch) -> HttpResponse:
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def deed() -> str:
            reason = form.cleaned_data["reason"]
            service.decline(batch=found, reason=reason, actor=shared.clerk(request))
            return _("The batch is not approved. Nothing of it goes.")

        if done := shared.do_once(request, _url(found), form, deed):
            return done
    return _step(request, found, form, "privacy/batch_decline.html")


def _step(
    request: HttpRequest, found: RetentionBatch, form: forms.Form, template: str
) -> HttpResponse:
    numbers = service.numbers_of(found)
    kind = shown.kind_of(found)
    context: dict[str, Any] = {
        "batch": found,
        "form": form,
        "numbers": numbers,
        "going": counted(numbers.proposed),
        "what": shown.kind_words(found.rule.kind),
        "whole": bool(kind and kind.whole),
        "back_url": _url(found),
        "hidden": shared.hidden_fields(request),
        "error_count": len(form.errors) if form.is_bound else 0,
    }
    return render(request, template, context)


@require_POST
@may_approve
def exclude(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take one customer out of the batch, or back in."""
    found = _get(request, batch_id)
    key = read_key(request.POST.get("item", ""))
    item = found.items.filter(pk=key).first()
    query = shown.kept_query(request.POST)
    back = f"{_url(found)}{query}#items"
    if item is None:
        messages.error(request, _("This customer is not in the batch."))
        return redirect(back)
    excluded = request.POST.get("action") != "include"
    try:
        service.set_excluded(batch=found, item=item, excluded=excluded, actor=shared.clerk(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    text = _("%(number)s is taken out.") if excluded else _("%(number)s is in the batch again.")
    shared.say_saved(request, text % {"number": item.customer_number})
    return redirect(back)
