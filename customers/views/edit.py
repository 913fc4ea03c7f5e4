"""Changing a customer: every field, moving house, another number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.forms.edit import EditForm, initial_of_values
from customers.forms.moved import MovedForm, RenumberForm, seal_address
from customers.forms.rows import address_rows, relation_rows
from customers.models import Customer
from customers.presentation.addresses import address_line
from customers.presentation.frame import customer_frame
from customers.services import change, drafts, numbers
from customers.services.change import Changes, ConflictError, ErasedError, change_customer
from customers.services.move import AddressChangedError, move_customer
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

may_change = permission_required("customers.change_customer", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form with every field; a post saves, or shows what somebody else changed meanwhile."""
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _edit(request, customer)
    if customer.number != number:
        return redirect(shared.card_url(request, customer, "edit"))
    draft = shared.open_draft(request)
    initial: dict[str, Any] = {}
    if draft is not None:
        names = {*EditForm(customer=customer, actor=shared.clerk(request)).fields}
        initial = shared.draft_initial(draft, names)
        initial.setdefault("interests", [])
    form = EditForm(customer=customer, actor=shared.clerk(request), initial=initial)
    rows = _rows(request, customer, MultiValueDict(drafts.typed_values(draft)) if draft else None)
    return _edit_page(request, customer, form, rows, draft_from=draft and draft.saved_at)


