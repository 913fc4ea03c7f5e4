"""Invoices that are still being made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_invoice
from accounts.forms.invoice import InvoiceForm, typed_before, with_row
from accounts.presentation.conflict import DraftWords
from accounts.presentation.invoice_page import sum_rows
from accounts.presentation.invoices import MOST_BILLED, MOST_DUE, refusal
from accounts.presentation.states import name_of
from accounts.services import billing
from accounts.services import invoices as service
from accounts.views.steps import invoice_url, step_page
from customers.activities.models import Activity
from customers.forms.lifecycle import StepForm
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.services import drafts
from customers.services.combining import OverlapError
from customers.values.keys import read_key
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from accounts.models import Invoice
    from customers.activities.querysets import ActivityQuerySet
    from customers.models import Customer

may_add = permission_required("accounts.add_invoice", raise_exception=True)
may_change = permission_required("accounts.change_invoice", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Make a draft by hand."""
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _post(request, customer, None)
    if reason := refusal(customer):
        messages.error(request, reason)
        return redirect(_list_url(request, customer))
    return _open(request, customer, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Change a draft; a post saves, or shows what somebody else changed meanwhile."""
    invoice = get_invoice(request.user, invoice_id)
    if not invoice.is_draft:
        messages.error(request, _("Only a draft can be changed."))
        return redirect(invoice_url(request, invoice))
    if request.method == "POST":
        return _post(request, invoice.customer, invoice)
    return _open(request, invoice.customer, invoice)


@require_POST
@may_add
def bill(request: HttpRequest, number: str) -> HttpResponse:
    """Make one draft of what is done and not invoiced yet: of all, or of the activities named."""
    customer = shared.get_changeable(request, number)
    seen = Activity.objects.visible_to(request.user).filter(customer=customer)
    if "activity" in request.POST:
        named = [key for key in map(read_key, request.POST.getlist("activity")) if key]
        # Also what was billed a moment ago: the service answers with the draft that it is on.
        wanted: list[Activity] | None = list(seen.filter(pk__in=named[:MOST_DUE]))
    elif "collected" in request.POST:
        wanted = _collected(customer, seen)
    else:
        wanted = list(seen.to_invoice().order_by("closed_on", "pk")[:MOST_BILLED])
        if not wanted and not billing.to_invoice(customer).exists():
            wanted = None  # all of it was billed a moment ago
    actor = shared.clerk(request)
    try:
        invoice = billing.bill(customer=customer, actor=actor, activities=wanted)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_list_url(request, customer))
    shared.say_saved(request, _("The draft is ready. Look at it, and issue it."))
    return redirect(invoice_url(request, invoice))


def _collected(customer: Customer, seen: ActivityQuerySet) -> list[Activity]:
    """What was done in the weeks or months that are over; or what was billed of it a moment ago."""
    start = billing.collected_before(customer.billing_account, timezone.localdate())
    before = seen.filter(closed_on__lt=start) if start else seen
    due = list(before.to_invoice().order_by("closed_on", "pk")[:MOST_BILLED])
    billed = before.filter(billing="invoiced").order_by("-closed_on", "-pk")
    return due or list(billed[:MOST_BILLED])


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def discard(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Throw a draft away: ask (a GET changes nothing), then do it."""
    invoice = get_invoice(request.user, invoice_id)
    if not invoice.is_draft:
        if request.method == "POST" and invoice.status == invoice.Status.DISCARDED:
            return redirect(_list_url(request, invoice.customer))  # clicked twice
        messages.error(request, _("Only a draft can be thrown away."))
        return redirect(invoice_url(request, invoice))
    form = StepForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            service.discard_draft(
                invoice=invoice,
                actor=shared.clerk(request),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(invoice_url(request, invoice))
        text = _("The draft was thrown away. What it billed can be invoiced again.")
        shared.say_saved(request, text)
        return redirect(_list_url(request, invoice.customer))
    return step_page(request, invoice, "accounts/step_discard.html", form=form)


# ---------------------------------------------------------------- the form
def _open(request: HttpRequest, customer: Customer, invoice: Invoice | None) -> HttpResponse:
    """The form as it opens: as stored, or with the clerk's own kept typing in it."""
    kept = shared.open_draft(request)
    if kept is None:
        return _form_page(request, customer, InvoiceForm(invoice=invoice))
    typed = {name: values[-1] for name, values in drafts.typed_values(kept).items() if values}
    initial, lines = typed_before(typed)
    form = InvoiceForm(invoice=invoice, initial=initial, lines=lines or None)
    return _form_page(request, customer, form, draft_from=kept.saved_at)


def _post(request: HttpRequest, customer: Customer, invoice: Invoice | None) -> HttpResponse:
    """Save the posted form, or show it again: with a row more or less, or with what is wrong."""
    if saving.gives_up(request):
        return shared.give_up(request, _back_url(request, customer, invoice))
    if request.headers.get("HX-Target") == "sums":
        return render(request, "accounts/_live_sums.html", _sums(request.POST, invoice))
    if "row" in request.POST:
        initial, lines = typed_before(request.POST)
        lines = with_row(lines, request.POST["row"])
        form = InvoiceForm(invoice=invoice, initial=initial, lines=lines)
        return _form_page(request, customer, form, changed=True, at_row=len(lines) - 1)
    form = InvoiceForm(request.POST, invoice=invoice)
    if not form.is_valid():
        return _form_page(request, customer, form)
    version, values = _wanted(request, form)
    if saving.goes_on(request) and invoice:
        initial, lines = form.typed_again(version, values)
        form = InvoiceForm(invoice=invoice, initial=initial, lines=lines)
        return _form_page(request, customer, form, changed=True)
    try:
        return _save(request, customer, form, version, values)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, customer, form)


def _wanted(request: HttpRequest, form: InvoiceForm) -> tuple[int, service.DraftValues]:
    """The version and values to save; after the conflict screen with the clerk's choices in them."""
    version, values = form.cleaned_data["version"], form.values()
    seen = saving.seen_version(request)
    if form.invoice is None or seen is None:
        return version, values
    return service.resolve_draft(
        invoice=form.invoice,
        version=version,
        values=values,
        seen_version=seen,
        choices=saving.conflict_choices(request),
    )


def _save(
    request: HttpRequest,
    customer: Customer,
    form: InvoiceForm,
    version: int,
    values: service.DraftValues,
) -> HttpResponse:
    """Save once, and open the draft; or its issuing, when that was pressed."""
    actor = shared.clerk(request)

    def deed() -> Done:
        if form.invoice is None:
            invoice = service.create_draft(customer=customer, values=values, actor=actor)
        else:
            invoice = service.change_draft(
                invoice=form.invoice, version=version, values=values, actor=actor
            )
        if request.POST.get("action") == "issue":
            return Done(invoice_url(request, invoice, "invoice_issue"), None)
        return Done(invoice_url(request, invoice), _("The draft was saved."))

    return shared.save_once(request, deed)


def _form_page(
    request: HttpRequest,
    customer: Customer,
    form: InvoiceForm,
    *,
    draft_from: Any = None,
    changed: bool = False,
    at_row: int | None = None,
) -> HttpResponse:
    context = {
        **customer_frame(request, customer),
        "invoice": form.invoice,
        "invoice_name": name_of(form.invoice) if form.invoice else "",
        **_shown_sums(form),
        "at_row": at_row,
        "error_count": form.error_count,
        "may_issue": request.user.has_perm("accounts.issue_invoice"),
        "back_url": _back_url(request, customer, form.invoice),
    }
    template = "accounts/invoice_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _sums(data: Mapping[str, Any], invoice: Invoice | None) -> dict[str, Any]:
    """What the lines come to that can be read, and how many cannot."""
    form = InvoiceForm(data, invoice=invoice)
    lines, uncounted = form.readable_lines()
    return {"sums": sum_rows(form.sums_of(lines)) if lines else [], "uncounted": uncounted}


def _shown_sums(form: InvoiceForm) -> dict[str, Any]:
    """The same of the form as it is shown: of what was posted, or of what stands in it."""
    return _sums(form.data if form.is_bound else form.as_posted(), form.invoice)


def _conflict_page(request: HttpRequest, form: InvoiceForm, conflict: OverlapError) -> HttpResponse:
    context = {**customer_frame(request, conflict.customer), "doing": _("Edit draft")}
    template = "accounts/invoice_conflict.html"
    return saving.conflict_page(request, template, form, conflict, context, words_of=DraftWords)


def _list_url(request: HttpRequest, customer: Customer) -> str:
    """The customer's page Facturen, in the search in which the customer was opened."""
    query = SearchTerms.of(request.GET).query
    return f"{reverse('accounts:invoices', args=[customer.number])}{query}"


def _back_url(request: HttpRequest, customer: Customer, invoice: Invoice | None) -> str:
    """Where the form was opened from: the draft, or the list."""
    return invoice_url(request, invoice) if invoice else _list_url(request, customer)
