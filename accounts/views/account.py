"""The tab Rekening: making, finding, linking, changing and closing a billing account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.account import AccountForm, shown_values
from accounts.models import BillingAccount
from accounts.presentation import account as shown
from accounts.presentation.invoices import money_context
from accounts.services import accounts as service
from accounts.services.accounts import OpenInvoicesError
from accounts.services.find import likely_accounts
from accounts.views.holding import closing_page, held_page, tab_url, unlinking_page
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.services.combining import OverlapError
from customers.values.keys import read_key
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer

may_view = permission_required("accounts.view_billingaccount", raise_exception=True)
may_add = permission_required("accounts.add_billingaccount", raise_exception=True)
may_change = permission_required("accounts.change_billingaccount", raise_exception=True)


@require_safe
@may_view
def account(request: HttpRequest, number: str) -> HttpResponse:
    """The tab: whose account it is, what is open on it, and how new business is invoiced."""
    customer = get_standing(request.user, number)
    found = customer.billing_account
    context: dict[str, Any] = {
        "account": found,
        "closed_to_new": "" if customer.is_active else service.refusal_to_add(),
    }
    if found:
        context |= {
            "sharing": shown.sharing_of(request.user, found, customer),
            "facts": shown.account_facts(found),
            "preferences": shown.preference_facts(found),
        }
    elif customer.is_active:
        context["likely"] = likely_accounts(customer, limit=1)
    if request.user.has_perm("accounts.view_invoice"):
        context |= {"has_money": True} | money_context(request.user, customer)
    page = card_page(request, customer, tab="account")
    return render(request, "accounts/account.html", page | context)


# ---------------------------------------------------------------- the form
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Make an account with what is known of the customer."""
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _post(request, customer, None)
    if not customer.is_active:
        messages.error(request, service.refusal_to_add())
        return redirect(tab_url(request, customer))
    if customer.billing_account:
        messages.info(request, _("This customer has an account already."))
        return redirect(tab_url(request, customer))
    return _open(request, customer, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change the account; a post saves, or shows what somebody else changed meanwhile."""
    customer = shared.get_changeable(request, number)
    if customer.billing_account is None:
        return _without(request, customer)
    if request.method == "POST":
        return _post(request, customer, customer.billing_account)
    return _open(request, customer, customer.billing_account)


def _without(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Back to the tab, which says what to do: there is no account, or no longer."""
    messages.info(request, _("This customer has no account."))
    return redirect(tab_url(request, customer))


def _open(request: HttpRequest, customer: Customer, found: BillingAccount | None) -> HttpResponse:
    """The form as it opens: as stored, or with the clerk's draft in it."""
    draft = shared.open_draft(request)
    initial = shared.draft_initial(draft, set(AccountForm.base_fields)) if draft else {}
    form = AccountForm(customer=customer, account=found, initial=initial)
    return _form_page(request, form, draft_from=draft and draft.saved_at)


def _post(request: HttpRequest, customer: Customer, found: BillingAccount | None) -> HttpResponse:
    """Save the posted form, or show it again with what is wrong or what overlaps."""
    if saving.gives_up(request):
        return shared.give_up(request, tab_url(request, customer))
    form = AccountForm(request.POST, customer=customer, account=found)
    if not form.is_valid():
        return _form_page(request, form)
    version, values = saving.wanted(request, found, form, service.values_of)
    if saving.goes_on(request) and found:
        initial = shown_values(values) | {"version": version}
        again = AccountForm(customer=customer, account=found, initial=initial)
        return _form_page(request, again, changed=True)
    try:
        return _save(request, form, version, values)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except OpenInvoicesError:
        assert customer.billing_account  # noqa: S101  # only that one can hold invoices
        return held_page(request, customer, customer.billing_account)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, form)


def _save(
    request: HttpRequest, form: AccountForm, version: int, values: dict[str, Any]
) -> HttpResponse:
    """Save once, and open the tab."""
    customer, actor = form.customer, shared.clerk(request)

    def deed() -> Done:
        if form.account is None:
            made = service.create_account(customer=customer, values=values, actor=actor, seen="")
            text = _("Account %(number)s was made.") % {"number": made.number}
        else:
            saved = service.change_account(
                account=form.account, version=version, values=values, actor=actor
            )
            text = saving.saved_words(saved)
        return Done(tab_url(request, customer), text, form.doubt_texts())

    return shared.save_once(request, deed)


