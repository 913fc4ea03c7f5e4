"""Appointments: when, how long and where."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.activities.models.activity import Activity
from klantbeheer.history import Tracked, track


class Appointment(Tracked):
    """What an appointment has of its own; the activity's `planned_on` is the day it starts on."""

    never_deleted: ClassVar[bool] = True

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, verbose_name=_("activity")
    )
    starts_at = models.DateTimeField(_("starts at"), db_index=True)
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    history = track()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)
