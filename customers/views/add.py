"""Adding a customer: only from a search, with an eye on who is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.forms.address import AddressForm
from customers.forms.customer import CustomerForm
from customers.forms.prefill import opened_form, prefill, prefilled_words
from customers.presentation.dates import clock_words
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.services import drafts
from customers.services.add import SureDoubleError, add_customer
from customers.services.doubles import Candidate, Double, find_doubles
from customers.views import shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest

may_add = permission_required("customers.add_customer", raise_exception=True)
# The fields about which something is said while the clerk types; required ones wait for saving.
ADDRESS_QUESTION = ("postcode", "house_number", "house_number_addition", "country")
LIVE_NOTES = (
    "postcode",
    "house_number",
    "mobile",
    "phone",
    "phone_extra",
    "emails",
    "birth_date",
    "registration_number",
    "vat_number",
)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    """The form that adds a customer, filled in with what was searched."""
    terms = SearchTerms.of(request.GET)
    if request.method == "POST":
        return _add(request, terms)
    if terms.is_empty:
        messages.info(request, _("Search first: who is there already does not need adding."))
        return redirect("customers:counter")
    draft = shared.open_draft(request, search=terms.query)
    initial = prefill(terms)
    if draft is not None:
        initial = shared.draft_initial(draft, set(CustomerForm.base_fields))
    form, valid = opened_form(initial)
    found = find_doubles(Candidate.of(valid))
    return _form_page(request, terms, form, found, draft_from=draft.saved_at if draft else None)


def _add(request: HttpRequest, terms: SearchTerms) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request, search=terms.query)
        return redirect(request.get_full_path())
    posted = request.POST.copy()
    if "mend" in posted:
        posted["emails"] = str(posted["mend"])
    form = CustomerForm(posted)
    anyway = _anyway(request)
    unexplained = "anyway" in request.POST and not anyway
    if form.is_valid() and "mend" not in posted:
        try:
            return _save(request, terms, form, anyway)
        except SureDoubleError as found:
            # The pane keeps the less likely ones too: nothing jumps because of a refused save.
            every = find_doubles(Candidate.of(form.cleaned_data))
            sure = every if any(double.is_sure for double in every) else found.doubles
            return _form_page(request, terms, form, sure, unexplained=unexplained)
        except ValidationError as error:
            form.take_errors(error)
    doubles = find_doubles(Candidate.of(form.cleaned_data))
    return _form_page(request, terms, form, doubles, unexplained=unexplained)


def _anyway(request: HttpRequest) -> str:
    """The reason to add in spite of a double, when the clerk ticked that; '' without one."""
    reason = request.POST.get("anyway_reason", "").strip()
    if "anyway" not in request.POST or len(reason) > 500 or "\x00" in reason:
        return ""
    return reason.encode("utf-8", "replace").decode()


def _save(
    request: HttpRequest, terms: SearchTerms, form: CustomerForm, anyway: str
) -> HttpResponse:
    """Add the customer, once, and open the card."""

    def deed() -> Done:
        customer = add_customer(
            values=form.values(),
            actor=shared.clerk(request),
            despite=anyway,
            despite_numbers=request.POST.getlist("anyway_number"),
        )
        text = _("Added as %(number)s.") % {"number": customer.number}
        return Done(shared.card_url(request, customer), text, form.doubt_texts())

    return shared.save_once(request, deed, search=terms.query)


def _form_page(
    request: HttpRequest,
    terms: SearchTerms,
    form: CustomerForm,
    doubles: list[Double],
    *,
    draft_from: object = None,
    unexplained: bool = False,
) -> HttpResponse:
    if form.is_bound:
        shared.keep_draft(request)
    context = {
        **counter_frame(request),
        **doubles_context(form, doubles),
        "form": form,
        "hidden": shared.hidden_fields(request, search=terms.query),
        "draft_from": draft_from,
        "searched": ", ".join(prefilled_words(terms)),
        "anyway": "anyway" in request.POST,
        "anyway_reason": request.POST.get("anyway_reason", ""),
        "anyway_unexplained": unexplained,
    }
    return render(request, "customers/customer_add.html", context)


def doubles_context(form: CustomerForm, doubles: list[Double]) -> dict[str, object]:
    """What the doubles pane, the decision and the line beside the save button show."""
    return {
        "doubles": doubles,
        "sure_doubles": [double for double in doubles if double.is_sure],
        "error_count": len(form.errors) if form.is_bound else 0,
    }


@require_POST
@may_add
def doubles(request: HttpRequest) -> HttpResponse:
    """While typing: who it looks like, and what is doubtful. The field with the cursor waits."""
    form = CustomerForm(request.POST)
    form.is_valid()
    terms = SearchTerms.of(request.GET)
    cursor = request.POST.get("cursor", "")
    typed = [name for name in LIVE_NOTES if name != cursor]
    missing = [name for name in form.errors if not request.POST.get(name, "").strip()]
    for name in [*missing, cursor]:
        form.errors.pop(name, None)
    only_notes = "version" in request.POST
    found = [] if only_notes else find_doubles(Candidate.of(form.cleaned_data))
    context = {
        **doubles_context(form, found),
        "form": form,
        "note_fields": [form[name] for name in typed],
        "query": terms.query,
        "live": True,
        "only_notes": only_notes,
        "anyway": "anyway" in request.POST,
        "anyway_reason": request.POST.get("anyway_reason", ""),
    }
    return render(request, "customers/_doubles_live.html", context)


@require_GET
@permission_required("customers.view_customer", raise_exception=True)
def address_lookup(request: HttpRequest) -> JsonResponse:
    """Street and town of a postcode and house number, as JSON; all empty when not known."""
    typed = {name: request.GET.get(name, "") for name in ADDRESS_QUESTION}
    form = AddressForm(typed)
    form.is_valid()
    match = form.match
    doubts = [str(note.text) for note in form.doubts.get("house_number", [])]
    return JsonResponse(
        {
            "street": match.street if match else "",
            "city": match.city if match else "",
            "additions": list(match.additions) if match else [],
            "streets": list(match.streets) if match else [],
            "cities": list(match.cities) if match else [],
            "doubt": " ".join(doubts),
        }
    )


@require_POST
@permission_required("customers.view_customer", raise_exception=True)
def draft(request: HttpRequest) -> JsonResponse:
    """Keep what is typed so far into the form at `draft_path`."""
    path = request.POST.get("draft_path", "")
    if not path.startswith("/") or path.startswith("//"):
        return JsonResponse({"saved": ""}, status=400)
    if "drop" in request.POST:
        search = request.POST.get("search", "")
        drafts.discard_draft(owner=shared.clerk(request), path=path, search=search)
        return JsonResponse({"saved": ""})
    data = dict(request.POST.lists())
    data.pop("draft_path")
    kept = drafts.save_draft(owner=shared.clerk(request), path=path, data=data)
    if kept is None:
        return JsonResponse({"saved": ""}, status=400)
    moment = clock_words(timezone.localtime(kept.saved_at))
    return JsonResponse({"saved": _("Draft saved at %(time)s.") % {"time": moment}})
