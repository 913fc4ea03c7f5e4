"""Trips: from where to where, how far and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.activities.models.activity import Activity
from klantbeheer.history import Tracked, track


class Trip(Tracked):
    """What a trip has of its own; it is made on the activity's `planned_on`, by who is assigned."""

    never_deleted: ClassVar[bool] = True

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, verbose_name=_("activity")
    )
    origin = models.CharField(_("from"), max_length=120)
    destination = models.CharField(_("to"), max_length=120)
    km = models.DecimalField(_("kilometres"), max_digits=7, decimal_places=1)
    purpose = models.CharField(_("purpose"), max_length=120, blank=True)

    history = track()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        constraints = [
            models.CheckConstraint(condition=models.Q(km__gt=0), name="trip_has_distance"),
        ]

    def __str__(self) -> str:
        return str(self.activity)
