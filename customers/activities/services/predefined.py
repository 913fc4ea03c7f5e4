"""The stages that are always there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import pgettext_lazy

from customers.activities.models import Kind, Stage, State
from klantbeheer.history import acting

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_OPEN, _DONE, _CANCELLED = State.OPEN, State.DONE, State.CANCELLED


def _stage(code: str, name: StrOrPromise, status: State) -> tuple[str, StrOrPromise, State]:
    return code, name, status


_CALLED_OFF = _stage("cancelled", pgettext_lazy("stage", "cancelled"), _CANCELLED)
#: The stages of each kind in their order; the first is where it begins.
STAGES: dict[Kind, tuple[tuple[str, StrOrPromise, State], ...]] = {
    Kind.ORDER: (
        _stage("ordered", pgettext_lazy("stage", "ordered"), _OPEN),
        _stage("expected", pgettext_lazy("stage", "on its way"), _OPEN),
        _stage("ready", pgettext_lazy("stage", "ready for pickup"), _OPEN),
        _stage("done", pgettext_lazy("stage", "picked up"), _DONE),
        _CALLED_OFF,
    ),
    Kind.QUOTE: (
        _stage("draft", pgettext_lazy("stage", "being made"), _OPEN),
        _stage("sent", pgettext_lazy("stage", "sent"), _OPEN),
        _stage("done", pgettext_lazy("stage", "accepted"), _DONE),
        _stage("declined", pgettext_lazy("stage", "declined"), _CANCELLED),
        _stage("expired", pgettext_lazy("stage", "expired"), _CANCELLED),
    ),
    Kind.REPAIR: (
        _stage("received", pgettext_lazy("stage", "received"), _OPEN),
        _stage("diagnosis", pgettext_lazy("stage", "diagnosis"), _OPEN),
        _stage("parts", pgettext_lazy("stage", "waiting for parts"), _OPEN),
        _stage("repairing", pgettext_lazy("stage", "being repaired"), _OPEN),
        _stage("ready", pgettext_lazy("stage", "ready"), _OPEN),
        _stage("done", pgettext_lazy("stage", "picked up"), _DONE),
        _stage("beyond", pgettext_lazy("stage", "cannot be repaired"), _CANCELLED),
        _CALLED_OFF,
    ),
    Kind.SUBSCRIPTION: (
        _stage("running", pgettext_lazy("stage", "running"), _OPEN),
        _stage("paused", pgettext_lazy("stage", "paused"), _OPEN),
        _stage("done", pgettext_lazy("stage", "stopped"), _DONE),
        _CALLED_OFF,
    ),
    Kind.APPOINTMENT: (
        _stage("planned", pgettext_lazy("stage", "planned"), _OPEN),
        _stage("done", pgettext_lazy("stage", "took place"), _DONE),
        _CALLED_OFF,
        _stage("missed", pgettext_lazy("stage", "did not come"), _CANCELLED),
    ),
    Kind.PROJECT: (
        _stage("running", pgettext_lazy("stage", "running"), _OPEN),
        _stage("waiting", pgettext_lazy("stage", "on hold"), _OPEN),
        _stage("done", pgettext_lazy("stage", "finished"), _DONE),
        _CALLED_OFF,
    ),
    Kind.LEAD: (
        _stage("new", pgettext_lazy("stage", "new"), _OPEN),
        _stage("followed", pgettext_lazy("stage", "followed up"), _OPEN),
        _stage("done", pgettext_lazy("stage", "became a request"), _DONE),
        _stage("lapsed", pgettext_lazy("stage", "lapsed"), _CANCELLED),
    ),
    Kind.REQUEST: (
        _stage("new", pgettext_lazy("stage", "submitted"), _OPEN),
        _stage("handling", pgettext_lazy("stage", "being handled"), _OPEN),
        _stage("done", pgettext_lazy("stage", "honoured"), _DONE),
        _stage("declined", pgettext_lazy("stage", "declined"), _CANCELLED),
    ),
    Kind.FAULT_REPORT: (
        _stage("new", pgettext_lazy("stage", "reported"), _OPEN),
        _stage("handling", pgettext_lazy("stage", "being handled"), _OPEN),
        _stage("done", pgettext_lazy("stage", "solved"), _DONE),
        _stage("withdrawn", pgettext_lazy("stage", "withdrawn"), _CANCELLED),
    ),
    Kind.PURCHASE: (
        _stage("done", pgettext_lazy("stage", "bought"), _DONE),
        _stage("returned", pgettext_lazy("stage", "returned"), _CANCELLED),
    ),
    Kind.TREATMENT: (
        _stage("planned", pgettext_lazy("stage", "planned"), _OPEN),
        _stage("done", pgettext_lazy("stage", "given"), _DONE),
        _CALLED_OFF,
    ),
    Kind.TRIP: (
        _stage("planned", pgettext_lazy("stage", "planned"), _OPEN),
        _stage("done", pgettext_lazy("stage", "driven"), _DONE),
        _CALLED_OFF,
    ),
}


def ensure_predefined() -> None:
    """Add the stages that are missing; the others stay as they are."""
    present = set(Stage.objects.exclude(code="").values_list("kind", "code"))
    missing = [
        (kind, position, *stage)
        for kind, stages in STAGES.items()
        for position, stage in enumerate(stages, 1)
        if (kind.value, stage[0]) not in present
    ]
    with transaction.atomic(), acting(actor="setup"), translation.override("nl"):
        Stage.objects.bulk_create(
            [
                Stage(kind=kind, code=code, name=str(name), status=status, position=position * 10)
                for kind, position, code, name, status in missing
            ]
        )


def after_migrate(**_kwargs: Any) -> None:
    """Receiver of `post_migrate`: only when the tables are there, for an app may be migrated back."""
    tables = {Stage._meta.db_table, Stage.history.model._meta.db_table}
    if tables <= set(connection.introspection.table_names()):
        ensure_predefined()
