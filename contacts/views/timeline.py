"""The tabs Contacten and Notities, and the correspondence: one list, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import permission_required
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts import timeline as service
from contacts.forms.moment import person_label
from contacts.models import ContactMoment
from contacts.presentation.moment_activity import activity_label, url_of
from contacts.presentation.timeline import day_rows, kind_choices, source_kinds
from contacts.presentation.timeline_filter import FIELDS, Filter
from contacts.services.moment_activity import find_activity
from contacts.services.moments import may_remove
from contacts.timeline import OWN, Entry
from customers.access import get_standing
from customers.presentation.card import card_page
from customers.presentation.lists import periods
from customers.services import drafts
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.activities.models import Activity
    from customers.models import Customer, Draft

LARGEST_KEY = 18  # digits
may_view = permission_required("contacts.view_contactmoment", raise_exception=True)


@dataclass(frozen=True)
class Scope:
    """One of the lists: its tab, its address, and what it is limited to."""

    tab: str
    url_name: str
    kinds: frozenset[str] = frozenset()
    only_sent: bool = False


TIMELINE = Scope("timeline", "contacts:timeline")
CORRESPONDENCE = Scope("timeline", "contacts:correspondence", only_sent=True)
NOTES = Scope("notes", "contacts:notes", frozenset({"note"}))


@require_safe
@may_view
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Contacten: everything. '?new=call' opens the form of a new contact moment."""
    customer = get_standing(request.user, number)
    if "new" in request.GET and request.user.has_perm("contacts.add_contactmoment"):
        url = reverse("contacts:moment_add", args=[customer.number])
        return redirect(f"{url}?{request.GET.urlencode()}")
    return _list(request, customer, TIMELINE)


@require_safe
@may_view
def correspondence(request: HttpRequest, number: str) -> HttpResponse:
    """The same list, of what was sent to the customer."""
    return _list(request, get_standing(request.user, number), CORRESPONDENCE)


@require_safe
@may_view
def notes(request: HttpRequest, number: str) -> HttpResponse:
    """The tab Notities: the same list, of notes alone."""
    return _list(request, get_standing(request.user, number), NOTES)


def _list(request: HttpRequest, customer: Customer, scope: Scope) -> HttpResponse:
    page = card_page(request, customer, tab=scope.tab)
    context = page | list_context(request, customer, scope)
    context["draft"] = moment_draft(request, customer)
    return render(request, "contacts/timeline.html", context)


def list_context(request: HttpRequest, customer: Customer, scope: Scope) -> dict[str, Any]:
    """The list and its filter, for every page that shows them."""
    persons = list(customer.contacts.select_related("type").order_by("pk"))
    if any(person.invoice_customer_id for person in persons):
        prefetch_related_objects(persons, "invoice_customer")
    activity = wanted_activity(request, customer)
    asked = Filter.of(request.GET, persons, activity)
    window = asked.window(kinds=scope.kinds, only_sent=scope.only_sent)
    found = service.page_of(request.user, customer, window, after=asked.after)
    appended = request.headers.get("HX-Target") == "older" and asked.after is not None
    saved = _key(request.GET.get("saved", ""))
    here = {entry.own.pk for entry in found.entries if entry.own}
    continued = timezone.localdate(asked.after.moment) if appended and asked.after else None
    rows: dict[str, Any] = {"user": request.user, "number": customer.number, "saved": saved}
    url = reverse(scope.url_name, args=[customer.number])
    counts = service.counts(customer)
    return {
        "scope": scope,
        "list_url": url,
        "filter": asked,
        "days": day_rows(found.entries, continued=continued, **rows),
        "shown": len(found.entries),
        "older_url": _url_with(request, url, before=str(found.older)) if found.older else "",
        "newest_url": _url_with(request, url, before="") if asked.after else "",
        "all_url": f"{url}{_terms_query(request)}",
        "elsewhere": _days_elsewhere(customer, saved, here, rows),
        "removed": _just_removed(request, customer),
        "kinds": kind_choices(counts) + source_kinds(counts),
        "count": counts.of(*scope.kinds),
        "persons": [(str(person.pk), person_label(person)) for person in persons],
        "periods": periods(),
        "activity": activity_label(activity) if activity else "",
        "activity_url": url_of(activity, customer.number) if activity else "",
    }


def wanted_activity(request: HttpRequest, customer: Customer) -> Activity | None:
    """The activity of '?activity=', when it is one that this user may see here."""
    key = _key(request.GET.get("activity", ""))
    return find_activity(request.user, customer, key) if key else None


def moment_draft(request: HttpRequest, customer: Customer) -> Draft | None:
    """This clerk's unfinished contact moment with the customer; without a text it is none."""
    if not request.user.has_perm("contacts.add_contactmoment"):
        return None
    path = reverse("contacts:moment_add", args=[customer.number])
    draft = drafts.load_draft(owner=shared.clerk(request), path=path)
    if draft is None:
        return None
    typed = drafts.typed_values(draft)
    said = "".join(text for name in ("text", "subject") for text in typed.get(name, []))
    return draft if said.strip() else None


def _days_elsewhere(
    customer: Customer, saved: int, here: set[int], rows: dict[str, Any]
) -> list[Any]:
    """What was saved just now and is not on this page: it was long ago, or does not fit the filter."""
    if not saved or saved in here:
        return []
    moments = ContactMoment.objects.visible_to(rows["user"]).standing().filter(customer=customer)
    moment = moments.select_related(*service.SHOWN).filter(pk=saved)
    return day_rows([Entry(OWN, service.event_of(one), one) for one in moment], **rows)


def _just_removed(request: HttpRequest, customer: Customer) -> ContactMoment | None:
    """The moment that was taken away just now, for whoever may put it back."""
    key = _key(request.GET.get("removed", ""))
    if not key:
        return None
    moments = ContactMoment.objects.filter(customer=customer, pk=key, removed_at__isnull=False)
    moment: ContactMoment | None = moments.first()
    return moment if moment and may_remove(request.user, moment) else None


def _key(text: str) -> int:
    """The key in a query string; 0 for none."""
    fits = text.isascii() and text.isdigit() and len(text) <= LARGEST_KEY
    return int(text) if fits else 0


def _url_with(request: HttpRequest, url: str, *, before: str) -> str:
    """The list from another place on, with the same filter."""
    query = request.GET.copy()
    for name in ("before", "saved", "removed", "new"):
        query.pop(name, None)
    if before:
        query["before"] = before
    return f"{url}?{query.urlencode()}" if query else url


def _terms_query(request: HttpRequest) -> str:
    """The search in which the customer stands, without the filter of the list."""
    query = request.GET.copy()
    for name in ("before", "saved", "removed", "new", *FIELDS):
        query.pop(name, None)
    return f"?{query.urlencode()}" if query else ""
