"""The page of one activity: what it is, where it stands, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from customers.activities.hooks import ActivityAction, activity_actions, project_sections
from customers.activities.models import Activity, Kind, State, Treatment
from customers.activities.presentation import page_facts
from customers.activities.presentation.kinds import ICONS, named, title_of
from customers.activities.presentation.rows import late_words, of_its_own, stage_tag
from customers.activities.services.stages import stages_of
from customers.activities.services.treatments import read_treatment
from customers.presentation.card import Section
from customers.presentation.lists import Tag

if TYPE_CHECKING:
    from customers.activities.models import Stage
    from customers.presentation.facts import Fact
    from klantbeheer.staff.models import StaffUser


@dataclass(frozen=True)
class StageChoice:
    """A stage to go to: by a page of its own, or by a post of its key."""

    key: int
    name: str
    is_current: bool
    url: str = ""


@dataclass(frozen=True)
class Text:
    """A longer text under its heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class ActivityPage:
    """All that the page shows but what other apps add."""

    named: str
    title: str
    icon: str
    stage: Tag
    late: str
    facts: list[Fact]
    dealings: list[Fact]
    texts: list[Text]
    actions: list[ActivityAction]
    stages: list[StageChoice]
    stage_url: str
    is_medical: bool


def may_change(user: Any, activity: Activity) -> bool:
    """Whether this user may write this activity."""
    if activity.kind == Kind.TREATMENT and not user.has_perm("activities.write_treatments"):
        return False
    return bool(user.has_perm("activities.change_activity"))


def page_of(user: StaffUser, activity: Activity) -> ActivityPage:
    """The page as this user sees it. Of a treatment it writes down that this user reads it.

    Args:
        user: who looks; has the permission to see it.
        activity: from `access.get_activity`.
    """
    is_medical = activity.kind == Kind.TREATMENT
    treatment = _medical(user, activity) if is_medical else None
    changeable = may_change(user, activity)
    return ActivityPage(
        named=named(activity),
        title="" if is_medical else title_of(activity),
        icon=ICONS[Kind(activity.kind)],
        stage=stage_tag(activity),
        late=late_words(activity),
        facts=page_facts.facts_of(activity),
        dealings=page_facts.dealings_of(activity),
        texts=_texts(activity, treatment),
        actions=_actions(user, activity, changeable=changeable),
        stages=_stages(activity) if changeable and not activity.archived else [],
        stage_url=_url("stage", activity),
        is_medical=is_medical,
    )


def sections_of(user: Any, activity: Activity) -> list[Section]:
    """What other apps add to the page."""
    found = ((part, part.context(user, activity)) for part in project_sections(str(activity.kind)))
    return [
        Section(part.template, dict(context), wide=False)
        for part, context in found
        if context is not None
    ]


def _url(name: str, activity: Activity) -> str:
    return reverse(f"activities:{name}", args=[activity.customer.number, activity.pk])


# ---------------------------------------------------------------- texts
def _medical(user: StaffUser, activity: Activity) -> Treatment | None:
    try:
        return read_treatment(activity=activity, reader=user, place="activities:activity")
    except Treatment.DoesNotExist:
        return None


def _texts(activity: Activity, treatment: Treatment | None) -> list[Text]:
    found = [Text(_("Description"), activity.description)]
    if activity.kind == Kind.TREATMENT:
        found.insert(0, Text(_("Title"), activity.title))
    if treatment is not None:
        found += [
            Text(_("Complaint"), treatment.complaint),
            Text(_("Findings"), treatment.findings),
            Text(_("Treatment"), treatment.treatment),
            Text(_("Advice"), treatment.advice),
        ]
    elif activity.kind == Kind.REPAIR and (repair := of_its_own(activity)):
        found += [
            Text(_("Complaint"), repair.complaint),
            Text(_("Diagnosis"), repair.diagnosis),
        ]
    return [each for each in found if each.text.strip()]


# ---------------------------------------------------------------- what can be done
def _actions(user: Any, activity: Activity, *, changeable: bool) -> list[ActivityAction]:
    own = []
    if changeable:
        words = _("Edit %(kind)s") % {"kind": Kind(activity.kind).label}
        own.append(ActivityAction(words, _url("edit", activity), "pencil"))
        own += _steps(user, activity)
    own += activity_actions(user, activity)
    if changeable and activity.archived:
        own.append(
            ActivityAction(
                pgettext("activity", "Take back"), _url("restore", activity), "history", post=True
            )
        )
    elif changeable and activity.status != State.OPEN:
        own.append(
            ActivityAction(pgettext("verb", "Archive"), _url("archive", activity), "archive", True)
        )
    if activity.kind == Kind.TREATMENT and user.has_perm("activities.view_treatmentread"):
        own.append(ActivityAction(_("Who read this"), _url("reads", activity), "lock"))
    return own


def _steps(user: Any, activity: Activity) -> list[ActivityAction]:
    """What the kind can do while it is open."""
    if activity.status != State.OPEN:
        return []
    kind = activity.kind
    if kind in (Kind.REPAIR, Kind.ORDER):
        is_ready = activity.stage.code == "ready"
        label = _("Pickup message …") if is_ready else pgettext("activity", "Ready …")
        icon = "mail" if is_ready else "check"
        return [ActivityAction(label, _url("ready", activity), icon, key="G")]
    if kind == Kind.APPOINTMENT:
        return [
            ActivityAction(pgettext("appointment", "Move …"), _url("move", activity), "clock"),
            ActivityAction(pgettext("appointment", "Call off …"), _url("cancel", activity), "x"),
        ]
    if kind == Kind.SUBSCRIPTION:
        renew = _url("renew", activity)
        return [
            ActivityAction(pgettext("subscription", "Renew"), renew, "repeat", post=True),
            ActivityAction(pgettext("subscription", "Stop …"), _url("stop", activity), "x"),
        ]
    if kind in (Kind.LEAD, Kind.REQUEST) and user.has_perm("activities.add_activity"):
        label = _("Make a request of it …") if kind == Kind.LEAD else _("Honour …")
        return [ActivityAction(label, _url("honour", activity), "check")]
    return []


#: Stages that ask for more than a press: the page that asks it, by kind and code.
_BY_PAGE = {
    (Kind.REPAIR, "ready"): "ready",
    (Kind.ORDER, "ready"): "ready",
    (Kind.APPOINTMENT, "cancelled"): "cancel",
    (Kind.SUBSCRIPTION, "done"): "stop",
    (Kind.LEAD, "done"): "honour",
    (Kind.REQUEST, "done"): "honour",
}


def _stages(activity: Activity) -> list[StageChoice]:
    return [
        StageChoice(
            stage.pk, stage.name, stage.pk == activity.stage_id, _stage_url(activity, stage)
        )
        for stage in stages_of(activity.kind, activity)
    ]


def _stage_url(activity: Activity, stage: Stage) -> str:
    page = _BY_PAGE.get((Kind(activity.kind), stage.code))
    return _url(page, activity) if page and activity.status == State.OPEN else ""
