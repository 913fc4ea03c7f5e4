"""The forms of a request: taking it in, changing it, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import PrivacyRequest
from customers.presentation.card import card_head
from customers.presentation.conflict import Words
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.privacy.forms.request import CloseForm, RequestForm, WithdrawForm, shown_values
from customers.privacy.requests import listing as register
from customers.privacy.requests import service
from customers.privacy.requests.page import TITLES
from customers.services.combining import OverlapError
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer


class RequestWords(Words):
    """The conflict screen's words: a colleague by name."""

    def value(self, name: str, value: Any) -> str:
        """The value in words; '' for an empty one."""
        return super().value(name, str(value) if name == "assigned_to" and value else value)


def request_url(request: HttpRequest, found: PrivacyRequest) -> str:
    """The page of a request, in the search in which its customer was opened."""
    query = SearchTerms.of(request.GET).query
    return f"{reverse('privacy:request', args=[found.pk])}{query}"


def lead_to(request: HttpRequest, running: PrivacyRequest) -> HttpResponse:
    """To the erasure that runs, instead of a second one."""
    shared.drop_draft(request)
    messages.info(request, _("An erasure of this customer runs already. This is it."))
    return redirect(request_url(request, running))


# ---------------------------------------------------------------- the form
def start(
    request: HttpRequest, customer: Customer | None, kind: str, found: PrivacyRequest | None
) -> HttpResponse:
    """The form as it opens: empty or as stored, or with the clerk's draft in it."""
    draft = shared.open_draft(request)
    initial = shared.draft_initial(draft, set(RequestForm.base_fields)) if draft else {}
    form = RequestForm(kind=kind, request=found, initial=initial)
    return _form_page(request, customer, form, draft_from=draft and draft.saved_at)


def post(
    request: HttpRequest, customer: Customer | None, kind: str, found: PrivacyRequest | None
) -> HttpResponse:
    """Save the posted form, or show it again with what is wrong or what overlaps."""
    if saving.gives_up(request):
        return shared.give_up(request, _back_url(request, customer, found))
    form = RequestForm(request.POST, kind=kind, request=found)
    if not form.is_valid():
        return _form_page(request, customer, form)
    version, values = saving.wanted(request, found, form, service.values_of)
    if saving.goes_on(request) and found is not None:
        initial = shown_values(values) | {"version": version}
        again = RequestForm(kind=kind, request=found, initial=initial)
        return _form_page(request, customer, again, changed=True)
    try:
        return _save(request, customer, form, version, values)
    except service.AlreadyRunningError as error:
        return lead_to(request, error.request)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, customer, form)


def _save(
    request: HttpRequest,
    customer: Customer | None,
    form: RequestForm,
    version: int,
    values: dict[str, Any],
) -> HttpResponse:
    """Save once, and open the page of the request."""
    actor = shared.clerk(request)

    def deed() -> Done:
        if form.request is None:
            assert customer is not None  # noqa: S101  # for mypy: only a customer's page adds
            asked = service.add_request(
                customer=customer, kind=form.kind, values=values, actor=actor
            )
            text = _("The request is in the register.")
        else:
            saved = service.change_request(
                request=form.request, version=version, values=values, actor=actor
            )
            asked, text = saved.row, saving.saved_words(saved)
        return Done(request_url(request, asked), text, form.doubt_texts())

    return shared.save_once(request, deed)


def _form_page(
    request: HttpRequest,
    customer: Customer | None,
    form: RequestForm,
    *,
    draft_from: Any = None,
    changed: bool = False,
) -> HttpResponse:
    context = {
        **_around(request, customer, form.request),
        "asked": form.request,
        "kind": form.kind,
        "doing": TITLES[form.kind],
        "back_url": _back_url(request, customer, form.request),
    }
    template = "privacy/request_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _conflict_page(request: HttpRequest, form: RequestForm, conflict: OverlapError) -> HttpResponse:
    around = _around(request, conflict.row.customer, conflict.row)
    context = {**around, "doing": TITLES[form.kind]}
    template = "privacy/request_conflict.html"
    return saving.conflict_page(request, template, form, conflict, context, words_of=RequestWords)


def _back_url(request: HttpRequest, customer: Customer | None, found: PrivacyRequest | None) -> str:
    """Where giving up leads: the request, or the customer's page of which it would be one."""
    if found is not None or customer is None:
        return request_url(request, found) if found else reverse("privacy:requests")
    query = SearchTerms.of(request.GET).query
    return f"{reverse('privacy:customer', args=[customer.number])}{query}"


def _around(
    request: HttpRequest, customer: Customer | None, found: PrivacyRequest | None
) -> dict[str, Any]:
    """What stands around a form: the counter with the customer's card, or the bare page without."""
    if customer is None:
        number = found.customer_number if found else ""
        return {"layout": "privacy/plain.html", "number": number, "query": ""}
    return {
        **counter_frame(request, customer=customer),
        "layout": "customers/counter_base.html",
        "customer": customer,
        "number": customer.number,
        "name": register.name_of(customer),
    }


# ---------------------------------------------------------------- the ends
def close(request: HttpRequest, found: PrivacyRequest) -> HttpResponse:
    """Ask how it ends, and end it."""
    form = CloseForm(request.POST if request.method == "POST" else None, request=found)

    def deed() -> str:
        rejected = form.cleaned_data["answer"] == "rejected"
        service.close_request(
            request=found,
            rejected=rejected,
            outcome=form.cleaned_data["outcome"],
            actor=shared.clerk(request),
        )
        return _("The request is rejected.") if rejected else _("The request is answered.")

    return _end(request, found, form, deed, "privacy/request_close.html")


def withdraw(request: HttpRequest, found: PrivacyRequest) -> HttpResponse:
    """Ask, and take it back."""
    posted = request.POST if request.method == "POST" else None
    form = WithdrawForm(posted, label_suffix="")

    def deed() -> str:
        reason = form.cleaned_data["reason"]
        service.withdraw_request(request=found, reason=reason, actor=shared.clerk(request))
        return _("The request is withdrawn.")

    return _end(request, found, form, deed, "privacy/request_withdraw.html")


def _end(
    request: HttpRequest,
    found: PrivacyRequest,
    form: forms.Form,
    deed: Callable[[], str],
    template: str,
) -> HttpResponse:
    """The dialog as a page; a valid post ends the request, once, and opens its page."""
    if request.method == "POST" and form.is_valid():
        done = shared.do_once(request, request_url(request, found), form, deed)
        if done is not None:
            return done
    context: dict[str, Any] = {
        "form": form,
        "asked": found,
        "back_url": request_url(request, found),
        "hidden": shared.hidden_fields(request),
    }
    if found.customer is not None:
        context["card"] = card_head(request.user, found.customer)
    return render(request, template, _around(request, found.customer, found) | context)
