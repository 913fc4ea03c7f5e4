"""The steps that ask more than a reason: moving, stopping, honouring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.activities.forms.steps import (
    HonourForm,
    MoveForm,
    StopForm,
    honour_initial,
    move_initial,
)
from customers.activities.models import Appointment, Kind
from customers.activities.presentation.slots import overlap_lines, slot_words
from customers.activities.services import appointments, requests, subscriptions
from customers.activities.services.appointments import MovedMeanwhileError, Slot
from customers.activities.services.stages import closed_words
from customers.activities.views.step_shared import (
    frame_of,
    get_writable,
    may_change,
    page_of,
)
from customers.forms.errors import take_errors
from customers.presentation.dates import clock_words, full_day
from customers.views import saving, shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest

    from customers.activities.models import Activity

may_add = permission_required(
    ("activities.change_activity", "activities.add_activity"), raise_exception=True
)


# ---------------------------------------------------------------- the page they share
def _page(
    request: HttpRequest,
    activity: Activity,
    form: Form,
    words: dict[str, Any],
    *,
    draft_from: Any = None,
    **more: Any,
) -> HttpResponse:
    """The form, with the clerk's draft said above it; `words` are its title, button and so on."""
    context = frame_of(request, activity, form) | words | more
    template = "activities/step_form.html"
    return saving.form_page(request, template, form, context, draft_from=draft_from)


def _lines(form: Form, **widths: str) -> list[tuple[Any, str]]:
    """The fields in their order, each with its width."""
    return [(form[name], width) for name, width in widths.items()]


def _dropped(request: HttpRequest) -> HttpResponse | None:
    """The answer to throwing the draft away; None when that is not asked."""
    if "drop_draft" not in request.POST:
        return None
    shared.drop_draft(request)
    return redirect(request.get_full_path())


