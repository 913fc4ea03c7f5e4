"""How new business is invoiced, and what a new account starts with."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models import Category
from klantbeheer.history import Tracked, track


class InvoicingMethod(models.TextChoices):
    """When what was done is put on an invoice."""

    PER_ORDER = "per_order", pgettext_lazy("invoicing", "per order")
    WEEKLY = "weekly", pgettext_lazy("invoicing", "collected, weekly")
    MONTHLY = "monthly", pgettext_lazy("invoicing", "collected, monthly")


class DeliveryMethod(models.TextChoices):
    """How an invoice reaches who pays it."""

    EMAIL = "email", pgettext_lazy("delivery", "by e-mail")
    POST = "post", pgettext_lazy("delivery", "by post")
    PEPPOL = "peppol", pgettext_lazy("delivery", "by Peppol")


class PaymentTerm(Tracked):
    """A number of days in which an invoice is to be paid ('30 dagen netto')."""

    never_deleted: ClassVar[bool] = True

    name = models.CharField(_("name"), max_length=60)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MaxValueValidator(365)])
    active = models.BooleanField(_("active"), default=True)

    history = track()

    class Meta:
        verbose_name = _("payment term")
        verbose_name_plural = _("payment terms")
        ordering = ["days", "name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="paymentterm_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="paymentterm_has_name"),
            models.CheckConstraint(
                condition=models.Q(days__lte=365), name="paymentterm_days_believable"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CategoryDefaults(Tracked):
    """What the accounts of a category of customers start with; without a category: of all others."""

    category = models.OneToOneField(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account_defaults",
        verbose_name=_("category"),
    )
    invoicing_method = models.CharField(
        _("invoicing"),
        max_length=10,
        choices=InvoicingMethod.choices,
        default=InvoicingMethod.PER_ORDER,
    )
    delivery_method = models.CharField(
        _("delivery"), max_length=6, choices=DeliveryMethod.choices, default=DeliveryMethod.EMAIL
    )
    payment_term = models.ForeignKey(
        PaymentTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payment term"),
    )

    history = track()

    class Meta:
        verbose_name = _("defaults of accounts")
        verbose_name_plural = _("defaults of accounts")
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(category=None),
                name="categorydefaults_one_of_all_others",
            ),
            models.CheckConstraint(
                condition=models.Q(invoicing_method__in=InvoicingMethod.values),
                name="categorydefaults_invoicing_known",
            ),
            models.CheckConstraint(
                condition=models.Q(delivery_method__in=DeliveryMethod.values),
                name="categorydefaults_delivery_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.category or _("all others"))
