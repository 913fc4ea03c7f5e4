"""What came in, and who waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from customers.activities.forms.arrival import ArrivalForm, initial_of
from customers.activities.models import Arrival
from customers.activities.presentation import arrivals as shown
from customers.activities.services import arrivals as service
from customers.forms.errors import take_errors
from customers.models import Interest
from customers.presentation.dates import clock_words, full_day
from customers.presentation.numbers import counted
from customers.presentation.paging import Paging
from customers.services import once
from customers.services.combining import OverlapError
from customers.values.keys import LARGEST_KEY, read_key
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest

_READ = ("activities.view_arrival", "customers.view_customer")
may_read = permission_required(_READ, raise_exception=True)
may_add = permission_required((*_READ, "activities.add_arrival"), raise_exception=True)
may_change = permission_required((*_READ, "activities.change_arrival"), raise_exception=True)
may_tell = permission_required((*_READ, "activities.tell_arrival"), raise_exception=True)
#: More than this nobody takes the ticks away from by hand.
_MOST_LEFT_OUT = 2_000


@require_safe
@may_read
def arrivals(request: HttpRequest) -> HttpResponse:
    """What came in, the newest first."""
    archived = request.GET.get("archived") == "1"
    found = shown.arrival_list(archived=archived)
    paging = Paging.of(found, request.GET.get("page", ""))
    context = {
        "rows": paging.rows(found),
        "paging": paging,
        "archived": archived,
        "may_add": request.user.has_perm("activities.add_arrival"),
    }
    return render(request, "activities/arrival_list.html", context)


def _get(arrival_id: int) -> Arrival:
    """The arrival. Raises Http404."""
    if arrival_id > LARGEST_KEY:
        raise Http404
    found: Arrival = get_object_or_404(Arrival.objects.select_related("author"), pk=arrival_id)
    return found


def _url(arrival: Arrival, name: str = "arrival") -> str:
    return reverse(f"activities:{name}", args=[arrival.pk])


@require_safe
@may_read
def arrival(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """What came in, how far the telling is, and every customer with a matching interest."""
    found = _get(arrival_id)
    context = shown.progress_context(found) | {"arrival": found}
    if request.headers.get("HX-Target") == "arrival-progress":
        return render(request, "activities/_arrival_progress.html", context)
    customers = service.matching(found, request.user)
    paging = Paging.of(customers, request.GET.get("page", ""))
    context |= {
        "interests": list(found.interests.all()),
        "rows": shown.waiting_rows(found, paging.rows(customers)),
        "paging": paging,
        "may_change": request.user.has_perm("activities.change_arrival"),
        "may_tell": request.user.has_perm("activities.tell_arrival") and not found.archived,
    }
    return render(request, "activities/arrival_detail.html", context)


# ---------------------------------------------------------------- registering
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    """Register what came in; the page after it lists who waits for it."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Change it; what two change at once is combined, or shown."""
    return _form(request, _get(arrival_id))


def _form(request: HttpRequest, found: Arrival | None) -> HttpResponse:
    if "drop_draft" in request.POST:
        shared.drop_draft(request)
        return redirect(request.get_full_path())
    if request.method == "POST":
        return _save(request, found, ArrivalForm(request.POST, arrival=found))
    initial = initial_of(found, service.values_of(found) if found else None)
    draft = shared.open_draft(request)
    if draft is not None:
        # A box that is not ticked is not posted.
        typed = shared.draft_initial(draft, {"title", "description", "interests", "arrived_on"})
        marks = shared.draft_initial(draft, {"archived", "version"})
        initial |= typed | {"archived": ""} | marks
    form = ArrivalForm(initial=initial, arrival=found)
    return _form_page(request, found, form, draft_from=draft and draft.saved_at)


def _save(request: HttpRequest, found: Arrival | None, form: ArrivalForm) -> HttpResponse:
    if not form.is_valid():
        return _form_page(request, found, form)
    version, values = form.cleaned_data["version"], form.values()
    actor = shared.clerk(request)

    def deed() -> Done:
        if found is None:
            added = service.add_arrival(values=values, actor=actor)
            return Done(_url(added), _("%(title)s is registered.") % {"title": added.title})
        saved = service.change_arrival(arrival=found, version=version, values=values, actor=actor)
        return Done(_url(found), saving.saved_words(saved))

    try:
        return shared.save_once(request, deed)
    except OverlapError as conflict:
        return _form_page(request, found, _conflict_form(form, found, conflict))
    except ValidationError as error:
        take_errors(form, error)
        return _form_page(request, found, form)