def _edit(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Save the posted form, or show it again with what is wrong or what overlaps."""
    if saving.gives_up(request):
        return shared.give_up(request, shared.card_url(request, customer))
    posted = request.POST.copy()
    if "mend" in posted:
        posted["emails"] = str(posted["mend"])
    form = EditForm(posted, customer=customer, actor=shared.clerk(request))
    rows = _rows(request, customer, posted)
    valid = all([form.is_valid(), *(formset is None or formset.is_valid() for formset in rows)])
    if not valid or "mend" in posted:
        return _edit_page(request, customer, form, rows)
    changes = _changes(request, customer, form, rows)
    if saving.goes_on(request):
        return _go_on(request, customer, changes)
    try:
        return _save(request, customer, form, changes)
    except ErasedError:
        messages.error(request, _("This customer was erased in the meantime."))
        return redirect("customers:counter")
    except ConflictError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _edit_page(request, customer, form, rows)


def _rows(request: HttpRequest, customer: Customer, posted: Any = None) -> tuple[Any, Any]:
    """The formsets of the addresses and the relations; None for one that was not in the post."""
    clerk = shared.clerk(request)
    if posted is None:
        return address_rows(customer), relation_rows(customer, clerk)
    return (
        address_rows(customer, posted) if "addresses-TOTAL_FORMS" in posted else None,
        relation_rows(customer, clerk, posted) if "relations-TOTAL_FORMS" in posted else None,
    )


def _changes(
    request: HttpRequest, customer: Customer, form: EditForm, rows: tuple[Any, Any]
) -> Changes:
    """What the valid form asks for; on the conflict screen with the clerk's choices in it."""
    addresses, relations = (
        tuple(row for row in (f.change() for f in formset or ()) if row is not None)
        for formset in rows
    )
    changes = Changes(
        version=form.cleaned_data["version"],
        values=form.values(),
        addresses=addresses,
        relations=relations,
    )
    seen = saving.seen_version(request)
    if seen is None:
        return changes
    return change.resolve(
        customer=customer,
        changes=changes,
        seen_version=seen,
        seen_addresses=_seen_addresses(request),
        choices=saving.conflict_choices(request),
    )


def _seen_addresses(request: HttpRequest) -> dict[int, int]:
    seen = {}
    for pair in request.POST.getlist("seen_address"):
        key, _colon, row = pair.partition(":")
        if key.isdecimal() and row.isdecimal() and len(pair) < 40:
            seen[int(key)] = int(row)
    return seen


def _save(
    request: HttpRequest, customer: Customer, form: EditForm, changes: Changes
) -> HttpResponse:
    """Save once, and open the card."""

    def deed() -> Done:
        saved = change_customer(
            customer=customer,
            changes=changes,
            actor=shared.clerk(request),
            reason=form.cleaned_data["reason"],
        )
        url = shared.card_url(request, customer)
        return Done(url, saving.saved_words(saved), form.doubt_texts())

    return shared.save_once(request, deed)


def _go_on(request: HttpRequest, customer: Customer, changes: Changes) -> HttpResponse:
    """Back from the conflict to the form, with the choices so far, on the version that was shown."""
    initial = initial_of_values(changes.values) | {"version": changes.version}
    form = EditForm(customer=customer, actor=shared.clerk(request), initial=initial)
    return _edit_page(request, customer, form, _rows(request, customer, request.POST), changed=True)


def _edit_page(
    request: HttpRequest,
    customer: Customer,
    form: EditForm,
    rows: tuple[Any, Any],
    *,
    draft_from: Any = None,
    changed: bool = False,
) -> HttpResponse:
    addresses, relations = rows
    if addresses is None:
        addresses = address_rows(customer)
    if relations is None:
        relations = relation_rows(customer, shared.clerk(request))
    context = {
        **customer_frame(request, customer),
        "addresses": addresses,
        "relations": relations,
        "back_url": shared.card_url(request, customer),
    }
    template = "customers/customer_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _conflict_page(request: HttpRequest, form: EditForm, conflict: ConflictError) -> HttpResponse:
    context = customer_frame(request, conflict.customer)
    template = "customers/customer_conflict.html"
    return saving.conflict_page(request, template, form, conflict, context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def moved(request: HttpRequest, number: str) -> HttpResponse:
    """'Verhuisd': a new address from a day on; the old one stays findable."""
    customer = shared.get_changeable(request, number)
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    draft = shared.open_draft(request)
    typed = shared.draft_initial(draft, {*MovedForm.base_fields}) if draft else {}
    form = MovedForm(
        request.POST if request.method == "POST" else None,
        initial={
            "country": customer.country,
            "moved_on": timezone.localdate(),
            "seen": seal_address(customer),
        }
        | typed,
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _move(request, customer, form)
        except AddressChangedError as changed:
            customer = changed.customer
            form.add_error(None, _("The address was changed in the meantime. See what it is now."))
            form.see_again(customer)
        except ValidationError as error:
            form.take_errors(error)
    if form.is_bound:
        shared.keep_draft(request)
    context = {
        **customer_frame(request, customer),
        "draft_from": draft.saved_at if draft and not form.is_bound else None,
        "address_now": address_line(customer, home=customer.country),
        "form": form,
        "back_url": shared.card_url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "customers/customer_moved.html", context)


def _move(request: HttpRequest, customer: Customer, form: MovedForm) -> HttpResponse:
    def deed() -> Done:
        move_customer(
            customer=customer,
            seen=form.seen_address(),
            address=form.address(),
            moved_on=form.cleaned_data["moved_on"],
            actor=shared.clerk(request),
            reason=form.cleaned_data["reason"],
        )
        text = _("Moved. The old address still finds this customer.")
        return Done(shared.card_url(request, customer), text, form.doubt_texts())

    return shared.save_once(request, deed)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("customers.renumber_customer", raise_exception=True)
def renumber(request: HttpRequest, number: str) -> HttpResponse:
    """Another customer number; the old one keeps finding the customer."""
    customer = shared.get_changeable(request, number)
    form = RenumberForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            numbers.renumber(
                customer=customer,
                number=form.cleaned_data["number"],
                actor=shared.clerk(request),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error("number", error)
        else:
            customer.refresh_from_db()
            text = _("The number is %(number)s now. The old one still finds this customer.")
            shared.say_saved(request, text % {"number": customer.number})
            return redirect(shared.card_url(request, customer))
    context = {
        **customer_frame(request, customer),
        "form": form,
        "back_url": shared.card_url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "customers/customer_renumber.html", context)
