"""What came in: an article or a collection that some customers wait for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Customer, Interest
from klantbeheer.history import Tracked, track
from klantbeheer.versioned import Versioned


class Arrival(Versioned):
    """An incoming article or collection, with the interests that it is for."""

    never_deleted: ClassVar[bool] = True

    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    interests = models.ManyToManyField(
        Interest, related_name="arrivals", verbose_name=_("interests")
    )
    arrived_on = models.DateField(_("arrived on"), default=timezone.localdate)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    archived = models.BooleanField(_("archived"), default=False)

    history = track(m2m_fields=[interests])

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["-arrived_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(title__regex=r"\S"), name="arrival_has_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ArrivalNotice(Tracked):
    """A customer who was told of an arrival, or could not be told, and why. Once only."""

    never_deleted: ClassVar[bool] = True

    arrival = models.ForeignKey(
        Arrival, on_delete=models.PROTECT, related_name="notices", verbose_name=_("arrival")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="arrival_notices",
        verbose_name=_("customer"),
    )
    sent = models.BooleanField(pgettext_lazy("notice", "sent"))
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    moment = models.DateTimeField(_("moment"), default=timezone.now)

    history = track()

    class Meta:
        verbose_name = _("notice of an arrival")
        verbose_name_plural = _("notices of arrivals")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "customer"], name="arrivalnotice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.arrival_id}: {self.customer_id}"
