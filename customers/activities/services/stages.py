"""Which stage: where a kind begins, the one that the product leans on, those to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from customers.activities.models import Stage, State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from customers.activities.models import Activity


def first_stage(kind: str) -> Stage:
    """Where an activity of this kind begins: its first open stage; a purchase is done at once.

    Raises:
        Stage.DoesNotExist: the kind has no stages.
    """
    begins = Case(When(status=State.OPEN, then=Value(0)), default=Value(1))
    stages = Stage.objects.filter(kind=kind, active=True)
    first: Stage | None = stages.order_by(begins, "position", "pk").first()
    if first is None:
        raise Stage.DoesNotExist(f"No stage of kind {kind}")
    return first


def stage_of(kind: str, code: str) -> Stage:
    """The predefined stage of a kind, also when the shop took it out of the choices.

    Raises:
        Stage.DoesNotExist: there is no such stage.
    """
    if not code:
        raise Stage.DoesNotExist("A stage of the shop's own has no code")
    found: Stage = Stage.objects.get(kind=kind, code=code)
    return found


def stages_of(kind: str, activity: Activity | None = None) -> QuerySet[Stage]:
    """The stages to choose from, in order, and the one where this activity stands already."""
    kept = Q(active=True) | Q(pk=activity.stage_id if activity else None)
    return Stage.objects.filter(kept, kind=kind).order_by("position", "pk")


def closed_words(activity: Activity) -> str:
    """Why nothing more is done to an activity that has ended."""
    words = {"label": activity.label, "stage": activity.stage.name}
    return _("%(label)s is closed (%(stage)s). Open it again first.") % words
