"""The steps of an activity: its stage, and what its kind can do."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from customers.activities.forms.steps import ReasonForm
from customers.activities.models import Kind, Stage
from customers.activities.presentation.ready import ready_context, told_words
from customers.activities.services import activities as service
from customers.activities.services import appointments, repairs, subscriptions
from customers.activities.services.stages import closed_words
from customers.activities.views.step_shared import (
    frame_of,
    get_writable,
    may_change,
    page_of,
    say_refused,
    undo_stage,
)
from customers.presentation.dates import full_day
from customers.values.keys import read_key
from customers.views import shared
from customers.views.shared import Done

if TYPE_CHECKING:
    from django.http import HttpRequest

    from customers.activities.models import Activity

_LONGEST_REASON = 500


# ---------------------------------------------------------------- the stage
@require_POST
@may_change
def stage(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Bring the activity to another stage; the message offers the way back."""
    activity = get_writable(request, number, activity_id)
    url = page_of(request, activity)
    wanted = _stage_asked(request, activity)
    if wanted is None:
        messages.error(request, _("Choose one of the stages in the list."))
        return redirect(url)
    if wanted.pk == activity.stage_id:
        messages.info(request, shared.nothing_changed())
        return redirect(url)
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:_LONGEST_REASON]
    try:
        service.set_stage(
            activity=activity, stage=wanted, actor=shared.clerk(request), reason=_plain(reason)
        )
    except ValidationError as error:
        say_refused(request, error)
        return redirect(url)
    words = {"label": activity.label, "stage": wanted.name}
    undo = undo_stage(request, activity, activity.stage_id)
    shared.say_saved(request, _("%(label)s: %(stage)s.") % words, undo_url=undo)
    return redirect(url)


def _stage_asked(request: HttpRequest, activity: Activity) -> Stage | None:
    """The stage that is asked for, of this kind; None for anything else."""
    asked = request.POST.get("stage") or request.GET.get("stage") or ""
    return Stage.objects.filter(pk=read_key(asked), kind=activity.kind).first()


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


# ---------------------------------------------------------------- the archive
@require_POST
@may_change
def archive(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Put an activity that has ended out of sight; the message offers the way back."""
    activity = get_writable(request, number, activity_id)
    try:
        service.archive(activity=activity, actor=shared.clerk(request))
    except ValidationError as error:
        say_refused(request, error)
        return redirect(page_of(request, activity))
    text = _("%(name)s is archived.") % {"name": activity.label}
    shared.say_saved(request, text, undo_url=page_of(request, activity, "restore"))
    return redirect(page_of(request, activity))


@require_POST
@may_change
def restore(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Take an activity out of the archive."""
    activity = get_writable(request, number, activity_id)
    service.restore(activity=activity, actor=shared.clerk(request))
    text = _("%(name)s is out of the archive.") % {"name": activity.label}
    shared.say_saved(request, text, undo_url=page_of(request, activity, "archive"))
    return redirect(page_of(request, activity))


# ---------------------------------------------------------------- 'Klaar'
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def ready(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Who is told that it is ready, and why; a post makes it ready and tells them, once."""
    activity = get_writable(request, number, activity_id)
    if not repairs.can_be_ready(activity):
        raise Http404
    if request.method == "POST":
        return _make_ready(request, activity)
    plan = repairs.plan_ready(activity)
    if plan.refusal:
        messages.info(request, plan.refusal)
        return redirect(page_of(request, activity))
    context = frame_of(request, activity) | ready_context(plan)
    return render(request, "activities/step_ready.html", context)


def _make_ready(request: HttpRequest, activity: Activity) -> HttpResponse:
    url, before = page_of(request, activity), activity.stage_id
    silent = request.POST.get("action") == "silent"

    def deed() -> Done:
        result = repairs.mark_ready(activity=activity, actor=shared.clerk(request), send=not silent)
        told, warnings = told_words(result, silent=silent)
        # What was sent cannot be taken back: no way back is offered then.
        gone = result.already or (result.outcome is not None and result.outcome.recipients)
        undo_url = "" if gone else undo_stage(request, activity, before)
        return Done(url, told, warnings, undo_url)

    try:
        return shared.save_once(request, deed)
    except ValidationError as error:
        say_refused(request, error)
        return redirect(url)


# ---------------------------------------------------------------- calling off
@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def cancel(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Ask why, then call it off."""
    activity = get_writable(request, number, activity_id)
    target = appointments.cancelling_stage(activity.kind)
    if target is None:
        raise Http404
    if not activity.is_open:
        messages.info(request, closed_words(activity))
        return redirect(page_of(request, activity))
    form = ReasonForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        return _cancel(request, activity, form.cleaned_data["reason"])
    context = frame_of(request, activity, form) | _cancel_words(activity, target)
    return render(request, "customers/customer_confirm.html", context)


def _cancel_words(activity: Activity, target: Stage) -> dict[str, str]:
    """What the dialog says: people call an appointment off, and cancel anything else."""
    words = {"label": activity.label, "stage": target.name, "kind": Kind(activity.kind).label}
    if activity.kind == Kind.APPOINTMENT:
        return {
            "title": _("Call off %(label)s?") % words,
            "what": _("The time becomes free. The appointment stays readable, with the reason."),
            "button": pgettext("appointment", "Call off"),
        }
    return {
        "title": _("Cancel %(label)s?") % words,
        "what": _("It gets the stage '%(stage)s'.") % words,
        "button": _("Cancel %(kind)s") % words,
    }


def _cancel(request: HttpRequest, activity: Activity, reason: str) -> HttpResponse:
    url = page_of(request, activity)
    try:
        done = appointments.cancel_activity(
            activity=activity, actor=shared.clerk(request), reason=reason
        )
    except ValidationError as error:
        say_refused(request, error)
        return redirect(url)
    words = {"label": done.label, "stage": done.stage.name}
    undo = undo_stage(request, activity, activity.stage_id)
    shared.say_saved(request, _("%(label)s: %(stage)s.") % words, undo_url=undo)
    return redirect(url)


# ---------------------------------------------------------------- renewing
@require_POST
@may_change
def renew(request: HttpRequest, number: str, activity_id: int) -> HttpResponse:
    """Renew a subscription by one period; `begins` (2026-12-01) says which one is meant."""
    activity = get_writable(request, number, activity_id)
    if activity.kind != Kind.SUBSCRIPTION:
        raise Http404
    try:
        begins = datetime.date.fromisoformat(request.POST.get("begins", ""))
    except ValueError:
        begins = None
    try:
        done = subscriptions.renew_subscription(
            activity=activity, actor=shared.clerk(request), begins=begins
        )
    except ValidationError as error:
        say_refused(request, error)
        return redirect(page_of(request, activity))
    words = {"label": activity.label, "day": full_day(done.next_on)}
    if done.order is None:
        text = _("%(label)s is renewed; the next renewal is on %(day)s. Nothing is invoiced.")
    else:
        words["order"] = done.order.label
        text = _("%(label)s is renewed until %(day)s; %(order)s is to be invoiced.")
    shared.say_saved(request, text % words)
    return redirect(page_of(request, activity))
