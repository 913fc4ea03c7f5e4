"""The customer's card: the tabs Algemeen, Extra and Klantenkaart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from customers.access import get_customer
from customers.models import OpenedCustomer
from customers.presentation import facts
from customers.presentation.card import card_page, card_sections
from customers.presentation.history import changes_of
from customers.presentation.terms import SearchTerms
from customers.privacy.presentation.erased import erased_card

if TYPE_CHECKING:
    from django.http import HttpRequest

LATEST = 4
may_view = permission_required("customers.view_customer", raise_exception=True)


@require_safe
@may_view
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Algemeen. A number that the customer used to have leads to the present one."""
    customer = get_customer(request.user, number)
    if customer.number != number:
        url = reverse("customers:detail", args=[customer.number])
        return redirect(f"{url}{SearchTerms.of(request.GET).query}")
    if customer.status == customer.Status.ERASED:
        page = card_page(request, customer, tab="general")
        return render(request, "privacy/erased.html", page | erased_card(request.user, customer))
    context = {
        "contact": facts.contact_facts(customer),
        "about": facts.about_facts(customer),
        "related": facts.related_customers(customer),
        "latest": changes_of(request.user, customer, newest=LATEST + 1)[:LATEST],
        "sections": card_sections(request.user, customer),
    }
    page = card_page(request, customer, tab="general")
    return render(request, "customers/customer_detail.html", page | context)


@require_safe
@may_view
def extra(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Extra: what is asked for less often."""
    customer = get_customer(request.user, number)
    context = {
        "extra": facts.extra_facts(customer),
        "custom": facts.custom_facts(customer),
        "former": facts.former_addresses(customer),
    }
    page = card_page(request, customer, tab="extra")
    return render(request, "customers/customer_extra.html", page | context)


@require_safe
@may_view
def cards(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Klantenkaart: the customer's cards, the ones in use first."""
    customer = get_customer(request.user, number)
    context = {"loyalty_cards": customer.cards.all()}
    page = card_page(request, customer, tab="cards")
    return render(request, "customers/customer_cards.html", page | context)


@require_POST
@may_view
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """Note that this clerk opened the customer. The card posts it, since a GET changes nothing."""
    customer = get_customer(request.user, number)
    OpenedCustomer.objects.update_or_create(
        staff_id=request.user.pk, customer=customer, defaults={"opened_at": timezone.now()}
    )
    return HttpResponse(status=204)
