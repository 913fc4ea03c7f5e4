"""Holding the data of a customer, and ending that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.presentation.card import card_head
from customers.presentation.dates import full_day
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.privacy.forms.retention import EndHoldForm, HoldForm
from customers.privacy.retention import holds as service
from customers.privacy.retention.holds import HoldChangedError
from customers.values.names import PersonName, full_name
from customers.views import shared

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer, ErasureHold

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@permission_required("customers.add_erasurehold", raise_exception=True)
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Say why the data of this customer may not go yet; of a hold that runs, change that."""
    customer = shared.get_changeable(request, number)
    running = service.hold_of(customer)
    if request.method != "POST":
        form = HoldForm(initial=_initial(running), label_suffix="")
        return _page(request, customer, form, running, "privacy/hold.html")
    form = HoldForm(request.POST, label_suffix="")
    if form.is_valid():
        values = form.cleaned_data

        def deed() -> str:
            service.save_hold(customer=customer, actor=shared.clerk(request), **values)
            return _("The data of %(number)s is held.") % {"number": customer.number}

        try:
            if done := shared.do_once(request, _back(request, customer), form, deed):
                return done
        except HoldChangedError as changed:
            running = changed.now
            form = _on_present(request, running)
    return _page(request, customer, form, running, "privacy/hold.html")


def _initial(running: ErasureHold | None) -> dict[str, object]:
    if running is None:
        return {}
    return {"reason": running.reason, "until": running.until, "version": running.version}


def _on_present(request: HttpRequest, running: ErasureHold | None) -> HoldForm:
    """What was typed, on the hold as it stands now, with the colleague's words beside it."""
    data = request.POST.copy()
    data["version"] = str(running.version) if running else ""
    form = HoldForm(data, label_suffix="")
    form.is_valid()
    if running is None:
        text = _("A colleague ended the hold meanwhile. Save again to hold the data anew.")
        form.add_error("reason", text)
        return form
    words = _("A colleague made it '%(theirs)s' meanwhile. Save again to put yours in its place.")
    until = full_day(running.until) if running.until else _("until somebody ends it")
    if form.cleaned_data.get("reason") != running.reason:
        form.add_error("reason", words % {"theirs": running.reason})
    if form.cleaned_data.get("until") != running.until or form.is_valid():
        form.add_error("until", words % {"theirs": until})
    return form


@require_http_methods(METHODS)
@permission_required("customers.change_erasurehold", raise_exception=True)
def end_hold(request: HttpRequest, number: str) -> HttpResponse:
    """The reason is over."""
    customer = shared.get_changeable(request, number)
    running = service.hold_of(customer)
    if running is None:
        if request.method == "POST" and (done := shared.done_before(request)):
            return done
        messages.info(request, _("The data of this customer is not held."))
        return redirect(_back(request, customer))
    if request.method != "POST":
        form = EndHoldForm(initial={"version": running.version}, label_suffix="")
        return _page(request, customer, form, running, "privacy/hold_end.html")
    form = EndHoldForm(request.POST, label_suffix="")
    if form.is_valid():
        values = form.cleaned_data

        def deed() -> str:
            service.end_hold(customer=customer, actor=shared.clerk(request), **values)
            return _("The hold on %(number)s is ended.") % {"number": customer.number}

        try:
            if done := shared.do_once(request, _back(request, customer), form, deed):
                return done
        except HoldChangedError:
            messages.error(request, _("A colleague changed this hold meanwhile. Look once more."))
            return redirect(f"{request.path}{SearchTerms.of(request.GET).query}")
    return _page(request, customer, form, running, "privacy/hold_end.html")


# ---------------------------------------------------------------- what they share
def _back(request: HttpRequest, customer: Customer) -> str:
    url = reverse("privacy:customer", args=[customer.number])
    return f"{url}{SearchTerms.of(request.GET).query}"


def _page(
    request: HttpRequest,
    customer: Customer,
    form: forms.Form,
    running: ErasureHold | None,
    template: str,
) -> HttpResponse:
    context = {
        "customer": customer,
        "name": full_name(PersonName.of(customer)),
        "form": form,
        "hold": running,
        "past": service.past_holds(customer),
        "error_count": len(form.errors) if form.is_bound else 0,
        "back_url": _back(request, customer),
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    return render(request, template, counter_frame(request, customer=customer) | context)
