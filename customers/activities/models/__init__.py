"""The models of activities: what they share, and the details of some kinds."""

from customers.activities.models.activity import Activity
from customers.activities.models.appointment import Appointment
from customers.activities.models.arrival import Arrival, ArrivalNotice
from customers.activities.models.repair import Repair
from customers.activities.models.stage import Kind, Stage, State
from customers.activities.models.subscription import (
    Subscription,
    SubscriptionKind,
    SubscriptionQuality,
)
from customers.activities.models.treatment import Treatment, TreatmentRead
from customers.activities.models.trip import Trip

__all__ = [
    "Activity",
    "Appointment",
    "Arrival",
    "ArrivalNotice",
    "Kind",
    "Repair",
    "Stage",
    "State",
    "Subscription",
    "SubscriptionKind",
    "SubscriptionQuality",
    "Treatment",
    "TreatmentRead",
    "Trip",
]