def _conflict_form(form: ArrivalForm, found: Arrival | None, conflict: OverlapError) -> ArrivalForm:
    """The form on the present version: the clerk's own stands in it, the other's beside it."""
    data = QueryDict(mutable=True)
    for name, value in conflict.values.items():
        if name == "interests":
            data.setlist(name, [str(pk) for pk in value])
        elif name == "arrived_on":
            data[name] = f"{value:%d-%m-%Y}"
        elif value:
            data[name] = str(value)
    data["version"] = str(conflict.seen_version)
    again = ArrivalForm(data, arrival=found)
    again.is_valid()
    for overlap in conflict.overlaps:
        text = _("%(name)s made it '%(theirs)s' at %(time)s. Save again to put yours in its place.")
        again.add_error(
            overlap.key,
            text
            % {
                "name": overlap.author.name,
                "theirs": _words(overlap.key, overlap.theirs[overlap.key]),
                "time": clock_words(overlap.author.moment),
            },
        )
    return again


def _words(name: str, value: Any) -> str:
    """A value as the sentence says it."""
    if name == "interests":
        return ", ".join(Interest.objects.filter(pk__in=value).values_list("name", flat=True))
    if name == "archived":
        return _("yes") if value else _("no")
    return full_day(value) if name == "arrived_on" else str(value)


def _form_page(
    request: HttpRequest, found: Arrival | None, form: ArrivalForm, *, draft_from: Any = None
) -> HttpResponse:
    back_url = _url(found) if found else reverse("activities:arrivals")
    context = {"arrival": found, "back_url": back_url}
    template = "activities/arrival_form.html"
    return saving.form_page(request, template, form, context, draft_from=draft_from)


# ---------------------------------------------------------------- telling
@require_http_methods(["GET", "HEAD", "POST"])
@may_tell
def tell(request: HttpRequest, arrival_id: int) -> HttpResponse:
    """Who is told: everybody, but those whose tick is taken away; a post tells them, once."""
    found = _get(arrival_id)
    without = _left_out(request.POST)
    if request.method == "POST" and request.POST.get("action") == "tell":
        return _tell(request, found, without)
    customers = service.untold(found, request.user)
    asked = request.POST.get("page") or request.GET.get("page") or ""
    paging = Paging.of(customers, asked, most=service.MOST_TOLD)
    rows = shown.waiting_rows(found, paging.rows(customers), without)
    here = {row.customer.pk for row in rows}
    chosen, words = shown.chosen_words(found, customers, paging, without)
    context = {
        "arrival": found,
        "rows": rows,
        "paging": paging,
        "chosen_words": words,
        "chosen": chosen,
        "skip": " ".join(str(pk) for pk in sorted(without - here)),
        "shown": " ".join(str(row.customer.pk) for row in rows if row.can),
        "back_url": _url(found),
        "hidden": shared.hidden_fields(request),
    }
    return render(request, "activities/arrival_tell.html", context)


def _left_out(posted: QueryDict) -> set[int]:
    """Whose tick was taken away, on this page and on those before it."""
    shown_here, ticked = _keys(posted.get("shown", "")), _keys(" ".join(posted.getlist("who")))
    return _keys(posted.get("skip", "")) | (shown_here - ticked)


def _keys(text: str) -> set[int]:
    parts = text.split()[:_MOST_LEFT_OUT]
    return {key for key in map(read_key, parts) if key}


def _tell(request: HttpRequest, found: Arrival, without: set[int]) -> HttpResponse:
    key, actor, url = shared.form_key(request), shared.clerk(request), _url(found)
    try:
        with transaction.atomic():
            earlier = once.claim(key=key, staff=actor)
            if earlier is not None:
                return redirect(earlier)
            count = service.tell(arrival=found, actor=actor, without=without)
            once.finish(key=key, result_url=url)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(url)
    if count:
        text = ngettext("%(n)s customer is told.", "%(n)s customers are told.", count)
        shared.say_saved(request, text % {"n": counted(count)})
    else:
        messages.info(request, _("Everybody who waits for this was told already."))
    return redirect(url)
