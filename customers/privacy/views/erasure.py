"""Planning, approving and carrying out an erasure."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer, MentionDecision, PrivacyRequest
from customers.presentation.card import card_head
from customers.presentation.dates import full_day
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.privacy.erasure import approval, leftovers
from customers.privacy.erasure.approval import PlanBlockedError
from customers.privacy.erasure.parts import CUSTOMERS, columns_of
from customers.privacy.erasure.plan import mentions_of
from customers.privacy.forms.erasure import ApproveForm, FieldsForm, HandBackForm
from customers.privacy.mentions.service import DecisionRefusedError
from customers.privacy.mentions.service import decide as note_decision
from customers.privacy.presentation.erasure import (
    approve_page,
    first_words,
    key_of,
    plan_page,
)
from customers.privacy.requests.finding import get_request
from customers.privacy.requests.service import running_erasure
from customers.privacy.views.part import take_in
from customers.privacy.views.request_forms import request_url
from customers.values.keys import read_key
from customers.views import shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

may_plan = permission_required("customers.erase_customer", raise_exception=True)
may_decide = permission_required("customers.approve_erasure", raise_exception=True)
METHODS = ["GET", "HEAD", "POST"]
Status = PrivacyRequest.Status
ALL = "all"


# ---------------------------------------------------------------- asking for it
@require_safe
@may_plan
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """To the running request of this customer, or to a new one."""
    customer = shared.get_changeable(request, number)
    query = SearchTerms.of(request.GET).query
    running = running_erasure(customer)
    if running is not None:
        return redirect(plan_url(running, query))
    return redirect(f"{reverse('privacy:add_erasure', args=[customer.number])}{query}")


@require_http_methods(METHODS)
@may_plan
def fields(request: HttpRequest, number: str) -> HttpResponse:
    """Choose single fields to erase everywhere; a post makes the request and opens its plan."""
    customer = shared.get_changeable(request, number)
    return take_in(
        request,
        customer,
        form_class=FieldsForm,
        scope=lambda form: {
            "scope": PrivacyRequest.Scope.COLUMNS,
            "scope_table": CUSTOMERS,
            "scope_pk": customer.pk,
            "scope_columns": columns_of(form.cleaned_data["chosen"]),
        },
        back_url=shared.card_url(request, customer),
        doing=_("Erase data"),
        what=_(
            "What you choose goes from the card, the whole history, the same value at contact"
            " persons, and the search. The customer stays."
        ),
    )


# ---------------------------------------------------------------- the plan
def get_erasure(request: HttpRequest, request_id: int) -> PrivacyRequest:
    """The request to erase. Raises Http404 for another kind, or when not for this user."""
    found = get_request(request.user, request_id)
    if found.kind != PrivacyRequest.Kind.ERASURE:
        raise Http404
    return found


def plan_url(asked: PrivacyRequest, query: str = "") -> str:
    """The page of the plan."""
    return f"{reverse('privacy:plan', args=[asked.pk])}{query}"


def standing(asked: PrivacyRequest) -> Customer | None:
    """Who would go; None when that one is gone."""
    customer = asked.customer
    return None if customer is None or customer.status == Customer.Status.ERASED else customer


@require_safe
@may_plan
def plan(request: HttpRequest, request_id: int) -> HttpResponse:
    """What will be overwritten, what is kept, what to decide."""
    asked = get_erasure(request, request_id)
    customer = standing(asked)
    if customer is None or asked.status == Status.DONE:
        return redirect(request_url(request, asked))
    query = SearchTerms.of(request.GET).query
    context = {
        **plan_page(shared.clerk(request), asked, customer),
        "query": query,
        "back_url": request_url(request, asked),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "privacy/plan.html", context)


@require_POST
@may_plan
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Decide about one text that mentions the person, or about all that are still undecided."""
    asked = get_erasure(request, request_id)
    customer = standing(asked)
    back = plan_url(asked, SearchTerms.of(request.GET).query)
    decision, key = request.POST.get("decision", ""), request.POST.get("mention", "")
    if customer is None or asked.status != Status.OPEN:
        messages.error(request, _("Nothing is to be decided on this plan any more."))
        return redirect(back)
    if decision not in MentionDecision.Decision.values:
        messages.error(request, _("Choose what becomes of the text."))
        return redirect(back)
    chosen = [
        mention
        for mention in mentions_of(customer, asked)
        if key_of(mention) == key or (key == ALL and not mention.decision)
    ]
    if not chosen:
        messages.info(request, _("This text does not mention the person any more."))
    seen = _moment(request.POST.get("seen", ""))
    actor = shared.clerk(request)
    try:
        with transaction.atomic():
            for one in chosen:
                note_decision(
                    request=asked, mention_key=one.key, decision=decision, actor=actor, seen=seen
                )
    except DecisionRefusedError:
        messages.error(request, _("Nothing is to be decided on this plan any more."))
    return redirect(f"{back}#texts")


