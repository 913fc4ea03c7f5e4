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
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import ShopSettings
from customers.presentation.numbers import counted
from customers.presentation.paging import Paging
from customers.privacy.forms.retention import ApproveForm, DeclineForm, UsualForm
from customers.privacy.retention import page as shown
from customers.privacy.retention import service, usual
from customers.values.keys import LARGEST_KEY, read_key
from customers.views import shared

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from customers.models import RetentionBatch

may_view = permission_required("customers.view_retentionbatch", raise_exception=True)
may_make_rules = permission_required("customers.add_retentionrule", raise_exception=True)
may_approve = permission_required("customers.approve_retentionbatch", raise_exception=True)


def _get(request: HttpRequest, batch_id: int) -> RetentionBatch:
    """The batch. Raises Http404 when there is none, or not for this user."""
    if batch_id > LARGEST_KEY:
        raise Http404
    found: RetentionBatch = get_object_or_404(shown.visible_batches(request.user), pk=batch_id)
    return found


def _url(batch: RetentionBatch, name: str = "batch") -> str:
    return reverse(f"privacy:{name}", args=[batch.pk])


def _may_change(request: HttpRequest) -> bool:
    """Whether the user may go to the rules in the administration."""
    user = shared.clerk(request)
    return user.is_staff and user.has_perm("customers.change_retentionrule")


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
        "is_offered": bool(usual.offered_to(request.user)),
        "may_change": _may_change(request),
    }
    return render(request, "privacy/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_view
@may_make_rules
def usual_rules(request: HttpRequest) -> HttpResponse:
    """Look at the usual rules for what has none yet, and take over the chosen ones."""
    back_url = f"{reverse('privacy:batches')}#rules"
    if request.method == "POST" and (done := shared.done_before(request)):
        return done
    offered = usual.offered_to(request.user)
    if not offered:
        messages.info(request, _("There is a rule for everything already. Change it if need be."))
        return redirect(back_url)
    kinds = [rule.kind for rule in offered]
    form = UsualForm(request.POST if request.method == "POST" else None, kinds=kinds)
    if request.method == "POST" and form.is_valid():

        def deed() -> str:
            chosen = form.cleaned_data["kinds"]
            count = len(usual.take_over(kinds=chosen, actor=shared.clerk(request)))
            words = ngettext("%(n)s rule is taken over.", "%(n)s rules are taken over.", count)
            return words % {"n": counted(count)}

        if done := shared.do_once(request, back_url, form, deed):
            return done
    chosen = set(form["kinds"].value() or ())
    context = {
        "rows": [(rule, rule.kind in chosen) for rule in offered],
        "own": [kind.label for kind in usual.the_shops_own(request.user)],
        "country": ShopSettings.load().get_country_display(),
        "may_change": _may_change(request),
        "form": form,
        "back_url": back_url,
        "hidden": shared.hidden_fields(request),
        "error_count": len(form.errors) if form.is_bound else 0,
    }
    return render(request, "privacy/usual_rules.html", context)


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
    if not request.POST.get(
        "show"
    ):  # its row is still there: with the keyboard one goes on from it
        back = f"{_url(found)}{query}#item-{item.pk}"
    text = _("%(number)s is taken out.") if excluded else _("%(number)s is in the batch again.")
    shared.say_saved(request, text % {"number": item.customer_number})
    return redirect(back)
