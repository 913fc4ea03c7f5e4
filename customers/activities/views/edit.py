"""Adding and changing an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.activities.forms.kinds import AppointmentForm, form_for
from customers.activities.models import Activity, Kind, Treatment
from customers.activities.presentation.words import ActivityWords
from customers.activities.services import activities as service
from customers.activities.services.treatments import read_treatment
from customers.activities.views.step_shared import get_writable, may_change, page_of
from customers.forms.fields import read_day
from customers.presentation.conflict import conflict_context
from customers.presentation.frame import counter_frame
from customers.presentation.terms import SearchTerms
from customers.services import once
from customers.services.combining import OverlapError
from customers.values.names import PersonName, full_name
from customers.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from customers.activities.forms.activity import ActivityForm
    from customers.models import Customer
    from customers.services.state import Values

may_add = permission_required("activities.add_activity", raise_exception=True)
_MEDICAL = ("activities.view_treatments", "activities.write_treatments")


# ---------------------------------------------------------------- a new one
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Add an activity of one kind; '?parent=' and '?day=' fill in its project and its day."""
    if kind == Kind.TREATMENT and not request.user.has_perms(_MEDICAL):
        raise PermissionDenied
    customer = shared.get_changeable(request, number)
    if request.method == "POST":
        return _post(request, customer, kind, None)
    if customer.status not in service.OPEN_TO:
        messages.error(request, service.refusal_to_add())
        return redirect(_back_url(request, customer, None))
    return _open(request, customer, kind, None, _asked(request, kind))