def _moment(text: str) -> datetime.datetime | None:
    """When the page was shown, as it says itself; None when it says nothing of use."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) and moment.year > 2000 else None


@require_POST
@may_plan
def send(request: HttpRequest, request_id: int) -> HttpResponse:
    """Send the plan to a second person; the administrator of a shop with one goes on to approve."""
    asked = get_erasure(request, request_id)
    user, back = shared.clerk(request), plan_url(asked, SearchTerms.of(request.GET).query)
    try:
        sent = approval.send_for_approval(request=asked, actor=user)
    except PlanBlockedError as held:
        messages.error(request, first_words(held.blocking, []))
        return redirect(back)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    if user.has_perm("customers.approve_erasure") and not approval.refusal_to_approve(sent, user):
        return redirect(reverse("privacy:approve", args=[sent.pk]))
    shared.say_saved(request, _("Sent for approval. A colleague who may approve finds it there."))
    return redirect(back)


# ---------------------------------------------------------------- the second person
@require_http_methods(METHODS)
@may_decide
def approve(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve, by typing the number of the customer that the page names."""
    asked = get_erasure(request, request_id)
    user, customer = shared.clerk(request), standing(asked)
    if customer is None or asked.status != Status.AWAITING:
        return _over(request, asked)
    if refusal := approval.refusal_to_approve(asked, user):
        messages.error(request, refusal)
        return redirect(plan_url(asked, SearchTerms.of(request.GET).query))
    form = ApproveForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["typed_number"]
        seen = read_key(request.POST.get("plan_version", ""))
        done = _once(request, asked, form, lambda: _approve(request, asked, number, seen))
        if done is not None:
            return done
    context = approve_page(asked, customer, user)
    context["hidden"] = shared.hidden_fields(request) | {"plan_version": str(asked.version)}
    return _step(request, asked, customer, "privacy/approve.html", form=form, **context)


def _approve(request: HttpRequest, asked: PrivacyRequest, number: str, seen: int) -> str:
    actor = shared.clerk(request)
    done = approval.approve(request=asked, actor=actor, typed_number=number, seen_version=seen)
    if done.status == Status.DONE:
        leftovers.forget_in(request.session)
        return _("%(number)s is erased.") % {"number": done.customer_number}
    day = full_day(done.execute_on) if done.execute_on else ""
    return _("Approved. It is erased on %(day)s; until then it can be withdrawn.") % {"day": day}


@require_http_methods(METHODS)
@may_decide
def hand_back(request: HttpRequest, request_id: int) -> HttpResponse:
    """Back to who planned it, with the reason."""
    asked = get_erasure(request, request_id)
    customer = standing(asked)
    if customer is None or asked.status not in (Status.AWAITING, Status.WAITING):
        return _over(request, asked)
    form = HandBackForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _once(request, asked, form, lambda: _hand_back(asked, request, reason))
        if done is not None:
            return done
    return _step(request, asked, customer, "privacy/hand_back.html", form=form)


def _hand_back(asked: PrivacyRequest, request: HttpRequest, reason: str) -> str:
    approval.hand_back(request=asked, actor=shared.clerk(request), reason=reason)
    return _("The plan was handed back.")


def _over(request: HttpRequest, asked: PrivacyRequest) -> HttpResponse:
    """There is nothing to approve here any more, or not yet: the request says how far it is."""
    if request.method == "POST" and (done := shared.done_before(request)):
        return done
    text = _("Nothing awaits approval here: the request is ‘%(status)s’.")
    messages.info(request, text % {"status": asked.get_status_display()})
    return redirect(request_url(request, asked))


def _once(
    request: HttpRequest, asked: PrivacyRequest, form: forms.Form, deed: Callable[[], str]
) -> HttpResponse | None:
    """Do it once, and go to the request; None when it cannot be done: then the form says why."""
    try:
        return shared.do_once(request, request_url(request, asked), form, deed)
    except PlanBlockedError as held:
        form.add_error(None, first_words(held.blocking, []))
        return None


def _step(
    request: HttpRequest, asked: PrivacyRequest, customer: Customer, template: str, **context: Any
) -> HttpResponse:
    """A step as a dialog over the customer's card."""
    query = SearchTerms.of(request.GET).query
    page = {
        "asked": asked,
        "layout": "customers/counter_base.html",
        "customer": customer,
        "number": customer.number,
        "card": card_head(request.user, customer),
        "back_url": plan_url(asked, query),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, template, counter_frame(request, customer=customer) | page | context)
