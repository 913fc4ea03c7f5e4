"""Treatments: medical data, guarded by a permission of its own, and who read them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.activities.models.activity import Activity
from klantbeheer.history import Tracked, track


class Treatment(Tracked):
    """What a treatment has of its own. It is medical: kept out of search and of the timeline."""

    never_deleted: ClassVar[bool] = True

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, verbose_name=_("activity")
    )
    complaint = models.TextField(_("complaint"), blank=True)
    findings = models.TextField(_("findings"), blank=True)
    treatment = models.TextField(_("treatment"), blank=True)
    advice = models.TextField(_("advice"), blank=True)

    history = track()

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")

    def __str__(self) -> str:
        return self.activity.label


class TreatmentRead(models.Model):
    """Somebody read medical data. Written before the data is shown: no row, no data."""

    append_only: ClassVar[bool] = True

    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="reads", verbose_name=_("activity")
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reader"),
    )
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    place = models.CharField(_("place"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("reading of a treatment")
        verbose_name_plural = _("readings of treatments")
        ordering = ["-moment", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.reader}"
