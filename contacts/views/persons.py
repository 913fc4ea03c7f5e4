"""Contact persons: the tab, the form, archiving and preferring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.forms.person import PersonForm, shown_values, type_choices
from contacts.models import ContactPerson, Document
from contacts.presentation import persons as shown
from contacts.presentation.routing import routing_rows
from contacts.routing import routing_matrix
from contacts.services import persons as service
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.services.combining import OverlapError
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.models import Customer

may_add = permission_required("contacts.add_contactperson", raise_exception=True)
may_change = permission_required("contacts.change_contactperson", raise_exception=True)


@require_safe
@permission_required("contacts.view_contactperson", raise_exception=True)
def persons(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Contactpersonen, with who gets which document below it."""
    customer = get_standing(request.user, number)
    terms = SearchTerms.of(request.GET)
    asked = shown.Asked.of(request.GET)
    matrix = routing_matrix(customer)
    invoice = next(each for each in matrix if each.document == Document.INVOICE)
    context = {
        "list": shown.person_list(customer, asked, terms, invoice),
        "may_add": shown.may_add(request.user, customer),
        "routing": routing_rows(customer, matrix),
        "add_query": shown.Asked(type=asked.type).query(terms).removesuffix("?"),
        "refusal": "" if customer.is_active else service.refusal_to_add(),
    }
    page = card_page(request, customer, tab="persons")
    return render(request, "contacts/person_list.html", page | context)


# ---------------------------------------------------------------- the form
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def person_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a contact person, with the address and the phone of the customer filled in."""
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _post(request, customer, None)
    if not customer.is_active:
        messages.error(request, service.refusal_to_add())
        return redirect(_persons_url(request, customer))
    initial = {}
    if request.GET.get("type") in dict(type_choices()):
        initial["type"] = request.GET["type"]
    return _open(request, customer, None, initial)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def person_edit(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """Change a contact person; a post saves, or shows what somebody else changed meanwhile."""
    customer = shared.get_changeable(request, number)
    person = _get_person(customer, person_id)
    if request.method == "POST":
        return _post(request, customer, person)
    return _open(request, customer, person, {})


def _get_person(customer: Customer, person_id: int) -> ContactPerson:
    """The contact person of this customer. Raises Http404."""
    people = ContactPerson.objects.select_related("type", "invoice_customer")
    person: ContactPerson = get_object_or_404(people, customer=customer, pk=person_id)
    return person


def _open(
    request: HttpRequest, customer: Customer, person: ContactPerson | None, initial: dict[str, Any]
) -> HttpResponse:
    """The form as it opens: as stored, or with the clerk's draft in it."""
    draft = shared.open_draft(request)
    if draft is not None:
        initial = shared.draft_initial(draft, set(PersonForm.base_fields))
        initial.setdefault("preferred", "")  # a box that is not ticked is not posted
    form = PersonForm(
        customer=customer, actor=shared.clerk(request), person=person, initial=initial
    )
    return _form_page(request, form, draft_from=draft and draft.saved_at)


def _post(request: HttpRequest, customer: Customer, person: ContactPerson | None) -> HttpResponse:
    """Save the posted form, or show it again with what is wrong or what overlaps."""
    if saving.gives_up(request):
        return shared.give_up(request, _persons_url(request, customer))
    posted = request.POST.copy()
    if "mend" in posted:
        posted["emails"] = str(posted["mend"])
    if "choose" in posted:
        posted["invoice_customer"] = str(posted["choose"])
    actor = shared.clerk(request)
    form = PersonForm(posted, customer=customer, actor=actor, person=person)
    if not form.is_valid() or "mend" in posted or "choose" in posted:
        return _form_page(request, form)
    version, values = saving.wanted(request, person, form, service.values_of)
    if saving.goes_on(request) and person:
        initial = shown_values(values) | {"version": version}
        again = PersonForm(customer=customer, actor=actor, person=person, initial=initial)
        return _form_page(request, again, changed=True)
    try:
        return _save(request, form, version, values)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, form)


