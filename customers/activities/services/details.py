"""What a kind of activity has of its own, in a table beside it.

Whoever writes a detail saves the activity first, so that its version goes up, and then the detail:
the detail's history then tells what a form showed that was opened with an older version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from customers.activities.models import (
    Activity,
    Appointment,
    Kind,
    Repair,
    Subscription,
    Treatment,
    Trip,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from customers.services.state import Values

MODELS: dict[str, type[Any]] = {
    Kind.REPAIR: Repair,
    Kind.SUBSCRIPTION: Subscription,
    Kind.APPOINTMENT: Appointment,
    Kind.TREATMENT: Treatment,
    Kind.TRIP: Trip,
}
#: By kind, the columns that a clerk fills in.
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.REPAIR: (
        "device",
        "serial_number",
        "complaint",
        "diagnosis",
        "rma_number",
        "shelf",
    ),
    Kind.SUBSCRIPTION: ("subscription_kind", "quality", "period_months", "next_on", "stops_on"),
    Kind.APPOINTMENT: ("starts_at", "ends_at", "place"),
    Kind.TREATMENT: ("complaint", "findings", "treatment", "advice"),
    Kind.TRIP: ("origin", "destination", "km", "purpose"),
}
LINKS = frozenset({"subscription_kind", "quality"})


def fields_of(kind: str) -> tuple[str, ...]:
    """The names of a kind's own values; none for a kind without a table of its own."""
    return FIELDS.get(kind, ())


def column(name: str) -> str:
    """The attribute that holds a value: links by key."""
    return f"{name}_id" if name in LINKS else name


def detail_of(activity: Activity) -> Any:
    """The detail of an activity as it stands, unsaved when there is none yet; None without table."""
    model = MODELS.get(activity.kind)
    if model is None:
        return None
    return model.objects.filter(pk=activity.pk).first() or model(activity=activity)


def values_of(row: Any) -> Values:
    """A kind's own values at an activity as it stands, or as it was in a row of its history."""
    model = MODELS.get(row.kind)
    if model is None:
        return {}
    found: Any = None
    if isinstance(row, Activity):
        found = model.objects.filter(pk=row.pk).first()
    else:
        found = _in_history(model, row)
    found = found or model()
    return {name: getattr(found, column(name)) for name in FIELDS[row.kind]}


def _in_history(model: Any, row: Any) -> Any:
    """The detail while the activity had this version: its last row before the next version."""
    later = Activity.history.filter(id=row.id, version__gt=row.version)
    until: datetime.datetime | None = (
        later.order_by("version", "history_id").values_list("history_date", flat=True).first()
    )
    rows = model.history.filter(activity_id=row.id)
    if until is not None:
        rows = rows.filter(history_date__lt=until)
    return rows.order_by("history_id").last()


def write(activity: Activity, values: Mapping[str, Any]) -> None:
    """Write a kind's own values beside an activity that has just been saved.

    Raises:
        ValidationError: a value does not fit.
    """
    detail = detail_of(activity)
    if detail is None:
        return
    for name in FIELDS[activity.kind]:
        if name in values:
            setattr(detail, column(name), values[name])
    detail.clean_fields(exclude={"activity", *LINKS})
    detail.save()
