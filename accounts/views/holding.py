"""Taking an account away from a customer, closing it, opening it again: asking, and doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms.closing import CloseForm
from accounts.presentation import account as shown
from accounts.services import accounts as service
from accounts.services.accounts import OpenInvoicesError
from customers.forms.lifecycle import StepForm
from customers.presentation.card import card_head
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.views import shared

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from accounts.models import BillingAccount
    from accounts.presentation.account import Holding
    from customers.models import Customer


def unlinking_page(
    request: HttpRequest, customer: Customer, account: BillingAccount
) -> HttpResponse:
    """Ask (a GET changes nothing), then unlink, or say which invoices hold the account."""
    form = StepForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            service.unlink_account(
                customer=customer,
                actor=shared.clerk(request),
                reason=form.cleaned_data["reason"],
                seen=request.POST.get("seen"),
            )
        except OpenInvoicesError:
            return held_page(request, customer, account)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(tab_url(request, customer))
        text = _("Account %(number)s is unlinked.") % {"number": account.number}
        shared.say_saved(request, text, undo_url=_link_again(customer, account))
        return redirect(tab_url(request, customer))
    holding = shown.holding_of(account, customer)
    if holding.count:
        return held_page(request, customer, account, holding)
    what = _("The account stays, also for others who share it, and you can link it again.")
    words = {
        "title": _("Unlink account %(number)s from this customer?") % {"number": account.number},
        "what": what,
        "button": _("Unlink"),
    }
    return _dialog(request, customer, account, {"form": form} | words)


def _link_again(customer: Customer, account: BillingAccount) -> str:
    """Where a post undoes it; a closed account and an inactive customer have no way back."""
    if not account.active or not customer.is_active:
        return ""
    url = reverse("accounts:account_link", args=[customer.number])
    return f"{url}?account={account.pk}"


def closing_page(
    request: HttpRequest, customer: Customer, account: BillingAccount, *, reopen: bool
) -> HttpResponse:
    """Ask why, then close the account (or open it again), or say which invoices hold it."""
    if account.active is reopen:
        is_so = (
            _("This account is open already.") if reopen else _("This account is closed already.")
        )
        messages.info(request, is_so)
        return redirect(tab_url(request, customer))
    form_class = StepForm if reopen else CloseForm
    form = form_class(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        act = service.reopen_account if reopen else service.close_account
        try:
            act(account=account, actor=shared.clerk(request), reason=form.cleaned_data["reason"])
        except OpenInvoicesError:
            return held_page(request, customer, account, everybody=True)
        done = (
            _("Account %(number)s is open again.") if reopen else _("Account %(number)s is closed.")
        )
        shared.say_saved(request, done % {"number": account.number})
        return redirect(tab_url(request, customer))
    holding = None if reopen else shown.holding_of(account, customer, everybody=True)
    if holding and holding.count:
        return held_page(request, customer, account, holding, everybody=True)
    words = _reopen_words(account) if reopen else _close_words(request, customer, account)
    return _dialog(request, customer, account, {"form": form} | words)


def _close_words(
    request: HttpRequest, customer: Customer, account: BillingAccount
) -> dict[str, str]:
    what = _("Nothing new is invoiced on it, and nobody can choose it. What was invoiced stays.")
    others = shown.sharing_of(request.user, account, customer).count
    if others:
        text = ngettext(
            "%(n)d other customer has this account too.",
            "%(n)d other customers have this account too.",
            others,
        )
        what = f"{what} {text % {'n': others}}"
    return {
        "title": _("Close account %(number)s?") % {"number": account.number},
        "what": what,
        "button": _("Close the account"),
    }


def _reopen_words(account: BillingAccount) -> dict[str, str]:
    return {
        "title": _("Reopen account %(number)s?") % {"number": account.number},
        "what": _("It can be chosen and invoiced again."),
        "button": _("Reopen"),
    }


def held_page(
    request: HttpRequest,
    customer: Customer,
    account: BillingAccount,
    holding: Holding | None = None,
    *,
    everybody: bool = False,
) -> HttpResponse:
    """Which invoices are to be paid, issued or thrown away first, each with a link."""
    holding = holding or shown.holding_of(account, customer, everybody=everybody)
    title = (
        _("Account %(number)s cannot be closed yet")
        if everybody
        else _("Account %(number)s cannot be unlinked yet")
    )
    what = ngettext(
        "%(n)d invoice on it is not finished. Have it paid, or throw the draft away.",
        "%(n)d invoices on it are not finished. Have them paid, or throw the drafts away.",
        holding.count,
    )
    words = {"title": title % {"number": account.number}, "what": what % {"n": holding.count}}
    return _dialog(request, customer, account, {"holding": holding} | words)


def _dialog(
    request: HttpRequest, customer: Customer, account: BillingAccount, context: dict[str, Any]
) -> HttpResponse:
    context |= {
        "account": account,
        "customer": customer,
        "back_url": tab_url(request, customer),
        "hidden": shared.hidden_fields(request) | {"seen": account.number},
        "card": card_head(request.user, customer),
    }
    frame = counter_frame(request, customer=customer)
    return render(request, "accounts/account_confirm.html", frame | context)


def tab_url(request: HttpRequest, customer: Customer) -> str:
    """The tab Rekening, in the search in which the customer was opened."""
    query = SearchTerms.of(request.GET).query
    return f"{reverse('accounts:account', args=[customer.number])}{query}"
