"""Why the shop has what customers order, bring and have treated, in the register of processing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers import hooks
from customers.hooks import Processing


def register() -> None:
    """Put the lines of activities in the register."""
    hooks.register_processing(
        Processing(
            name="activities",
            label=_("Orders, repairs, appointments and other activities"),
            tables=(
                "activities_activity",
                "activities_appointment",
                "activities_repair",
                "activities_subscription",
                "activities_trip",
                "activities_arrival",
                "activities_arrivalnotice",
            ),
            purpose=_("doing what was agreed, and telling who waits for it"),
            ground=_("contract (article 6.1.b)"),
            subjects=_("customers and prospects"),
            kept=_("texts until the customer is erased; dates and amounts stay without a name"),
            kinds=("customer", "prospect"),
            position=40,
        )
    )
    hooks.register_processing(
        Processing(
            name="treatments",
            label=_("Treatments (health)"),
            tables=("activities_treatment", "activities_treatmentread"),
            purpose=_("treating with care; every reading is logged"),
            ground=_("contract (article 6.1.b) and explicit consent or care (article 9.2.a or h)"),
            subjects=_("customers who are treated"),
            kept=_("until the customer is erased, and for the medical period of the shop"),
            vault=("medical",),
            kinds=("treatment",),
            recipients=_("practitioners of the shop only"),
            only_inside=True,
            position=50,
        )
    )
