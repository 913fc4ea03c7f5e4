"""Adding and changing an activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.activities.forms.kinds import AppointmentForm, form_for
from customers.activities.models import Activity, Kind, Treatment
from customers.activities.presentation.words import ActivityWords
from customers.activities.services import activities as service
from customers.activities.services.treatments import read_treatment
from customers.activities.views.step_shared import get_writable, may_change, page_of
from customers.forms.fields import read_day
from customers.presentation.frame import customer_frame
from customers.presentation.terms import SearchTerms
from customers.services.combining import OverlapError
from customers.views import saving, shared
from customers.views.shared import Done

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
    if saving.gives_up(request):
        return shared.give_up(request, _back_url(request, customer, activity))
    form = _form(request, customer, kind, activity, data=request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    version, values = saving.wanted(request, activity, form, service.values_of)
    if saving.goes_on(request) and activity:
        initial = form.shown(form.stored | values) | {"version": version}
        again = _form(request, customer, kind, activity, initial=initial)
        return _form_page(request, again, changed=True)
    if clashes := _undecided(request, form):
        return shared.done_before(request) or _form_page(request, form, clashes=clashes)
    try:
        return _save(request, form, version, values)
    except OverlapError as conflict:
        return _conflict_page(request, form, conflict)
    except ValidationError as error:
        form.take_errors(error)
        return _form_page(request, form)


def _undecided(request: HttpRequest, form: ActivityForm) -> list[Any]:
    """Other appointments of the colleague at that time, as long as nobody said that it is meant."""
    if not isinstance(form, AppointmentForm):
        return []
    known = {*request.POST.getlist("clash")} if "anyway" in request.POST else set()
    clashes = form.clashes()
    return clashes if {str(clash.pk) for clash in clashes} - known else []


def _save(request: HttpRequest, form: ActivityForm, version: int, values: Values) -> HttpResponse:
    """Save once, and open the page of the activity."""
    actor = shared.clerk(request)

    def deed() -> Done:
        if form.activity is None:
            activity = service.create_activity(
                customer=form.customer, kind=form.kind, values=values, actor=actor
            )
            text = _("%(label)s was added.") % {"label": activity.label}
        else:
            saved = service.combine_activity(
                activity=form.activity, version=version, values=values, actor=actor
            )
            activity, text = saved.row, saving.saved_words(saved)
        return Done(page_of(request, activity), text, form.doubt_texts())

    return shared.save_once(request, deed)


# ---------------------------------------------------------------- the pages
def _form_page(
    request: HttpRequest,
    form: ActivityForm,
    *,
    draft_from: Any = None,
    changed: bool = False,
    clashes: list[Any] | None = None,
) -> HttpResponse:
    context = {
        **customer_frame(request, form.customer),
        "activity": form.activity,
        "doing": _doing(form),
        "clashes": clashes,
        "back_url": _back_url(request, form.customer, form.activity),
    }
    template = "activities/activity_form.html"
    return saving.form_page(
        request, template, form, context, draft_from=draft_from, changed=changed
    )


def _conflict_page(
    request: HttpRequest, form: ActivityForm, conflict: OverlapError
) -> HttpResponse:
    context = {**customer_frame(request, form.customer), "doing": _doing(form)}
    template = "activities/activity_conflict.html"
    return saving.conflict_page(request, template, form, conflict, context, words_of=ActivityWords)


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
