"""The form that asks for the erasure of less than a customer, and leads to its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.models import PrivacyRequest
from customers.presentation.frame import counter_frame
from customers.privacy.requests import listing as register
from customers.privacy.requests import service
from customers.services import drafts
from customers.views import saving, shared
from customers.views.shared import Done

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
    if saving.gives_up(request):
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

    def deed() -> Done:
        made = service.add_request(
            customer=customer,
            kind=PrivacyRequest.Kind.ERASURE,
            values=form.values(),
            actor=shared.clerk(request),
            **scope,
        )
        text = _("The request is in the register. This is its plan.")
        return Done(reverse("privacy:plan", args=[made.pk]), text)

    return shared.save_once(request, deed)


def _page(
    request: HttpRequest,
    customer: Customer,
    form: PartForm,
    words: dict[str, str],
    draft: Any = None,
) -> HttpResponse:
    context = {
        **counter_frame(request, customer=customer),
        "customer": customer,
        "name": register.name_of(customer),
        **words,
    }
    draft_from = draft and draft.saved_at
    return saving.form_page(request, "privacy/fields.html", form, context, draft_from=draft_from)
