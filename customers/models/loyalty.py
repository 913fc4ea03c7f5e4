"""Loyalty cards, scanned at the counter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from klantbeheer.history import Tracked, track


class LoyaltyCard(Tracked):
    """A card of a customer. A number is unique among active cards; a blocked one may return."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="cards", verbose_name=_("customer")
    )
    number = models.CharField(_("card number"), max_length=32)
    active = models.BooleanField(_("active"), default=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    blocked_on = models.DateField(_("blocked on"), null=True, blank=True)

    history = track()

    class Meta:
        verbose_name = _("loyalty card")
        verbose_name_plural = _("loyalty cards")
        ordering = ["-active", "-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(active=True),
                name="loyaltycard_number_once_active",
            ),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9A-Z]{4,32}$"),
                name="loyaltycard_number_form",
            ),
        ]

    def __str__(self) -> str:
        return self.number
