"""The tab Klantberichten: how a customer wants to be told, what was sent, and sending something."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contacts.forms.message import PreferenceForm, SendForm
from contacts.models import Delivery, Document, Message
from contacts.presentation import messages as words
from contacts.presentation.held import held_of
from contacts.routing import routing_matrix
from contacts.services import deliveries, held, preferences
from contacts.services.messages import plan_document, send_document
from customers.access import get_standing
from customers.models import Customer, ShopSettings
from customers.presentation.card import card_page
from customers.presentation.dates import ago, clock_words
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.services.change import ErasedError
from customers.services.combining import OverlapError
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Draft

LIST_ID = "message-list"
PREVIEW_ID = "message-preview"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.view_message", raise_exception=True)
def messages(request: HttpRequest, number: str) -> HttpResponse:
    """The tab; a post saves how the customer wants to be told."""
    if request.method == "POST":
        if not request.user.has_perm("customers.change_messagepreference"):
            raise PermissionDenied
        return _save_preference(request, _with_service(shared.get_changeable(request, number)))
    customer = _with_service(get_standing(request.user, number))
    if request.headers.get("HX-Target") == LIST_ID:
        context = _list_context(request, customer)
        return render(request, "contacts/_message_list.html", context)
    draft = shared.open_draft(request)
    form = _preference_form(customer, draft)
    return _tab(request, customer, form, draft_from=draft and draft.saved_at)


def _with_service(customer: Customer) -> Customer:
    """The customer. Raises Http404 while the shop has its message service off."""
    if not ShopSettings.load().message_service:
        raise Http404
    return customer


def _url(request: HttpRequest, customer: Customer) -> str:
    """The tab, with the search in which the customer was opened."""
    query = request.GET.urlencode()
    url = reverse("contacts:messages", args=[customer.number])
    return f"{url}?{query}" if query else url


def _list_context(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    everything = "all" in request.GET
    query = request.GET.copy()
    query["all"] = "1"
    return {
        "customer": customer,
        "query": SearchTerms.of(request.GET).query,
        "list": words.message_list(customer, everything=everything, user=request.user),
        "all_url": f"{request.path}?{query.urlencode()}",
        "may_send": request.user.has_perm("contacts.send_message"),
    }


def _tab(
    request: HttpRequest, customer: Customer, form: PreferenceForm, *, draft_from: Any = None
) -> HttpResponse:
    routings = {routing.document: routing for routing in routing_matrix(customer)}
    may_change = request.user.has_perm("customers.change_messagepreference")
    context = _list_context(request, customer) | {
        "form": form,
        "ways": [
            (form[name], words.follows(routings[document], customer))
            for name, document in (
                ("ready_for_pickup", Document.READY),
                ("delayed", Document.DELAYED),
            )
        ],
        "language": (form["language"].initial and Customer.Language(form["language"].initial).label)
        or customer.get_language_display(),
        "may_change": may_change,
        "hidden": shared.hidden_fields(request),
        "draft_from": draft_from,
    }
    page = card_page(request, customer, tab="messages")
    return render(request, "contacts/messages.html", context | page)


# ---------------------------------------------------------------- how the customer wants to be told
def _preference_form(customer: Customer, draft: Draft | None) -> PreferenceForm:
    """The form with what stands, or with what was posted when the session had ended."""
    saved = preferences.preference_of(customer)
    initial: dict[str, Any] = {name: getattr(saved, name) for name in preferences.FIELDS}
    typed = shared.draft_initial(draft, {*initial, "version"}) if draft else {}
    return PreferenceForm(customer=customer, initial=initial | {"version": saved.version} | typed)


def _save_preference(request: HttpRequest, customer: Customer) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    form = PreferenceForm(request.POST, customer=customer)
    if not form.is_valid():
        shared.keep_draft(request)
        return _tab(request, customer, form)
    values = {name: form.cleaned_data[name] for name in preferences.FIELDS}
    try:
        changed = preferences.save_preference(
            customer=customer,
            version=form.cleaned_data["version"],
            values=values,
            actor=shared.clerk(request),
        )
    except ErasedError:
        raise Http404 from None
    except OverlapError as conflict:
        return _tab(request, customer, _conflict_form(form, customer, conflict))
    shared.drop_draft(request)
    if changed:
        shared.say_saved(request, _("Saved."))
    else:
        notices.info(request, shared.nothing_changed())
    return redirect(_url(request, customer))


def _conflict_form(
    form: PreferenceForm, customer: Customer, conflict: OverlapError
) -> PreferenceForm:
    """The form on the present version: the clerk's choices stand in it, the other's beside them."""
    data = conflict.values | {"version": str(conflict.seen_version)}
    again = PreferenceForm(data, customer=customer)
    again.is_valid()
    for overlap in conflict.overlaps:
        field: Any = form.fields[overlap.key]
        theirs = overlap.theirs[overlap.key]
        theirs = dict(field.choices).get(theirs, theirs)
        again.add_error(
            overlap.key,
            _("%(name)s chose '%(theirs)s' at %(time)s. Save again to replace that by your choice.")
            % {
                "name": overlap.author.name,
                "theirs": theirs,
                "time": clock_words(overlap.author.moment),
            },
        )
    return again


# ---------------------------------------------------------------- sending
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("contacts.send_message", raise_exception=True)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """'Bericht sturen': what, about what; the texts and who gets them stand beside it."""
    customer = _with_service(shared.get_changeable(request, number))
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    posted = request.method == "POST"
    draft = None if posted else shared.open_draft(request)
    typed = shared.draft_initial(draft, {*SendForm.base_fields}) if draft else {}
    form = SendForm(request.POST if posted else None, initial=typed, label_suffix="")
    if posted and request.headers.get("HX-Target") == PREVIEW_ID:
        context = _preview_context(customer, form)
        return render(request, "contacts/_message_preview.html", context)
    if posted and form.is_valid() and request.POST.get("action") != "preview":
        answer = _send(request, customer, form)
        if answer is not None:
            return answer
    if posted:
        shared.keep_draft(request)
    context = _preview_context(customer, form) | {
        **customer_frame(request, customer),
        "form": form,
        "draft_from": draft and draft.saved_at,
        "back_url": _url(request, customer),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "contacts/message_form.html", context)


def _preview_context(customer: Customer, form: SendForm) -> dict[str, Any]:
    """The texts as they would go out, who gets them, and whether this was told before."""
    if not form.is_bound or set(form.errors) - {NON_FIELD_ERRORS}:
        return {"plan": None}
    document, about = Document(form.cleaned_data["document"]), form.cleaned_data["about"]
    plan = plan_document(customer=customer, document=document, about=about, values=form.values())
    earlier = Message.objects.filter(
        customer=customer, document=document, about__iexact=about
    ).first()
    return {
        "plan": plan,
        "lines": words.plan_lines(plan, customer),
        "withheld": words.withheld_words(plan.withheld, customer),
        "told_before": ago(earlier.created_at) if earlier else "",
    }


def _send(request: HttpRequest, customer: Customer, form: SendForm) -> HttpResponse | None:
    """Send once, and open the tab; None when nobody gets it, and then the form says so."""

    def deed() -> str:
        result = send_document(
            customer=customer,
            document=Document(form.cleaned_data["document"]),
            about=form.cleaned_data["about"],
            values=form.values(),
            key=f"form-{shared.form_key(request) or uuid.uuid4()}",
            actor=shared.clerk(request),
        )
        if not result.deliveries:
            raise ValidationError(_("Nobody gets this message."))
        addresses = ", ".join(
            words.shown_address(each.address, each.message.channel, customer)
            for each in result.deliveries
        )
        told = _("%(message)s is on its way to %(addresses)s.")
        return told % {"message": result.messages[0], "addresses": addresses}

    return shared.do_once(request, _url(request, customer), form, deed)


# ---------------------------------------------------------------- decisions
@require_POST
@permission_required("contacts.send_message", raise_exception=True)
def decide(request: HttpRequest, number: str, delivery_id: int) -> HttpResponse:
    """What to do with a delivery that failed, or of which nobody knows whether it arrived."""
    customer = shared.get_changeable(request, number)
    if delivery_id > 2**63 - 1:
        raise Http404
    delivery = get_object_or_404(
        Delivery.objects.select_related("message"), pk=delivery_id, message__customer=customer
    )
    actor = shared.clerk(request)
    address = words.shown_address(delivery.address, delivery.message.channel, customer)
    choice = request.POST.get("choice", "")
    if choice == "again" and deliveries.send_again(delivery=delivery, actor=actor):
        text = _("The message to %(address)s is on its way again.")
        shared.say_saved(request, text % {"address": address})
    elif choice == "sent" and deliveries.count_as_sent(delivery=delivery, actor=actor):
        text = _("The message to %(address)s counts as sent.")
        shared.say_saved(request, text % {"address": address})
    else:
        notices.info(request, shared.nothing_changed())
    return redirect(_url(request, customer))


@require_POST
@permission_required("contacts.change_heldaddress", raise_exception=True)
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Use an address of this customer again that was on hold."""
    customer = shared.get_changeable(request, number)
    wanted = request.POST.get("held", "")
    row = next((each for each in held_of(customer) if str(each.pk) == wanted), None)
    if row is None:
        notices.info(request, shared.nothing_changed())
    else:
        held.release(held=row, actor=shared.clerk(request))
        address = words.shown_address(row.address, row.channel, customer)
        shared.say_saved(request, _("%(address)s is used again.") % {"address": address})
    return redirect(shared.card_url(request, customer))
