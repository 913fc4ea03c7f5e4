"""Subscriptions, and the lists of their kinds and qualities."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.activities.models.activity import Activity
from customers.models.lookups import Lookup
from klantbeheer.history import Tracked, track


class SubscriptionKind(Lookup):
    """What is subscribed to: maintenance, a magazine, a box of vegetables."""

    history = track()

    class Meta(Lookup.Meta):
        verbose_name = _("kind of subscription")
        verbose_name_plural = _("kinds of subscription")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="subscriptionkind_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="subscriptionkind_has_name"),
        ]


class SubscriptionQuality(Lookup):
    """Which level of it: basic, plus."""

    history = track()

    class Meta(Lookup.Meta):
        verbose_name = _("quality of subscription")
        verbose_name_plural = _("qualities of subscription")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="subscriptionquality_name_once"),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="subscriptionquality_has_name"
            ),
        ]


class Subscription(Tracked):
    """What a subscription has of its own: it renews on `next_on` until it stops."""

    never_deleted: ClassVar[bool] = True

    activity = models.OneToOneField(
        Activity, on_delete=models.PROTECT, primary_key=True, verbose_name=_("activity")
    )
    subscription_kind = models.ForeignKey(
        SubscriptionKind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("kind"),
    )
    quality = models.ForeignKey(
        SubscriptionQuality,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("quality"),
    )
    period_months = models.PositiveSmallIntegerField(_("period in months"), default=12)
    next_on = models.DateField(_("next renewal"), null=True, blank=True, db_index=True)
    stops_on = models.DateField(_("stops on"), null=True, blank=True)

    history = track()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_months__gte=1, period_months__lte=120),
                name="subscription_period_believable",
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)
