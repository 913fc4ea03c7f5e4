"""Adding and blocking loyalty cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.forms.card import CardForm
from customers.forms.lifecycle import StepForm
from customers.models import Customer
from customers.presentation.card import card_head
from customers.presentation.frame import counter_frame, customer_frame
from customers.services.cards import CardInUseError, add_card, block_card
from customers.values.names import PersonName, list_name
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.add_loyaltycard", raise_exception=True)
def card_add(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out a card: one scan."""
    customer = shared.get_changeable(request, number)
    form = CardForm(request.POST if request.method == "POST" else None, label_suffix="")
    in_use: Customer | None = None
    if request.method == "POST" and customer.status == Customer.Status.INACTIVE:
        form.add_error(
            None, _("An inactive customer gets no new card. Make the customer active first.")
        )
    elif request.method == "POST" and form.is_valid():
        try:
            card = add_card(
                customer=customer, number=form.cleaned_data["number"], actor=shared.clerk(request)
            )
        except CardInUseError as other:
            in_use = other.card.customer
            form.add_error(
                "number",
                _("%(name)s (%(number)s) has this card. Block it there first, or scan another.")
                % {"name": list_name(PersonName.of(in_use)), "number": in_use.number},
            )
        else:
            text = _("Card %(card)s now belongs to %(number)s.")
            text %= {"card": card.number, "number": customer.number}
            shared.say_saved(request, text)
            return redirect(shared.card_url(request, customer, "cards"))
    context = {
        **customer_frame(request, customer),
        "form": form,
        "in_use": in_use,
        "back_url": shared.card_url(request, customer, "cards"),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "customers/loyaltycard_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.change_loyaltycard", raise_exception=True)
def card_block(request: HttpRequest, number: str, card_id: int) -> HttpResponse:
    """Block a card of this customer: ask, then do."""
    customer = shared.get_changeable(request, number)
    card = get_object_or_404(customer.cards, pk=card_id)
    back_url = shared.card_url(request, customer, "cards")
    form = StepForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        block_card(card=card, actor=shared.clerk(request), reason=form.cleaned_data["reason"])
        shared.say_saved(request, _("Card %(card)s is blocked.") % {"card": card.number})
        return redirect(back_url)
    context = {
        "form": form,
        "title": _("Block card %(card)s?") % {"card": card.number},
        "what": _(
            "A blocked card does not find this customer any more. Its number can be given out again."
        ),
        "button": _("Block"),
        "back_url": back_url,
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, customer),
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "customers/customer_confirm.html", frame | context)
