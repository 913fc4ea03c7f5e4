"""How customers belong together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from klantbeheer.history import Tracked, track


class CustomerRelation(Tracked):
    """A relation between two customers, stored once and shown from both sides.

    `customer` is, seen from `other`, the parent company, the sister, the household or the partner.
    """

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent company")
        SISTER = "sister", _("sister company")
        HOUSEHOLD = "household", _("household")
        PARTNER = "partner", _("partner")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="relations", verbose_name=_("customer")
    )
    other = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="relations_of", verbose_name=_("other")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    active = models.BooleanField(_("active"), default=True)

    history = track(indexed=("customer_id", "other_id"))

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "other", "kind"],
                condition=models.Q(active=True),
                name="relation_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(customer=models.F("other")), name="relation_not_to_self"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["parent", "sister", "household", "partner"]),
                name="relation_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind} {self.other_id}"
