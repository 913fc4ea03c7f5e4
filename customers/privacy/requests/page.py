"""The page of one request: how far it is, what was asked, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from customers import hooks
from customers.models import Customer, PrivacyRequest
from customers.presentation.dates import day_heading, full_day
from customers.presentation.history import actor_name
from customers.presentation.lists import Tag
from customers.privacy.access.page import exports_context
from customers.privacy.requests import listing as register
from customers.privacy.requests.history import entries_of_request

if TYPE_CHECKING:
    import datetime

    from django.utils.safestring import SafeString
    from django_stubs_ext import StrPromise

    from customers.hooks import HistoryEntry

Kind, Status = PrivacyRequest.Kind, PrivacyRequest.Status
TITLES: dict[str, StrPromise] = {
    Kind.ACCESS: gettext_lazy("Access request"),
    Kind.ERASURE: gettext_lazy("Erasure request"),
    Kind.RECTIFICATION: gettext_lazy("Request for rectification"),
    Kind.OBJECTION: gettext_lazy("Objection"),
}


@dataclass(frozen=True)
class Step:
    """One step of a request: `state` is 'done', 'now' or '' for what is still to come."""

    label: str
    note: str
    state: str = ""


@dataclass(frozen=True)
class Fact:
    """A line of what is known of it."""

    label: str
    value: str
    note: str = ""
    url: str = ""
    tag: Tag | None = None


@dataclass(frozen=True)
class Told:
    """One change of it: when, what, and why."""

    moment: datetime.datetime
    day: str
    sentence: SafeString
    detail: str
    reason: str
    icon: str


@dataclass(frozen=True)
class Button:
    """Something to do with it."""

    label: str
    url: str
    kind: str = ""
    key: str = ""


def page_context(user: Any, request: PrivacyRequest, query: str) -> dict[str, Any]:
    """What the page shows, with a fixed number of queries, however much happened."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "asked": request,
        "title": TITLES[request.kind],
        "status": register.status_tag(request),
        "name": register.name_of(request.customer),
        "steps": steps_of(request),
        "facts": facts_of(request, today),
        "told": told_of(request),
        "buttons": buttons_of(user, request, query),
        "advice": advice_of(request, today),
        "may_mend": request.is_running and user.has_perm("customers.change_privacyrequest"),
        "next": next_of(user, request),
    }
    if request.kind == Kind.ACCESS:
        context |= exports_context(user, request)
    return context


# ---------------------------------------------------------------- how far it is
def steps_of(request: PrivacyRequest) -> list[Step]:
    """The steps of a request, each with who did it and when."""
    channel = str(request.get_channel_display())
    checked = ""
    if request.identity:
        by = request.identity_by.short_name if request.identity_by else ""
        seen = request.identity_note or str(request.get_identity_display())
        checked = ", ".join(filter(None, [seen, by]))
    done = [
        (
            pgettext("privacy request", "Request"),
            f"{full_day(request.received_on)}, {channel}",
            True,
        ),
        (_("Identity checked"), checked, bool(request.identity)),
    ]
    if request.kind == Kind.ERASURE:
        done += _erasure_steps(request)
    else:
        due = _("by %(day)s at the latest") % {"day": full_day(request.due_on)}
        done.append((_("Answer"), _closed_words(request) or due, not request.is_running))
    return _with_states(done, running=request.is_running)


def _erasure_steps(request: PrivacyRequest) -> list[tuple[str, str, bool]]:
    planned = request.status in (Status.AWAITING, Status.WAITING, Status.DONE)
    approved = request.status in (Status.WAITING, Status.DONE)
    due = _("by %(day)s at the latest") % {"day": full_day(request.due_on)}
    ends = _closed_words(request)
    if not ends and request.execute_on:
        ends = _("on %(day)s") % {"day": full_day(request.execute_on)}
    return [
        (_("Judge the plan"), _who(request.planned_by) if planned else "", planned),
        (_("Approve"), _who(request.approved_by) if approved else due, approved),
        (pgettext("step", "Erase"), ends, request.status == Status.DONE),
    ]


def _who(staff: Any) -> str:
    return staff.short_name if staff else ""


def _closed_words(request: PrivacyRequest) -> str:
    if request.closed_at is None:
        return ""
    parts = [str(request.get_status_display()), full_day(timezone.localdate(request.closed_at))]
    return ", ".join([*parts, *filter(None, [_who(request.closed_by)])])


def _with_states(found: list[tuple[str, str, bool]], *, running: bool) -> list[Step]:
    """The first step that is not done is the one to take now, as long as anything runs."""
    steps: list[Step] = []
    for label, note, is_done in found:
        reached = any(step.state == "now" for step in steps)
        state = "done" if is_done else "now" if running and not reached else ""
        steps.append(Step(label, note, state))
    return steps


