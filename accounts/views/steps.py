"""The steps of an invoice: issued, sent, paid, credited. A GET shows what would happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_invoice
from accounts.forms.payment import CreditForm, IssueForm, PaymentForm
from accounts.models import Invoice
from accounts.presentation.invoice_page import sum_rows
from accounts.presentation.states import name_of
from accounts.services import invoices as service
from accounts.services import sending
from accounts.services.payments import open_amount, register_payment
from customers.forms.errors import take_errors
from customers.presentation.card import card_head
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.services import once
from customers.values.amounts import show_amount
from customers.views import shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse

may_issue = permission_required("accounts.issue_invoice", raise_exception=True)
may_pay = permission_required("accounts.pay_invoice", raise_exception=True)
may_credit = permission_required("accounts.credit_invoice", raise_exception=True)
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@may_issue
def issue(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Issue a draft, and send it when that is asked; first what would stand on it, and who gets it."""
    invoice = get_invoice(request.user, invoice_id)
    if not invoice.is_draft:
        if request.method == "POST" and (done := shared.done_before(request)):
            return done
        messages.error(request, _("Only a draft can be issued."))
        return redirect(invoice_url(request, invoice))
    posted = request.POST if request.method == "POST" else None
    initial = {"version": invoice.version, "send": True}
    form = IssueForm(posted, initial=initial, label_suffix="")
    if posted is not None and form.is_valid():
        done = _once(
            request,
            invoice,
            form,
            lambda: _issue(request, invoice, form.cleaned_data["version"]),
            after=lambda: _send_issued(request, invoice) if form.cleaned_data["send"] else "",
        )
        if done is not None:
            return done
    plan = service.plan_issue(invoice)
    lines = service.lines_of(invoice)
    invoice.delivery_method = invoice.account.delivery_method  # as issuing would have it
    context = {
        "plan": plan,
        "sums": sum_rows(service.totals_of(invoice, lines)),
        "sending": sending.plan_sending(invoice),
        "version": invoice.version,
    }
    return step_page(request, invoice, "accounts/step_issue.html", form=form, **context)


def _issue(request: HttpRequest, invoice: Invoice, version: int) -> str:
    issued = service.issue(invoice=invoice, version=version, actor=shared.clerk(request))
    return _("Invoice %(number)s was issued.") % {"number": issued.number}


def _send_issued(request: HttpRequest, invoice: Invoice) -> str:
    """Send what was issued just now; its number is given by then, and nobody waits for the PDF."""
    issued = get_invoice(request.user, invoice.pk)
    sent = sending.send_invoice(invoice=issued, actor=shared.clerk(request))
    return sent_words(sent)


