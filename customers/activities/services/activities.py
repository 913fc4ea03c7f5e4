"""Making and changing activities.

Who writes an activity holds its customer's row first: nobody makes that customer inactive meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from customers.activities.models import Activity, Kind, Stage, State
from customers.activities.services import details
from customers.activities.services.locking import lock_activity
from customers.activities.services.numbers import next_activity_number
from customers.activities.services.stages import first_stage
from customers.models import Customer
from customers.services import combining
from customers.services.combining import Saved, combine
from klantbeheer import history

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from customers.services.state import Values
    from klantbeheer.staff.models import StaffUser

PLAIN = (
    "title",
    "description",
    "opened_on",
    "planned_on",
    "due_on",
    "amount",
    "billing",
)
LINKS = ("stage", "assigned_to", "parent")
SHARED = (*PLAIN, *LINKS)
#: What is invoiced when it is done, if it has an amount. The rest only when somebody says so.
BILLABLE = frozenset({Kind.ORDER, Kind.REPAIR, Kind.PROJECT, Kind.TREATMENT, Kind.FAULT_REPORT})
OPEN_TO = frozenset({Customer.Status.PROSPECT, Customer.Status.ACTIVE})


def values_of(row: Any) -> Values:
    """All that a clerk fills in, of an activity or of a row of its history; links as keys."""
    return combining.values_of(row, PLAIN, LINKS) | details.values_of(row)


def refusal_to_add() -> str:
    """Why an inactive customer gets no activity."""
    return _("An inactive customer gets nothing new. Make the customer active first.")


# ---------------------------------------------------------------- writing
def create_activity(
    *,
    customer: Customer,
    kind: str,
    values: Mapping[str, Any],
    actor: StaffUser | str,
    stage: Stage | None = None,
    source: str = "",
    external_id: str = "",
    reason: str = "",
) -> Activity:
    """Make an activity, with its number and with what its kind has of its own.

    Args:
        customer: whose it is.
        kind: what it is.
        values: by the names in `SHARED` and in `details.FIELDS`, links by key; `closed_on` too. What is
            missing gets its usual value: today, the customer's colleague, to be invoiced or not.
        actor: who makes it.
        stage: where it begins, if not at the first stage.
        source: where it came from ('till'), with
        external_id: its number there. The same again returns the activity that there is.
        reason: for the history.

    Raises:
        ValidationError: the customer is inactive or erased, or a value does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = _lock_customer(customer.pk)
        if external_id and (known := _known(source, external_id)):
            return known
        if locked.status not in OPEN_TO:
            raise ValidationError(refusal_to_add(), code="inactive")
        activity = Activity(customer=locked, kind=kind, source=source, external_id=external_id)
        wanted = _defaults(locked, kind, values) | dict(values)
        wanted["stage"] = _first(kind, stage, wanted).pk
        try:
            with transaction.atomic():
                activity.number = next_activity_number(kind)
                _write(activity, wanted)
        except IntegrityError as error:
            # Somebody else sent the same one at the same moment.
            known = _known(source, external_id) if external_id else None
            if known is None:
                raise _in_words(error) from error
            return known
    return activity


def change_activity(
    *,
    activity: Activity,
    version: int,
    values: Mapping[str, Any],
    actor: StaffUser | str,
    reason: str = "",
) -> Activity:
    """Save what a clerk changed; see `combine_activity`, which also tells what it did."""
    return combine_activity(
        activity=activity, version=version, values=values, actor=actor, reason=reason
    ).row


def combine_activity(
    *,
    activity: Activity,
    version: int,
    values: Mapping[str, Any],
    actor: StaffUser | str,
    reason: str = "",
) -> Saved[Activity]:
    """Save what a clerk changed, combined with what others changed in the meantime.

    A save without a difference writes nothing.

    Args:
        activity: the activity.
        version: the one that the form was opened with.
        values: as typed, by the names in `SHARED` and in `details.FIELDS`.
        actor: who changes.
        reason: for the history.

    Raises:
        OverlapError: somebody else changed the same field; nothing is written.
        ValidationError: the combination does not fit.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_activity(activity)
        wanted = {name: value for name, value in values.items() if name != "closed_on"}
        combination = combine(locked, version=version, values=wanted, read=values_of)
        if combination.todo:
            closed_on = {"closed_on": values["closed_on"]} if "closed_on" in values else {}
            _save(locked, combination.todo | closed_on)
    return Saved.of(locked, combination)


def set_stage(
    *,
    activity: Activity,
    stage: Stage,
    actor: StaffUser | str,
    reason: str = "",
    closed_on: datetime.date | None = None,
    version: int | None = None,
) -> Activity:
    """Bring an activity to another stage; that opens or closes it.

    Args:
        activity: the activity.
        stage: one of its own kind.
        actor: who does it.
        reason: for the history.
        closed_on: the day on which it ended, if not today.
        version: the one that was looked at; without it the stage is set whatever it is now.

    Raises:
        OverlapError: somebody else brought it to yet another stage since `version`.
        ValidationError: the stage is of another kind, or an inactive customer would get it open.
    """
    if stage.kind != activity.kind:
        raise ValidationError({"stage": _("Choose one of the stages in the list.")})
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_activity(activity)
        todo: Values = {"stage": stage.pk}
        if version is not None:
            todo = combine(locked, version=version, values=todo, read=values_of).todo
        if todo and todo["stage"] != locked.stage_id:
            _save(locked, todo | ({"closed_on": closed_on} if closed_on else {}))
    return locked


def archive(*, activity: Activity, actor: StaffUser | str, reason: str = "") -> Activity:
    """Put an activity that has ended out of sight.

    Raises:
        ValidationError: it is still open.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_activity(activity)
        if locked.is_open:
            text = _("%(label)s is still open. End it first.") % {"label": locked.label}
            raise ValidationError(text)
        if not locked.archived:
            locked.archived = True
            locked.save()
    return locked


