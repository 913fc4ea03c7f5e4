"""What the tables of activities hold of a person, and what erasure does to each column."""

from __future__ import annotations

from customers.activities import models
from klantbeheer.personal_data import register_model

ACTIVITIES = models.Activity._meta.db_table


def register() -> None:
    """Classify the tables of this app. Called once, when the app is ready."""
    register_model(
        models.Activity,
        owner="customer_id",
        lasting=True,
        keep=[
            "customer",
            "kind",
            "number",
            "stage",
            "status",
            "opened_on",
            "planned_on",
            "due_on",
            "closed_on",
            "amount",
            "currency",
            "billing",
            "assigned_to",
            "parent",
            "archived",
            "source",
            "external_id",
            "changed_at",
            "version",
        ],
        constant=["title"],
        free_text=["description"],
    )
    # The details have the key of their activity as their own; whose they are stands there.
    register_model(
        models.Subscription,
        owner="activity_id",
        through=ACTIVITIES,
        keep=["subscription_kind", "quality", "period_months", "next_on", "stops_on"],
    )
    register_model(
        models.Appointment,
        owner="activity_id",
        through=ACTIVITIES,
        keep=["starts_at", "ends_at"],
        null=["place"],
    )
    register_model(
        models.Repair,
        owner="activity_id",
        through=ACTIVITIES,
        keep=["ready_at"],
        constant=["device"],
        null=["serial_number", "rma_number", "shelf"],
        free_text=["complaint", "diagnosis"],
    )
    register_model(
        models.Treatment,
        owner="activity_id",
        through=ACTIVITIES,
        medical=["complaint", "findings", "treatment", "advice"],
    )
    register_model(
        models.TreatmentRead,
        owner="activity_id",
        through=ACTIVITIES,
        keep=["activity", "reader", "moment", "place"],
    )
    register_model(
        models.Trip,
        owner="activity_id",
        through=ACTIVITIES,
        keep=["km"],
        constant=["origin", "destination"],
        null=["purpose"],
    )
    register_model(
        models.Arrival,
        keep=["arrived_on", "author", "archived", "version"],
        free_text=["title", "description"],
    )
    register_model(
        models.ArrivalNotice,
        owner="customer_id",
        keep=["arrival", "customer", "sent", "moment"],
        free_text=["reason"],
    )
    for model in (models.Stage, models.SubscriptionKind, models.SubscriptionQuality):
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        register_model(model, keep=names)
