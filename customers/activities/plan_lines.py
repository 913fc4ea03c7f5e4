"""What every plan of erasure says of the activities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from customers import hooks
from customers.hooks import PlanLine


def _activities(n: int, *_details: int) -> str:
    return ngettext("%(n)d activity", "%(n)d activities", n) % {"n": n}


def _treatments(n: int) -> str:
    return ngettext("%(n)d treatment", "%(n)d treatments", n) % {"n": n}


def _notices(n: int) -> str:
    return ngettext("%(n)d notice", "%(n)d notices", n) % {"n": n}


def register() -> None:
    """Register the lines; harmless when called again."""
    hooks.register_plan_line(
        PlanLine(
            "activities",
            gettext_lazy("Activities"),
            (
                "activities_activity",
                "activities_appointment",
                "activities_repair",
                "activities_trip",
                "activities_subscription",
            ),
            gettext_lazy("title and text gone; number, dates and amounts stay"),
            "activities",
            30,
            _activities,
        )
    )
    hooks.register_plan_line(
        PlanLine(
            "treatments",
            gettext_lazy("Treatments"),
            ("activities_treatment",),
            gettext_lazy("complaint, findings, treatment and advice gone"),
            "activities",
            31,
            _treatments,
            "activities.view_treatments",
        )
    )
    hooks.register_plan_line(
        PlanLine(
            "notices",
            gettext_lazy("Notices of arrivals"),
            ("activities_arrivalnotice",),
            gettext_lazy("reason gone; date stays"),
            "",
            32,
            _notices,
        )
    )