def _opened(request: HttpRequest, initial: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The initial values with the clerk's draft in them, and since when that is kept."""
    draft = shared.open_draft(request)
    if draft is None:
        return initial, None
    return initial | shared.draft_initial(draft, set(initial)), draft.saved_at


def _closed(request: HttpRequest, activity: Activity) -> HttpResponse:
    messages.info(request, closed_words(activity))
    return redirect(page_of(request, activity))


# ---------------------------------------------------------------- moving
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def move(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Another day, time or place; what overlaps it is said before it is saved."""
    activity = get_writable(request, number, activity_id)
    appointment = Appointment.objects.filter(pk=activity.pk).first()
    if activity.kind != Kind.APPOINTMENT or appointment is None:
        raise Http404
    if (answer := _dropped(request)) is not None:
        return answer
    if not activity.is_open:
        return _closed(request, activity)
    slot = Slot.of(appointment)
    if request.method == "POST":
        return _move(request, activity, MoveForm(request.POST, slot=slot), slot)
    initial, draft_from = _opened(request, move_initial(slot) | {"reason": ""})
    form = MoveForm(initial=initial, slot=slot)
    return _move_page(request, activity, form, slot, draft_from=draft_from)


def _move(request: HttpRequest, activity: Activity, form: MoveForm, slot: Slot) -> HttpResponse:
    if not form.is_valid():
        return _move_page(request, activity, form, slot)
    wanted, reason = form.slot(), form.cleaned_data["reason"]
    overlaps = overlap_lines(activity, wanted, request)
    if overlaps and "anyway" not in request.POST:
        return _move_page(request, activity, form, slot, overlaps=overlaps)
    try:
        appointments.move_appointment(
            activity=activity,
            slot=wanted,
            seen=form.seen_slot(),
            actor=shared.clerk(request),
            reason=reason,
        )
    except MovedMeanwhileError as moved:
        form.see(moved.slot)
        return _move_page(request, activity, form, moved.slot, conflict=_moved_words(moved))
    except ValidationError as error:
        take_errors(form, error)
        return _move_page(request, activity, form, slot)
    shared.drop_draft(request)
    if wanted == slot:
        messages.info(request, shared.nothing_changed())
    else:
        words = {"label": activity.label, "slot": slot_words(wanted)}
        shared.say_saved(request, _("%(label)s is moved to %(slot)s.") % words)
    return redirect(page_of(request, activity))


def _moved_words(moved: MovedMeanwhileError) -> str:
    text = _(
        "%(name)s moved this appointment to %(slot)s at %(time)s. Save again to put yours in its"
        " place."
    )
    return text % {
        "name": moved.author.name,
        "slot": slot_words(moved.slot),
        "time": clock_words(moved.author.moment),
    }


def _move_page(
    request: HttpRequest, activity: Activity, form: MoveForm, slot: Slot, **more: Any
) -> HttpResponse:
    words = {
        "doing": _("Move appointment"),
        "now_label": _("Now"),
        "now": slot_words(slot),
        "button": _("Move"),
        "lines": _lines(form, day="w-m", starts="w-s", ends="w-s", place="w-l", reason="w-xl"),
        "hint": _("The history keeps both times."),
    }
    return _page(request, activity, form, words, **more)


# ---------------------------------------------------------------- stopping
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def stop(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Stop a subscription on a day, and say why."""
    activity = get_writable(request, number, activity_id)
    if activity.kind != Kind.SUBSCRIPTION:
        raise Http404
    if (answer := _dropped(request)) is not None:
        return answer
    if not activity.is_open:
        return _closed(request, activity)
    if request.method != "POST":
        detail = getattr(activity, "subscription", None)
        day = (detail and detail.stops_on) or timezone.localdate()
        initial, draft_from = _opened(request, {"stops_on": day, "reason": ""})
        form = StopForm(initial=initial, label_suffix="")
        return _stop_page(request, activity, form, draft_from=draft_from)
    form = StopForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _stop_page(request, activity, form)
    day = form.cleaned_data["stops_on"]
    try:
        stopped = subscriptions.stop_subscription(
            activity=activity,
            stops_on=day,
            actor=shared.clerk(request),
            reason=form.cleaned_data["reason"],
        )
    except ValidationError as error:
        take_errors(form, error)
        return _stop_page(request, activity, form)
    shared.drop_draft(request)
    words = {"label": activity.label, "day": full_day(day)}
    text = _("%(label)s runs until %(day)s.") if stopped.is_open else _("%(label)s is stopped.")
    shared.say_saved(request, text % words)
    return redirect(page_of(request, activity))


def _stop_page(
    request: HttpRequest, activity: Activity, form: StopForm, **more: Any
) -> HttpResponse:
    detail = getattr(activity, "subscription", None)
    renewal = detail.next_on if detail else None
    words = {
        "doing": _("Stop subscription"),
        "now_label": _("Next renewal"),
        "now": full_day(renewal) if renewal else "",
        "button": _("Stop subscription"),
        "lines": _lines(form, stops_on="w-m", reason="w-xl"),
        "hint": _("Until that day it runs on. What begins later is not renewed, nor invoiced."),
    }
    return _page(request, activity, form, words, **more)


# ---------------------------------------------------------------- honouring
@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def honour(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """A lead becomes a request; a request a project, and its prospect a customer."""
    activity = get_writable(request, number, activity_id)
    if activity.kind not in requests.BECOMES:
        raise Http404
    if (answer := _dropped(request)) is not None:
        return answer
    made = requests.became(activity)
    if made is not None and request.method != "POST":
        return redirect(page_of(request, made))
    if made is None and not activity.is_open:
        return _closed(request, activity)
    if request.method == "POST":
        return _honour(request, activity, HonourForm(request.POST, activity=activity))
    initial, draft_from = _opened(request, honour_initial(activity))
    form = HonourForm(initial=initial, activity=activity)
    return _honour_page(request, activity, form, draft_from=draft_from)


def _honour(request: HttpRequest, activity: Activity, form: HonourForm) -> HttpResponse:
    if not form.is_valid():
        return _honour_page(request, activity, form)
    lead = activity.kind == Kind.LEAD
    become = requests.lead_to_request if lead else requests.honour_request
    was_prospect = activity.customer.status == "prospect"

    def deed() -> Done:
        made = become(activity=activity, actor=shared.clerk(request), values=form.values())
        words = {"label": activity.label, "made": made.label, "number": activity.customer.number}
        if lead:
            text = _("%(label)s became request %(made)s.")
        elif was_prospect:
            text = _("%(label)s is honoured: project %(made)s. %(number)s is a customer now.")
        else:
            text = _("%(label)s is honoured: project %(made)s.")
        return Done(page_of(request, made), text % words)

    try:
        return shared.save_once(request, deed)
    except ValidationError as error:
        take_errors(form, error)
        return _honour_page(request, activity, form)


def _honour_page(
    request: HttpRequest, activity: Activity, form: HonourForm, **more: Any
) -> HttpResponse:
    lead = activity.kind == Kind.LEAD
    prospect = activity.customer.status == "prospect"
    hint = _("The request becomes part of the project.")
    if prospect:
        hint = _("The request becomes part of the project, and this prospect a customer.")
    words = {
        "doing": _("Lead becomes a request") if lead else _("Honour request"),
        "now_label": _("Lead") if lead else _("Request"),
        "now": f"{activity.label} {activity.title}",
        "button": _("Make request") if lead else _("Honour"),
        "lines": _lines(form, title="w-xl", amount="w-m", assigned_to="w-l", remark="w-xl"),
        "hint": _("The lead is closed, and stays readable.") if lead else hint,
    }
    return _page(request, activity, form, words, **more)