def _save(
    request: HttpRequest, form: PersonForm, version: int, values: dict[str, Any]
) -> HttpResponse:
    """Save once, and open the tab."""
    actor = shared.clerk(request)

    def deed() -> Done:
        if form.person is None:
            person = service.add_person(customer=form.customer, values=values, actor=actor)
            text = _("%(name)s was added.") % {"name": shown.name_of(person)}
        else:
            saved = service.change_person(
                person=form.person, version=version, values=values, actor=actor
            )
            text = saving.saved_words(saved)
        return Done(_persons_url(request, form.customer), text, form.doubt_texts())

    return shared.save_once(request, deed)


def _form_page(
    request: HttpRequest, form: PersonForm, *, draft_from: Any = None, changed: bool = False
) -> HttpResponse:
    customer, person = form.customer, form.person
    typed = str(form["invoice_customer"].value() or "")
    context = {
        **customer_frame(request, customer),
        "person": person,
        "person_name": shown.name_of(person) if person else "",
        "redirect_name": shown.called(form.redirect) if form.redirect else "",
        "offers": shown.offers(request.user, customer, typed) if form.choosing else [],
        "choosing": form.choosing,
        "back_url": _persons_url(request, customer),
    }
    template = "contacts/person_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _conflict_page(request: HttpRequest, form: PersonForm, conflict: OverlapError) -> HttpResponse:
    context = {
        **customer_frame(request, form.customer),
        "doing": shown.name_of(conflict.row),
        "person": conflict.row,
    }
    template = "contacts/person_conflict.html"
    return saving.conflict_page(
        request, template, form, conflict, context, words_of=shown.PersonWords
    )


@require_safe
@may_add
def choose_customer(request: HttpRequest, number: str) -> HttpResponse:
    """While typing: the customers to whom the invoices may go."""
    customer = shared.get_changeable(request, number)
    typed = request.GET.get("invoice_customer", "")
    context = {"offers": shown.offers(request.user, customer, typed), "choosing": typed.strip()}
    return render(request, "contacts/_offers.html", context)


# ---------------------------------------------------------------- one deed
@require_POST
@may_change
def archive(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """Archive a contact person; the message offers the way back."""
    customer = shared.get_changeable(request, number)
    person = _get_person(customer, person_id)
    archived = service.archive_person(person=person, actor=shared.clerk(request))
    text = _("%(name)s is archived.") % {"name": shown.name_of(archived)}
    if person.preferred:
        nobody = _("Nobody is preferred for %(type)s now.") % {"type": person.type.label}
        text = f"{text} {nobody}"
    undo = reverse("contacts:person_restore", args=[number, person_id])
    shared.say_saved(request, text, undo_url=f"{undo}?prefer=1" if person.preferred else undo)
    return redirect(_persons_url(request, customer))


@require_POST
@may_change
def restore(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """Take a contact person out of the archive; with `prefer` in the address preferred as it was."""
    customer = shared.get_changeable(request, number)
    person = _get_person(customer, person_id)
    actor = shared.clerk(request)
    try:
        person = service.restore_person(person=person, actor=actor)
        if request.GET.get("prefer") == "1":
            person = service.prefer_person(person=person, actor=actor)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_persons_url(request, customer))
    text = _("%(name)s is out of the archive.") % {"name": shown.name_of(person)}
    undo = reverse("contacts:person_archive", args=[number, person_id])
    shared.say_saved(request, text, undo_url=undo)
    return redirect(_persons_url(request, customer))


@require_POST
@may_change
def prefer(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """Prefer a contact person of its type; the way back is to prefer the one that was."""
    customer = shared.get_changeable(request, number)
    person = _get_person(customer, person_id)
    before = customer.contacts.filter(type=person.type_id, preferred=True).first()
    try:
        person = service.prefer_person(person=person, actor=shared.clerk(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_persons_url(request, customer))
    text = _("%(name)s is preferred for %(type)s now.")
    text %= {"name": shown.name_of(person), "type": person.type.label}
    was = before.pk if before and before.pk != person.pk else None
    undo = reverse("contacts:person_prefer", args=[number, was]) if was else ""
    shared.say_saved(request, text, undo_url=undo)
    return redirect(_persons_url(request, customer))


def _persons_url(request: HttpRequest, customer: Customer) -> str:
    """The tab, in the search in which the customer was opened."""
    query = SearchTerms.of(request.GET).query
    return f"{reverse('contacts:persons', args=[customer.number])}{query}"
