"""The form that asks for the erasure of less than a customer, and leads to its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import PrivacyRequest
from customers.presentation.frame import counter_frame
from customers.privacy.requests import listing as register
from customers.privacy.requests import service
from customers.services import drafts, once
from customers.views import shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer
    from customers.privacy.forms.erasure import PartForm


def take_in(
    request: HttpRequest,
    customer: Customer,
    *,
    form_class: type[PartForm],
    scope: Callable[[PartForm], dict[str, Any]],
    back_url: str,
    doing: str,
    what: str,
) -> HttpResponse:
    """Show the form, or put the request in the register and open its plan.

    Args:
        request: with the posted form, if it was posted.
        customer: whose data it is about.
        form_class: the form to fill in.
        scope: for the valid form what the request is about, as `add_request` takes it.
        back_url: where giving up leads.
        doing: the title.
        what: a sentence above the form.
    """
    words = {"doing": doing, "what": what, "back_url": back_url}
    if request.method != "POST":
        draft = shared.open_draft(request)
        initial: dict[str, Any] = {}
        if draft is not None:
            initial = shared.draft_initial(draft, set(form_class.base_fields))
            initial["chosen"] = drafts.typed_values(draft).get("chosen", [])
        return _page(request, customer, form_class(initial=initial), words, draft)
    if "drop_draft" in request.POST or request.POST.get("action") == "undo":
        return shared.give_up(request, back_url)
    form = form_class(request.POST)
    if form.is_valid():
        try:
            return _save(request, customer, form, scope(form))
        except ValidationError as error:
            form.take_errors(error)
    return _page(request, customer, form, words)


def _save(
    request: HttpRequest, customer: Customer, form: PartForm, scope: dict[str, Any]
) -> HttpResponse:
    """Once, and on to the plan."""
    key, actor = shared.form_key(request), shared.clerk(request)
    with transaction.atomic():
        earlier = once.claim(key=key, staff=actor)
        if earlier is not None:
            return redirect(earlier)
        made = service.add_request(
            customer=customer,
            kind=PrivacyRequest.Kind.ERASURE,
            values=form.values(),
            actor=actor,
            **scope,
        )
        url = reverse("privacy:plan", args=[made.pk])
        once.finish(key=key, result_url=url)
        shared.drop_draft(request)
    shared.say_saved(request, _("The request is in the register. This is its plan."))
    return redirect(url)


def _page(
    request: HttpRequest,
    customer: Customer,
    form: PartForm,
    words: dict[str, str],
    draft: Any = None,
) -> HttpResponse:
    if request.method == "POST":
        shared.keep_draft(request)
    context = {
        "customer": customer,
        "name": register.name_of(customer),
        "form": form,
        "draft_from": draft and draft.saved_at,
        "changed": form.is_bound or draft is not None,
        "error_count": len(form.errors) if form.is_bound else 0,
        "hidden": shared.hidden_fields(request),
        **words,
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "privacy/fields.html", frame | context)