def _form_page(
    request: HttpRequest, form: AccountForm, *, draft_from: Any = None, changed: bool = False
) -> HttpResponse:
    customer, found = form.customer, form.account
    context = {
        **customer_frame(request, customer),
        "account": found,
        "sharing": found and shown.sharing_of(request.user, found, customer),
        "exists": None if found else _same_number(customer),
        "back_url": tab_url(request, customer),
    }
    template = "accounts/account_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _same_number(customer: Customer) -> BillingAccount | None:
    """The open account that has the customer's number already, if there is one."""
    rows = BillingAccount.objects.choosable()
    found: BillingAccount | None = rows.filter(number=customer.number).first()
    return found


def _conflict_page(request: HttpRequest, form: AccountForm, conflict: OverlapError) -> HttpResponse:
    conflict.customer = form.customer  # an account has several: this one is on the card
    context = {**customer_frame(request, form.customer), "doing": _("Edit account")}
    template = "accounts/account_conflict.html"
    return saving.conflict_page(
        request, template, form, conflict, context, words_of=shown.AccountWords
    )


# ---------------------------------------------------------------- finding and linking
@require_safe
@may_change
def find(request: HttpRequest, number: str) -> HttpResponse:
    """Find an account by number, name or IBAN; a button beside each links it."""
    customer = shared.get_changeable(request, number)
    if not customer.is_active:
        messages.error(request, service.refusal_to_add())
        return redirect(tab_url(request, customer))
    wanted = request.GET.get("wanted", "")[:200].replace("\0", "")
    context = {
        "customer": customer,
        "offers": shown.offers_for(request.user, customer, wanted),
    }
    if request.headers.get("HX-Target") == "offers":
        return render(request, "accounts/_account_offers.html", context)
    now = customer.billing_account
    context |= {
        **customer_frame(request, customer),
        "account": now,
        "holding": shown.holding_of(now, customer) if now else None,
        "back_url": tab_url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "accounts/account_find.html", context)


@require_POST
@may_change
def link(request: HttpRequest, number: str) -> HttpResponse:
    """Link the account that was chosen; the message offers the way back."""
    customer = shared.get_changeable(request, number)
    before = customer.billing_account
    chosen = _chosen(request.POST.get("account", "") or request.GET.get("account", ""))
    if chosen is None:
        messages.error(request, _("Choose an account from the list."))
        query = SearchTerms.of(request.GET).query
        return redirect(f"{reverse('accounts:account_find', args=[customer.number])}{query}")
    try:
        service.link_account(
            customer=customer,
            account=chosen,
            actor=shared.clerk(request),
            seen=request.POST.get("seen"),
        )
    except OpenInvoicesError:
        assert before is not None  # noqa: S101  # only that one can hold invoices
        return held_page(request, customer, before)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(tab_url(request, customer))
    text = _("Account %(number)s is linked.") % {"number": chosen.number}
    shared.say_saved(request, text, undo_url=_way_back(customer, before, chosen))
    return redirect(tab_url(request, customer))


def _chosen(key: str) -> BillingAccount | None:
    """The account with this key, as it was posted; None for what is no key of one."""
    found: BillingAccount | None = BillingAccount.objects.filter(pk=read_key(key)).first()
    return found


def _way_back(customer: Customer, before: BillingAccount | None, now: BillingAccount) -> str:
    """Where a post undoes the link: back to the account that there was, or to none."""
    if before == now:
        return ""
    if before is None:
        return reverse("accounts:account_unlink", args=[customer.number])
    return f"{reverse('accounts:account_link', args=[customer.number])}?account={before.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def unlink(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, and take the account away from this customer; open invoices hold it."""
    customer = shared.get_changeable(request, number)
    if customer.billing_account is None:
        return _without(request, customer)
    return unlinking_page(request, customer, customer.billing_account)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Ask why, and close the account for everybody who shares it."""
    customer = shared.get_changeable(request, number)
    if customer.billing_account is None:
        return _without(request, customer)
    return closing_page(request, customer, customer.billing_account, reopen=False)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, and open a closed account again."""
    customer = shared.get_changeable(request, number)
    if customer.billing_account is None:
        return _without(request, customer)
    return closing_page(request, customer, customer.billing_account, reopen=True)