def restore(*, activity: Activity, actor: StaffUser | str, reason: str = "") -> Activity:
    """Take an activity out of the archive."""
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        locked = lock_activity(activity)
        if locked.archived:
            locked.archived = False
            locked.save()
    return locked


# ---------------------------------------------------------------- the parts
def _lock_customer(customer_id: int) -> Customer:
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    locked: Customer = rows.select_related("assigned_to").get(pk=customer_id)
    return locked


def _known(source: str, external_id: str) -> Activity | None:
    found: Activity | None = Activity.objects.filter(source=source, external_id=external_id).first()
    return found


def _first(kind: str, stage: Stage | None, wanted: Values) -> Stage:
    """The stage to begin at. Raises ValidationError for one of another kind."""
    if stage is None and wanted.get("stage"):
        stage = Stage.objects.filter(pk=wanted["stage"]).first()
    stage = stage or first_stage(kind)
    if stage.kind != kind:
        raise ValidationError({"stage": _("Choose one of the stages in the list.")})
    return stage


def _defaults(customer: Customer, kind: str, values: Mapping[str, Any]) -> Values:
    """What an activity has when nobody says otherwise."""
    colleague = customer.assigned_to
    billable = kind in BILLABLE and values.get("amount") is not None
    return {
        "opened_on": timezone.localdate(),
        "billing": Activity.Billing.DUE if billable else Activity.Billing.NONE,
        "assigned_to": colleague.pk if colleague and colleague.is_active else None,
    }


def _save(activity: Activity, todo: Values) -> None:
    try:
        with transaction.atomic():
            _write(activity, todo)
    except IntegrityError as error:
        raise _in_words(error) from error


def _write(activity: Activity, values: Mapping[str, Any]) -> None:
    """Put the values on the activity, check them, and write it and then its detail."""
    own = details.fields_of(activity.kind)
    unknown = values.keys() - {*SHARED, *own, "closed_on"}
    if unknown:
        raise ValueError(f"Not values of this kind of activity: {sorted(unknown)}")
    common = {name: value for name, value in values.items() if name in SHARED}
    combining.apply(activity, common, PLAIN, LINKS)
    if values.get("starts_at"):
        activity.planned_on = timezone.localdate(values["starts_at"])
    _take_stage(activity, values)
    _title(activity, values)
    _check(activity, values)
    is_new = activity._state.adding
    activity.save()
    if is_new or values.keys() & {*own}:
        details.write(activity, values)


def _take_stage(activity: Activity, values: Mapping[str, Any]) -> None:
    """What the stage means: open, or ended on a day."""
    before = None if activity._state.adding else activity.status
    if activity.stage.kind != activity.kind:
        raise ValidationError({"stage": _("Choose one of the stages in the list.")})
    activity.status = activity.stage.status
    if activity.status == State.OPEN:
        if before not in (None, State.OPEN) and activity.customer.status not in OPEN_TO:
            raise ValidationError({"stage": refusal_to_add()}, code="inactive")
        activity.closed_on, activity.archived = None, False
    elif values.get("closed_on"):
        activity.closed_on = values["closed_on"]
    elif activity.kind == Kind.PURCHASE and activity.status == State.DONE:
        activity.closed_on = activity.opened_on
    elif activity.closed_on is None or before == State.OPEN:
        today = timezone.localdate()
        was_before = activity._state.adding and activity.opened_on < today
        activity.closed_on = activity.opened_on if was_before else max(today, activity.opened_on)


def _title(activity: Activity, values: Mapping[str, Any]) -> None:
    """A trip is called after its way; of a treatment nothing medical stands where others have words."""
    if activity.kind == Kind.TREATMENT:
        with translation.override(settings.LANGUAGE_CODE):
            activity.title, activity.description = str(Kind.TREATMENT.label), ""
    elif activity.kind == Kind.TRIP and values.keys() & {"origin", "destination"}:
        way = details.values_of(activity) | dict(values)
        activity.title = f"{way['origin']} – {way['destination']}"[:160]


def _check(activity: Activity, values: Mapping[str, Any]) -> None:
    """Raise ValidationError, at its field, for what does not fit."""
    activity.clean_fields(exclude={"customer", "stage", "assigned_to", "parent", "number"})
    if not activity.title.strip():
        raise ValidationError({"title": _("Say in a few words what it is.")})
    if activity.closed_on is not None and activity.closed_on < activity.opened_on:
        text = _("It ended before it began. Check the days.")
        raise ValidationError({"opened_on": text})
    if "parent" in values and activity.parent_id is not None:
        _check_parent(activity)


def _check_parent(activity: Activity) -> None:
    projects = Activity.objects.filter(kind=Kind.PROJECT, customer=activity.customer_id)
    belongs = projects.filter(pk=activity.parent_id).exists()
    if activity.kind == Kind.PROJECT or not belongs:
        raise ValidationError({"parent": _("Choose a project of this customer.")})


def _in_words(error: IntegrityError) -> Exception:
    """The database's refusal as a sentence at its field; the error itself when it is no rule."""
    diag = getattr(error.__cause__, "diag", None)
    name = str(getattr(diag, "constraint_name", "") or "")
    if name == "activity_customer_open":
        return ValidationError(refusal_to_add(), code="inactive")
    if name == "appointment_ends_after_start":
        return ValidationError({"ends_at": _("The end lies before the start. Check the times.")})
    if name in {"activity_parent_is_project", "activity_project_has_no_project"}:
        return ValidationError({"parent": _("Choose a project of this customer.")})
    return error