# ---------------------------------------------------------------- what is known of it
def facts_of(request: PrivacyRequest, today: datetime.date) -> list[Fact]:
    """What was asked, by when it must be answered, and who does so."""
    left = register.days_left(request, today)
    facts = [
        Fact(pgettext("privacy request", "Kind"), register.kind_words(request)),
        Fact(
            pgettext("privacy request", "Received on"),
            full_day(request.received_on),
            str(request.get_channel_display()),
        ),
        Fact(_("Deadline"), full_day(request.deadline), tag=None if request.extended_to else left),
    ]
    if request.extended_to:
        extended = full_day(request.extended_to)
        facts.append(Fact(_("Extended to"), extended, request.extension_reason, tag=left))
    if request.ground:
        facts.append(Fact(_("Ground"), str(request.get_ground_display())))
    facts.append(_identity_fact(request))
    assigned = request.assigned_to.display_name if request.assigned_to else _("nobody yet")
    facts.append(Fact(_("Assigned to"), assigned))
    if request.note:
        facts.append(Fact(_("What was asked"), request.note))
    if request.outcome:
        facts.append(Fact(_("Outcome"), request.outcome))
    return facts


def _identity_fact(request: PrivacyRequest) -> Fact:
    by = request.identity_by.display_name if request.identity_by else ""
    day = full_day(request.identity_on) if request.identity_on else ""
    note = ", ".join(filter(None, [request.identity_note, by, day]))
    tag = None if request.identity or not request.is_running else Tag(_("to do"), "warn")
    return Fact(_("Identity"), str(request.get_identity_display()), note, tag=tag)


def told_of(request: PrivacyRequest) -> list[Told]:
    """Every change of the request, newest first."""
    return [_told(entry, said) for entry in entries_of_request(request) for said in entry.sentences]


def _told(entry: HistoryEntry, said: Any) -> Told:
    return Told(
        moment=entry.moment,
        day=day_heading(timezone.localdate(entry.moment)),
        sentence=said.html(actor_name(entry)),
        detail=said.detail,
        reason=entry.reason if entry.reason != said.detail else "",
        icon=said.icon,
    )


# ---------------------------------------------------------------- what can be done now
def buttons_of(user: Any, request: PrivacyRequest, query: str) -> list[Button]:
    """The buttons of this user, by how far the request is; the likeliest first."""
    if not (request.is_running and user.has_perm("customers.change_privacyrequest")):
        return _plan_buttons(user, request, query) if request.is_running else []
    found = _plan_buttons(user, request, query) + _mend_buttons(user, request)
    close = _("Reject") if request.kind == Kind.ERASURE else _("Close the request")
    # An access request is answered by its file: that one has the first button.
    by_file = request.kind == Kind.ACCESS and user.has_perm("customers.export_person")
    primary = request.kind != Kind.ERASURE and not found and not by_file
    found += [
        Button(close, _url("request_close", request, query), "primary" if primary else ""),
        Button(_("Change the request"), _url("request_edit", request, query), key="W"),
        Button(_("Withdraw the request"), _url("request_withdraw", request, query), "quiet"),
    ]
    return found


def _plan_buttons(user: Any, request: PrivacyRequest, query: str) -> list[Button]:
    if request.kind != Kind.ERASURE:
        return []
    if request.status == Status.AWAITING and user.has_perm("customers.approve_erasure"):
        return [Button(_("Approve"), _url("approve", request, query), "primary", "G")]
    if not user.has_perm("customers.erase_customer"):
        return []
    if request.status != Status.OPEN:
        return [Button(_("Look at the plan"), _url("plan", request, query), key="P")]
    return [Button(_("Judge the plan"), _url("plan", request, query), "primary", "P")]


def _mend_buttons(user: Any, request: PrivacyRequest) -> list[Button]:
    """Where the card is mended, or a permission taken back."""
    customer = request.customer
    if customer is None or customer.status == Customer.Status.ERASED:
        return []
    if request.kind == Kind.RECTIFICATION and user.has_perm("customers.change_customer"):
        url = reverse("customers:edit", args=[customer.number])
        return [Button(_("Edit the customer"), url, "primary")]
    page = hooks.permission_page()
    if request.kind == Kind.OBJECTION and page:
        url = reverse(page.url_name, args=[customer.number])
        return [Button(pgettext("consent", "Permissions"), url, "primary")]
    return []


def _url(name: str, request: PrivacyRequest, query: str) -> str:
    return f"{reverse(f'privacy:{name}', args=[request.pk])}{query}"


def next_of(user: Any, request: PrivacyRequest) -> str:
    """Who goes on with it, for whoever took it in and can do no more; '' for the others."""
    if not request.is_running or user.has_perm("customers.change_privacyrequest"):
        return ""
    if request.assigned_to:
        params = {"name": request.assigned_to.display_name, "day": full_day(request.due_on)}
        return _("%(name)s goes on with it and answers by %(day)s at the latest.") % params
    return _("The office goes on with it and answers by %(day)s at the latest.") % {
        "day": full_day(request.due_on)
    }


def advice_of(request: PrivacyRequest, today: datetime.date) -> str:
    """What the law asks to be done now, when that is easily forgotten; '' when nothing is."""
    if not request.is_running:
        return ""
    if register.is_stuck(request, today):
        return _(
            "This erasure was approved, and was not carried out on its day, though it is tried every"
            " hour. Tell the administrator of the system, whose log says why."
        )
    if request.due_on < today:
        return _("The deadline is over. Answer the person now, and say why it took longer.")
    if not request.identity:
        return _("Check who asks this before anything is told or erased.")
    return ""