@require_http_methods(METHODS)
@may_issue
def send(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Send an issued invoice; first who gets it, and why others do not."""
    invoice = get_invoice(request.user, invoice_id)
    if not invoice.number:
        messages.error(request, _("A draft is not sent. Issue it first."))
        return redirect(invoice_url(request, invoice))
    before = sending.messages_of(invoice)
    plan = sending.plan_sending(invoice)
    if request.method == "POST":
        done = _once(request, invoice, None, lambda: _send(request, invoice, plan))
        if done is not None:
            return done
    context = {"sending": plan, "sent": before[-1].created_at if before else None}
    return step_page(request, invoice, "accounts/step_send.html", **context)


def _send(request: HttpRequest, invoice: Invoice, plan: sending.SendingPlan) -> str:
    """Send it, also when it was sent before. Raises ValidationError when nobody would get it."""
    if not plan.may_send:
        raise ValidationError(list(plan.words))
    sent = sending.send_invoice(invoice=invoice, actor=shared.clerk(request), again=True)
    return sent_words(sent)


def sent_words(plan: sending.SendingPlan) -> str:
    """What became of the sending, in whole sentences."""
    if not plan.recipients:
        return " ".join(plan.words)
    lines = [*plan.recipients, *plan.copies]
    addresses = ", ".join(dict.fromkeys(line.address for line in lines))
    return _("It goes to %(addresses)s.") % {"addresses": addresses}


@require_http_methods(METHODS)
@may_pay
def pay(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Register a payment: the whole of what is open, or a part."""
    invoice = get_invoice(request.user, invoice_id)
    if invoice.status not in (Invoice.Status.OPEN, Invoice.Status.PAID):
        messages.error(request, _("There is nothing to pay on this invoice."))
        return redirect(invoice_url(request, invoice))
    left = open_amount(invoice)
    form = PaymentForm(request.POST if request.method == "POST" else None, left=left or None)
    if request.method == "POST" and form.is_valid():
        done = _once(request, invoice, form, lambda: _pay(request, invoice, form.cleaned_data))
        if done is not None:
            return done
    return step_page(request, invoice, "accounts/step_pay.html", form=form, left=left)


def _pay(request: HttpRequest, invoice: Invoice, values: dict[str, Any]) -> str:
    paid = register_payment(invoice=invoice, actor=shared.clerk(request), **values)
    if paid.status == Invoice.Status.PAID:
        return _("Invoice %(number)s is paid.") % {"number": paid.number}
    amount = show_amount(open_amount(paid), paid.currency)
    return _("The payment was registered. %(amount)s is still open.") % {"amount": amount}


@require_http_methods(METHODS)
@may_credit
def credit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Credit the whole of an invoice; first what that does."""
    invoice = get_invoice(request.user, invoice_id)
    is_done = invoice.status == Invoice.Status.CREDITED
    if is_done and request.method == "POST" and (done := shared.done_before(request)):
        return done
    if is_done or not invoice.number or invoice.kind == Invoice.Kind.CREDIT:
        text = _("This invoice was credited already.") if is_done else _("This is not credited.")
        messages.error(request, text)
        return redirect(invoice_url(request, invoice))
    form = CreditForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _once(request, invoice, form, lambda: _credit(request, invoice, reason))
        if done is not None:
            return done
    billed = invoice.lines.exclude(activity=None).filter(released=False).count()
    context = {"left": open_amount(invoice), "billed": billed}
    return step_page(request, invoice, "accounts/step_credit.html", form=form, **context)


def _credit(request: HttpRequest, invoice: Invoice, reason: str) -> str:
    made = service.credit(invoice=invoice, actor=shared.clerk(request), reason=reason)
    params = {"number": invoice.number, "credit": made.number}
    return _("Invoice %(number)s was credited with %(credit)s.") % params


# ---------------------------------------------------------------- what the steps share
def _once(
    request: HttpRequest,
    invoice: Invoice,
    form: forms.Form | None,
    deed: Callable[[], str],
    *,
    after: Callable[[], str] | None = None,
) -> HttpResponse | None:
    """Do it once, and go to the invoice; None when it cannot be done: then the page says why.

    `after` is done once the deed stands; both answer with what to say.
    """
    key, url = shared.form_key(request), invoice_url(request, invoice)
    try:
        with transaction.atomic():
            earlier = once.claim(key=key, staff=shared.clerk(request))
            if earlier is not None:
                return redirect(earlier)
            words = [deed()]
            once.finish(key=key, result_url=url)
    except ValidationError as error:
        _take(request, form, error)
        return None
    problems: list[str] = []
    try:
        words += [after()] if after else []
    except ValidationError as error:
        problems = error.messages
    shared.say_saved(request, " ".join(filter(None, words)))
    if problems:  # what was done, stands
        messages.error(request, " ".join(problems))
    return redirect(url)


def _take(request: HttpRequest, form: forms.Form | None, error: ValidationError) -> None:
    """Say at its field, or above the form, why it cannot be done."""
    if form is None:
        messages.error(request, " ".join(error.messages))
        return
    take_errors(form, error)


def step_page(
    request: HttpRequest, invoice: Invoice, template: str, **context: Any
) -> HttpResponse:
    """A step as a dialog over the customer's card."""
    page = {
        "invoice": invoice,
        "customer": invoice.customer,
        "name": name_of(invoice),
        "back_url": invoice_url(request, invoice),
        "hidden": shared.hidden_fields(request),
        "card": card_head(request.user, invoice.customer),
    }
    frame = counter_frame(request, customer=invoice.customer)
    return render(request, template, frame | page | context)


def invoice_url(request: HttpRequest, invoice: Invoice, name: str = "invoice") -> str:
    """A page of the invoice, in the search in which its customer was opened."""
    query = SearchTerms.of(request.GET).query
    return f"{reverse(f'accounts:{name}', args=[invoice.pk])}{query}"
