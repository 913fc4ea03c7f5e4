"""'Attentie': what every colleague has to know about a customer, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.forms.attention import AttentionForm, attention_initial
from customers.presentation.dates import clock_words
from customers.presentation.frame import customer_frame
from customers.services.change import Changes, ConflictError, ErasedError, change_customer
from customers.views import shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer

FIELDS = ("attention", "attention_until")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_customer", raise_exception=True)
def attention(request: HttpRequest, number: str) -> HttpResponse:
    """A small form of its own; a post saves the attention or takes it off."""
    customer = shared.get_changeable(request, number)
    if request.method != "POST" and customer.number != number:
        return redirect(shared.card_url(request, customer, "attention"))
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    if request.method != "POST":
        draft = shared.open_draft(request)
        typed = shared.draft_initial(draft, {*AttentionForm.base_fields}) if draft else {}
        form = AttentionForm(initial=attention_initial(customer) | typed, label_suffix="")
        return _page(request, customer, form, draft_from=draft and draft.saved_at)
    form = AttentionForm(request.POST, label_suffix="")
    if request.POST.get("action") == "clear":
        form.fields["attention"].required = False
        valid = form.is_valid() or "version" in form.cleaned_data
        values: dict[str, Any] = {"attention": "", "attention_until": None}
    else:
        valid = form.is_valid()
        values = {name: form.cleaned_data.get(name) for name in FIELDS}
    if not valid:
        return _page(request, customer, form)
    return _save(request, customer, form, values)


def _save(
    request: HttpRequest, customer: Customer, form: AttentionForm, values: dict[str, Any]
) -> HttpResponse:
    """Save once, and open the card; or show what somebody else made of it meanwhile."""
    changes = Changes(version=form.cleaned_data["version"], values=values)

    def deed() -> Done:
        saved = change_customer(customer=customer, changes=changes, actor=shared.clerk(request))
        on, off = _("The attention is on the card."), _("The attention is off the card.")
        text = (on if values["attention"] else off) if saved.changed else ""
        return Done(shared.card_url(request, customer), text)

    try:
        return shared.save_once(request, deed)
    except ErasedError:
        messages.error(request, _("This customer was erased in the meantime."))
        return redirect("customers:counter")
    except ConflictError as conflict:
        return _conflict(request, conflict, form)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _page(request, customer, form)


def _conflict(request: HttpRequest, conflict: ConflictError, form: AttentionForm) -> HttpResponse:
    """The form again with what was typed; above it what now stands on the card, and of whom."""
    customer, author = conflict.customer, conflict.overlaps[0].author
    form.add_error(
        None,
        _(
            "%(name)s changed the attention too, at %(time)s. It now says: %(text)s. What you typed"
            " is still here; save again to put it in its place."
        )
        % {
            "name": author.name,
            "time": clock_words(author.moment),
            "text": f"‘{customer.attention}’" if customer.attention else _("nothing"),
        },
    )
    form.go_on_from(customer)
    return _page(request, customer, form)


def _page(
    request: HttpRequest, customer: Customer, form: AttentionForm, *, draft_from: Any = None
) -> HttpResponse:
    if form.is_bound:
        shared.keep_draft(request)
    context = {
        **customer_frame(request, customer),
        "form": form,
        "draft_from": draft_from,
        "back_url": shared.card_url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "customers/attention_form.html", context)
