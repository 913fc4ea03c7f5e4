"""The stages of each kind of activity, and which of them mean that it is open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from klantbeheer.history import Tracked, track


class Kind(models.TextChoices):
    """What an activity is."""

    ORDER = "order", pgettext_lazy("activity", "Order")
    QUOTE = "quote", pgettext_lazy("activity", "Quote")
    REPAIR = "repair", pgettext_lazy("activity", "Repair")
    SUBSCRIPTION = "subscription", pgettext_lazy("activity", "Subscription")
    APPOINTMENT = "appointment", pgettext_lazy("activity", "Appointment")
    PROJECT = "project", pgettext_lazy("activity", "Project")
    LEAD = "lead", pgettext_lazy("activity", "Lead")
    REQUEST = "request", pgettext_lazy("activity", "Request")
    FAULT_REPORT = "fault_report", pgettext_lazy("activity", "Fault report")
    PURCHASE = "purchase", pgettext_lazy("activity", "Purchase")
    TREATMENT = "treatment", pgettext_lazy("activity", "Treatment")
    TRIP = "trip", pgettext_lazy("activity", "Trip")


class State(models.TextChoices):
    """Whether an activity is still running: what its stage means."""

    OPEN = "open", pgettext_lazy("activity", "open")
    DONE = "done", pgettext_lazy("activity", "done")
    CANCELLED = "cancelled", pgettext_lazy("activity", "cancelled")


class Stage(Tracked):
    """A step that activities of one kind go through ('in reparatie'), and what it means.

    `code` names the stages that the product leans on ('ready'); those are predefined and the database
    keeps them: their name and place are the shop's. What a stage in use means does not change.
    """

    never_deleted: ClassVar[bool] = True

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=40)
    status = models.CharField(_("means"), max_length=9, choices=State.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=500)
    active = models.BooleanField(_("active"), default=True)

    history = track()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint("kind", Lower("name"), name="stage_name_once"),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~models.Q(code=""), name="stage_code_once"
            ),
            # What the activities refer to: their kind and status are those of their stage.
            models.UniqueConstraint(fields=["id", "kind", "status"], name="stage_meaning"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="stage_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=State.values), name="stage_status_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="stage_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
