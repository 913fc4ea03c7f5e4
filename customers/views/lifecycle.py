"""Deactivating and reactivating a customer; prospect and active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.forms.lifecycle import REASONS, DeactivateForm, StepForm
from customers.models import Customer
from customers.presentation.card import card_head
from customers.presentation.frame import counter_frame
from customers.services import lifecycle
from customers.services.lifecycle import StepBlockedError, StepImpossibleError, StepPlan
from customers.views import shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

may_set_inactive = permission_required("customers.set_inactive_customer", raise_exception=True)
may_change = permission_required("customers.change_customer", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_set_inactive
def deactivate(request: HttpRequest, number: str) -> HttpResponse:
    """What is still open, as a live list; with nothing open the reason and the deed."""
    customer = shared.get_changeable(request, number)
    draft = shared.open_draft(request)
    form = DeactivateForm(
        request.POST if request.method == "POST" else None,
        initial=shared.draft_initial(draft, {"reason"}) if draft else None,
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _deactivate(request, customer, form.cleaned_data["reason"])
        except StepBlockedError as blocked:
            return _dialog(request, form, blocked.plan)
        except StepImpossibleError as impossible:
            messages.error(request, str(impossible))
            return redirect(shared.card_url(request, customer))
    if customer.status == Customer.Status.INACTIVE:
        messages.info(request, _("This customer is inactive already."))
        return redirect(shared.card_url(request, customer))
    return _dialog(request, form, lifecycle.plan_deactivation(customer))


def _deactivate(request: HttpRequest, customer: Customer, reason: str) -> HttpResponse:
    """Do it, once, and go back to the card."""

    def deed() -> Done:
        lifecycle.deactivate(customer=customer, reason=reason, actor=shared.clerk(request))
        text = _("%(number)s is inactive now.") % {"number": customer.number}
        return Done(shared.card_url(request, customer), text)

    return shared.save_once(request, deed)


def _dialog(request: HttpRequest, form: DeactivateForm, plan: StepPlan) -> HttpResponse:
    """The dialog as a page, or alone for the list that keeps itself up to date."""
    customer = plan.customer
    context = {
        "customer": customer,
        "name": shared.plain_name(customer),
        "plan": plan,
        "form": form,
        "reasons": REASONS,
        "back_url": shared.card_url(request, customer),
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    if request.headers.get("HX-Target") == "deactivate":
        return render(request, "customers/_deactivate.html", context)
    frame = counter_frame(request, customer=customer)
    return render(request, "customers/customer_deactivate.html", frame | context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_set_inactive
def reactivate(request: HttpRequest, number: str) -> HttpResponse:
    """From inactive to active."""
    return _step(
        request,
        number,
        lifecycle.reactivate,
        title=_("Make %(number)s active again?"),
        what=_("This customer is in the ordinary list again, and can be chosen for new things."),
        button=_("Make active again"),
        done=_("%(number)s is active again."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def make_active(request: HttpRequest, number: str) -> HttpResponse:
    """From prospect to active."""
    return _step(
        request,
        number,
        lifecycle.make_active,
        title=_("Make %(number)s active?"),
        what=_("A prospect becomes a customer."),
        button=_("Make active"),
        done=_("%(number)s is a customer now."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def make_prospect(request: HttpRequest, number: str) -> HttpResponse:
    """From active back to prospect, when there is no business; else what there is."""
    return _step(
        request,
        number,
        lifecycle.make_prospect,
        plan=lifecycle.plan_prospect,
        title=_("Make %(number)s a prospect again?"),
        what=_("A prospect has no projects, orders or invoices, finished ones included."),
        button=_("Back to prospect"),
        done=_("%(number)s is a prospect now."),
    )


def _step(
    request: HttpRequest,
    number: str,
    step: Callable[..., Customer],
    *,
    title: str,
    what: str,
    button: str,
    done: str,
    plan: Callable[[Customer], StepPlan] | None = None,
) -> HttpResponse:
    """Ask (a GET changes nothing), then take the step; what stands in its way is listed first."""
    customer = shared.get_changeable(request, number)
    form = StepForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            step(customer=customer, actor=shared.clerk(request), reason=form.cleaned_data["reason"])
        except StepBlockedError as blocked:
            return _held(request, blocked.plan, what)
        except StepImpossibleError as impossible:
            messages.error(request, str(impossible))
        else:
            shared.say_saved(request, done % {"number": customer.number})
        return redirect(shared.card_url(request, customer))
    if plan is not None and (found := plan(customer)).blockers:
        return _held(request, found, what)
    context = {
        "form": form,
        "title": title % {"number": f"{customer.number} {shared.plain_name(customer)}"},
        "what": what,
        "button": button,
        "back_url": shared.card_url(request, customer),
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "customers/customer_confirm.html", frame | context)


def _held(request: HttpRequest, plan: StepPlan, what: str) -> HttpResponse:
    """What holds the customer back from the step, with links."""
    customer = plan.customer
    context = {
        "title": _("%(number)s cannot become a prospect")
        % {"number": f"{customer.number} {shared.plain_name(customer)}"},
        "what": what,
        "plan": plan,
        "back_url": shared.card_url(request, customer),
        "card": card_head(request.user, customer),
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "customers/customer_held.html", frame | context)
