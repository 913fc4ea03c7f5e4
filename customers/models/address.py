"""More addresses of a customer than the main one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from klantbeheer.history import Tracked, track


class Address(Tracked):
    """A delivery, postal or former address; a former one keeps its customer findable."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("delivery address")
        POSTAL = "postal", _("postal address")
        FORMER = "former", _("former address")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="addresses", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    addressee = models.CharField(_("addressee"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.PositiveIntegerField(_("house number"), null=True, blank=True)
    house_number_addition = models.CharField(_("addition"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    history = track()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["kind", "-valid_to", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["delivery", "postal", "former"]),
                name="address_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number=None) | ~models.Q(postcode=""),
                name="address_house_number_needs_postcode",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number_addition="") | ~models.Q(house_number=None),
                name="address_addition_needs_house_number",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="address_country_is_code"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="address_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.postcode} {self.house_number or ''}".strip()
