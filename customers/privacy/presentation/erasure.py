"""The page of a plan, the question before it is approved, and what is left of who was erased."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from customers.hooks import OpenItem
from customers.models import Customer, PrivacyRequest, PrivacySettings
from customers.presentation.dates import full_day, short_day
from customers.privacy.erasure.approval import needs_second_person, refusal_to_approve
from customers.privacy.erasure.plan import KEEP, plan_erasure
from customers.privacy.requests import listing as register
from customers.privacy.requests.page import steps_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from customers.hooks import Blocker
    from customers.privacy.erasure.plan import Blocking, ErasurePlan, PlanRow
    from customers.privacy.mentions.service import Mention
    from klantbeheer.staff.models import StaffUser

#: So much of each kind that is open stands in the banner.
SHOWN = 2
Status, Scope = PrivacyRequest.Status, PrivacyRequest.Scope


@dataclass(frozen=True)
class Line:
    """A row of the plan as the page shows it."""

    label: str
    url: str
    amount: str
    verdict: str
    words: str
    note: str


@dataclass(frozen=True)
class Group:
    """The rows of one outcome, under their heading."""

    heading: str
    lines: list[Line]


@dataclass(frozen=True)
class TextRow:
    """A text elsewhere that mentions the person; `key` names it in a form."""

    key: str
    label: str
    place: str
    url: str
    by: str
    excerpt: SafeString | str
    words: str
    decision: str
    in_history_only: bool


def plan_page(user: StaffUser, request: PrivacyRequest, customer: Customer) -> dict[str, Any]:
    """Everything that the page of a plan shows, with a constant number of queries."""
    plan = plan_erasure(customer, request=request, user=user)
    found = plan.blocking
    is_open = request.status == Status.OPEN
    refusal = refusal_to_approve(request, user) if request.status == Status.AWAITING else ""
    may_approve = user.has_perm("customers.approve_erasure")
    return {
        "asked": request,
        "customer": customer,
        "name": register.name_of(customer),
        "status": register.status_tag(request),
        "steps": steps_of(request),
        "plan": plan,
        "groups": groups_of(plan),
        "texts": [text_row(mention) for mention in plan.mentions],
        "seen": timezone.now().isoformat(),
        "decided_words": _decided_words(plan),
        "held": held_words(found),
        "state": state_words(request, user),
        "problems": plan.problems if is_open else [],
        "is_open": is_open,
        "may_send": is_open and found.is_clear and not plan.problems,
        "first": first_words(found, plan.problems),
        "refusal": refusal if may_approve else "",
        "may_approve": request.status == Status.AWAITING and may_approve and not refusal,
        "may_withdraw": request.is_running and user.has_perm("customers.change_privacyrequest"),
    }


def back_url(request: PrivacyRequest) -> str:
    """The page of the request."""
    return reverse("privacy:request", args=[request.pk])


# ---------------------------------------------------------------- the tables
def groups_of(plan: ErasurePlan) -> list[Group]:
    """What goes, what is kept, and what is only told; an empty group is left out."""
    by_law = any(row.until for row in plan.keep)
    kept = _("Kept, because the law asks for it") if by_law else _("Kept")
    groups = [
        Group(_("Erased, for good"), [_line(row) for row in plan.erase]),
        Group(kept, [_line(row) for row in plan.keep]),
        Group(_("Told, not changed"), [_line(row) for row in plan.reports]),
    ]
    return [group for group in groups if group.lines]


def _line(row: PlanRow) -> Line:
    amount = row.amount or (f"{row.count} {row.unit}".strip() if row.count and row.unit else "")
    return Line(row.label, row.url, amount, row.verdict, _verdict(row), row.note)


def _verdict(row: PlanRow) -> str:
    if row.verdict != KEEP:
        words = {"erase": pgettext("plan", "erase"), "report": pgettext("plan", "told")}
        return words[row.verdict]
    if row.until is None:
        return pgettext("plan", "stays")
    return _("keep until %(day)s") % {"day": full_day(row.until)}


def text_row(mention: Mention) -> TextRow:
    """A mention as the page shows it."""
    place = mention.place
    who = [place.by, short_day(place.day) if place.day else ""]
    return TextRow(
        key=key_of(mention),
        label=str(mention.label),
        place=f"{place.number} {place.name}".strip(),
        url=place.url,
        by=", ".join(part for part in who if part),
        excerpt=mention.excerpt,
        words=", ".join(mention.words),
        decision=mention.decision,
        in_history_only=mention.in_history_only,
    )


def key_of(mention: Mention) -> str:
    """What names a mention in a form; it holds nothing of the text."""
    return ":".join(mention.key)


def _decided_words(plan: ErasurePlan) -> str:
    total = len(plan.mentions)
    params = {"n": total - plan.undecided, "total": total}
    return _("%(n)d of %(total)d decided") % params


# ---------------------------------------------------------------- what holds it back
@dataclass(frozen=True)
class Held:
    """What holds it back: how many things, the first few of each kind, and a hold if there is one."""

    words: str
    items: list[OpenItem]
    hold: str


def held_words(found: Blocking) -> Held | None:
    """The banner above the plan; None when nothing is open."""
    if not found.open_count:
        return None
    n = found.open_count
    words = ngettext("%(n)d thing still holds it back:", "%(n)d things still hold it back:", n)
    items = [item for blocker in found.blockers for item in _first_items(blocker)]
    hold = ""
    if found.hold is not None:
        until = found.hold.until
        params = {"reason": found.hold.reason, "day": full_day(until) if until else ""}
        text = _("on hold until %(day)s: %(reason)s") if until else _("on hold: %(reason)s")
        hold = text % params
    return Held(words % {"n": n}, items, hold)


def _first_items(blocker: Blocker) -> list[OpenItem]:
    """The first of what is open of one kind, and the way to the others."""
    first = [replace(item, text=item.text or blocker.label) for item in blocker.items[:SHOWN]]
    left = blocker.count - len(first)
    if left > 0 and blocker.all_url:
        first.append(OpenItem(_("%(n)d more") % {"n": left}, blocker.label, blocker.all_url))
    return first


def first_words(found: Blocking, problems: list[str]) -> str:
    """Why it cannot be sent yet, beside the button: 'Eerst 1 tekst beslissen en 2 zaken afronden.'."""
    parts = []
    if found.undecided:
        words = ngettext("decide %(n)d text", "decide %(n)d texts", found.undecided)
        parts.append(words % {"n": found.undecided})
    if found.open_count:
        words = ngettext("finish %(n)d open thing", "finish %(n)d open things", found.open_count)
        parts.append(words % {"n": found.open_count})
    if not parts:
        return " ".join(problems)
    return _("First %(what)s.") % {"what": _(" and ").join(parts)}


def state_words(request: PrivacyRequest, user: StaffUser) -> str:
    """How far the plan is, when nothing is to be decided on it any more."""
    if request.status == Status.AWAITING:
        by = request.planned_by.display_name if request.planned_by else ""
        if request.planned_by_id == user.pk:
            by = _("you")
        return _("Sent for approval by %(name)s. Until then nothing is erased.") % {"name": by}
    if request.status == Status.WAITING and request.execute_on:
        by = request.approved_by.display_name if request.approved_by else ""
        params = {"name": by, "day": full_day(request.execute_on)}
        if register.is_stuck(request, timezone.localdate()):
            return _("Approved by %(name)s for %(day)s, and not carried out: it fails.") % params
        return (
            _("Approved by %(name)s. Erased on %(day)s; until then it can be withdrawn.") % params
        )
    if request.status in (Status.REJECTED, Status.WITHDRAWN):
        return _("This request is closed: nothing is erased.")
    return ""


# ---------------------------------------------------------------- approving
def approve_page(request: PrivacyRequest, customer: Customer, user: StaffUser) -> dict[str, Any]:
    """What the second person reads before typing the number."""
    plan = plan_erasure(customer, request=request, user=user)
    days = PrivacySettings.load().waiting_days
    return {
        "plan": plan,
        "name": register.name_of(customer),
        "groups": groups_of(plan)[:2],
        "held": held_words(plan.blocking),
        "first": first_words(plan.blocking, []),
        "may_approve": plan.blocking.is_clear,
        "planner": request.planned_by.display_name if request.planned_by else "",
        "alone": not needs_second_person() and request.planned_by_id == user.pk,
        "days": days,
        "day": full_day(timezone.localdate() + datetime.timedelta(days=days)),
        "what": what_words(request),
    }


def what_words(request: PrivacyRequest) -> str:
    """What is erased, when it is less than the customer; '' for everything."""
    from customers.privacy.erasure.parts import chosen_of

    if request.scope == Scope.COLUMNS:
        return ", ".join(str(each.label) for each in chosen_of(request))
    return _("one contact person") if request.scope == Scope.ROW else ""
