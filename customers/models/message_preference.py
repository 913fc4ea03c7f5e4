"""How a customer wants to be told that something is ready, or late."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from klantbeheer.history import track
from klantbeheer.versioned import Versioned


class MessagePreference(Versioned):
    """One customer's choice. Without a row the defaults here are the customer's choice."""

    never_deleted: ClassVar[bool] = True

    class Way(models.TextChoices):
        NONE = "none", _("none")
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")

    customer = models.OneToOneField(
        Customer,
        on_delete=models.PROTECT,
        related_name="message_preference",
        verbose_name=_("customer"),
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Customer.Language.choices, blank=True, default=""
    )
    ready_for_pickup = models.CharField(
        _("ready for pickup"), max_length=5, choices=Way.choices, default=Way.EMAIL
    )
    delayed = models.CharField(
        _("delayed delivery"), max_length=5, choices=Way.choices, default=Way.EMAIL
    )

    history = track()

    class Meta:
        verbose_name = _("message preference")
        verbose_name_plural = _("message preferences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ready_for_pickup__in=["none", "email", "sms"]),
                name="messagepreference_pickup_known",
            ),
            models.CheckConstraint(
                condition=models.Q(delayed__in=["none", "email", "sms"]),
                name="messagepreference_delayed_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.ready_for_pickup} {self.delayed}"
