"""The local table of addresses that fills street and town from postcode and house number."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostalAddress(models.Model):
    """One known address, or (`house_number` empty) the town of a postcode.

    `postcode` is written without a space (`3512JE`, `2000`), `addition` as in the register (`A-bis`).
    """

    country = models.CharField(_("country"), max_length=2)
    postcode = models.CharField(_("postcode"), max_length=12)
    house_number = models.PositiveIntegerField(_("house number"), null=True)
    addition = models.CharField(_("addition"), max_length=20, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80)
    source = models.CharField(_("source"), max_length=20)

    class Meta:
        verbose_name = _("known address")
        verbose_name_plural = _("known addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "postcode", "house_number", "addition", "street", "city"],
                nulls_distinct=False,
                name="postaladdress_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.postcode} {self.house_number or ''}{self.addition} {self.city}"
