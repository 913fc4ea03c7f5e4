"""Repairs: what is broken, what was found, where it stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.activities.models.activity import Activity
from klantbeheer.history import Tracked, track


class Repair(Tracked):
    """What a repair has of its own. `ready_at` is when the customer was told that it is ready."""

    never_deleted: ClassVar[bool] = True

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, verbose_name=_("activity")
    )
    device = models.CharField(_("device"), max_length=120)
    serial_number = models.CharField(_("serial number"), max_length=60, blank=True)
    complaint = models.TextField(_("complaint"), blank=True)
    diagnosis = models.TextField(_("diagnosis"), blank=True)
    rma_number = models.CharField(_("RMA number"), max_length=40, blank=True)
    shelf = models.CharField(_("shelf"), max_length=40, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)

    history = track()

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        indexes = [
            models.Index(
                fields=["serial_number"],
                condition=~models.Q(serial_number=""),
                name="repair_serial_number",
            ),
            models.Index(
                fields=["rma_number"], condition=~models.Q(rma_number=""), name="repair_rma_number"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(device__regex=r"\S"), name="repair_has_device"
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)