def _asked(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What the address fills in: the project that it is made from, the day that was looked at."""
    asked: dict[str, Any] = {}
    if request.GET.get("parent", "").isdecimal():
        asked["parent"] = request.GET["parent"]
    day = read_day(request.GET.get("day", ""))
    if day is not None:
        asked["planned_on" if kind == Kind.TRIP else "day"] = day
    return asked


# ---------------------------------------------------------------- one that is there
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Change an activity; a post saves, or shows what somebody else changed meanwhile."""
    activity = get_writable(request, number, activity_id)
    if activity.kind == Kind.TREATMENT:
        _note_reading(request, activity)
    if request.method == "POST":
        return _post(request, activity.customer, activity.kind, activity)
    return _open(request, activity.customer, activity.kind, activity, {})


def _note_reading(request: HttpRequest, activity: Activity) -> None:
    """Write down who reads medical data, before it is shown."""
    try:
        read_treatment(activity=activity, reader=shared.clerk(request), place="activities:edit")
    except Treatment.DoesNotExist:
        return


# ---------------------------------------------------------------- the form
def _form(
    request: HttpRequest, customer: Customer, kind: str, activity: Activity | None, **more: Any
) -> ActivityForm:
    stored = service.values_of(activity) if activity else None
    return form_for(kind)(
        customer=customer,
        actor=shared.clerk(request),
        activity=activity,
        stored=stored,
        **more,
    )


def _open(
    request: HttpRequest,
    customer: Customer,
    kind: str,
    activity: Activity | None,
    initial: dict[str, Any],
) -> HttpResponse:
    """The form as it opens: as stored, or with the clerk's draft in it."""
    draft = shared.open_draft(request)
    if draft is not None:
        initial = shared.draft_initial(draft, {*form_for(kind).base_fields})
        initial.setdefault("billed", "")  # a box that is not ticked is not posted
    form = _form(request, customer, kind, activity, initial=initial)
    return _form_page(request, form, draft_from=draft and draft.saved_at)


def _post(
    request: HttpRequest, customer: Customer, kind: str, activity: Activity | None
) -> HttpResponse:
    """Save the posted form, or show it again with what is wrong, what overlaps or what clashes."""
    if "drop_draft" in request.POST or request.POST.get("action") == "undo":
        return shared.give_up(request, _back_url(request, customer, activity))
    form = _form(request, customer, kind, activity, data=request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    version, values = _wanted(request, form)
    if request.POST.get("action") == "continue" and activity:
        initial = form.shown(form.stored | values) | {"version": version}
        return _form_page(
            request, _form(request, customer, kind, activity, initial=initial), changed=True
        )
    if clashes := _undecided(request, form):
        return shared.done_before(request) or _form_page(request, form, clashes=clashes)
    try:
        return _save(request, form, version, values)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, form)


def _wanted(request: HttpRequest, form: ActivityForm) -> tuple[int, Values]:
    """The version and values to save; after the conflict screen with the clerk's choices in them."""
    version, values = form.cleaned_data["version"], form.values()
    seen = shared.seen_version(request)
    if form.activity is None or seen is None:
        return version, values
    return service.resolve(
        activity=form.activity,
        version=version,
        values=values,
        seen_version=seen,
        choices=shared.conflict_choices(request),
    )


def _undecided(request: HttpRequest, form: ActivityForm) -> list[Any]:
    """Other appointments of the colleague at that time, as long as nobody said that it is meant."""
    if not isinstance(form, AppointmentForm):
        return []
    known = {*request.POST.getlist("clash")} if "anyway" in request.POST else set()
    clashes = form.clashes()
    return clashes if {str(clash.pk) for clash in clashes} - known else []


def _save(request: HttpRequest, form: ActivityForm, version: int, values: Values) -> HttpResponse:
    """Save once, and open the page of the activity."""
    key, actor = shared.form_key(request), shared.clerk(request)
    with transaction.atomic():
        earlier = once.claim(key=key, staff=actor)
        if earlier is not None:
            return redirect(earlier)
        if form.activity is None:
            activity = service.create_activity(
                customer=form.customer, kind=form.kind, values=values, actor=actor
            )
            text = _("%(label)s was added.") % {"label": activity.label}
        else:
            saved = service.combine_activity(
                activity=form.activity, version=version, values=values, actor=actor
            )
            activity = saved.activity
            text = shared.saved_words(saved.combined_with) if saved.changed else ""
        url = page_of(request, activity)
        once.finish(key=key, result_url=url)
        shared.drop_draft(request)
    if text:
        shared.say_saved(request, text, form.doubt_texts())
    else:
        messages.info(request, shared.nothing_changed())
    return redirect(url)


# ---------------------------------------------------------------- the pages
def _form_page(
    request: HttpRequest,
    form: ActivityForm,
    *,
    draft_from: Any = None,
    changed: bool = False,
    clashes: list[Any] | None = None,
) -> HttpResponse:
    if request.method == "POST":
        shared.keep_draft(request)
    context = {
        **_common(request, form.customer),
        "form": form,
        "activity": form.activity,
        "doing": _doing(form),
        "draft_from": draft_from,
        "changed": changed or form.is_bound or draft_from is not None,
        "error_count": len(form.errors) if form.is_bound else 0,
        "clashes": clashes,
        "back_url": _back_url(request, form.customer, form.activity),
    }
    return render(request, "activities/activity_form.html", context)


def _conflict_page(
    request: HttpRequest, form: ActivityForm, conflict: OverlapError
) -> HttpResponse:
    """Both values side by side; the form travels along, so that nothing typed is lost."""
    shared.keep_draft(request)
    context = {
        **_common(request, form.customer),
        "doing": _doing(form),
        "typed": shared.typed_pairs(request),
        "conflict": conflict,
        **conflict_context(conflict, form, ActivityWords),
    }
    return render(request, "activities/activity_conflict.html", context)


def _common(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    return {
        **counter_frame(request, customer=customer),
        "customer": customer,
        "name": full_name(PersonName.of(customer)),
        "hidden": shared.hidden_fields(request),
    }


def _doing(form: ActivityForm) -> str:
    """'Nieuwe bestelling', or which one is changed."""
    if form.activity is None:
        return _("New: %(kind)s") % {"kind": str(form.kind.label).lower()}
    words = {"kind": str(form.kind.label).lower(), "label": form.activity.label}
    return _("Edit %(kind)s %(label)s") % words


def _back_url(request: HttpRequest, customer: Customer, activity: Activity | None) -> str:
    """Where the form was opened from: the activity, or the card in its search."""
    if activity is not None:
        return page_of(request, activity)
    query = SearchTerms.of(request.GET).query
    url = shared.card_url(request, customer).partition("?")[0]
    return f"{url}{query}"
