"""The account on which a customer's invoices are booked. Not a login."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from localflavor.generic.models import BICField, IBANField

from accounts.models.preferences import DeliveryMethod, InvoicingMethod, PaymentTerm
from accounts.querysets import BillingAccountQuerySet
from accounts.values.bank import grouped_iban
from accounts.values.peppol import peppol_id
from klantbeheer.history import track
from klantbeheer.versioned import Versioned

#: The words of a name as the search for accounts compares them.
_WORDS_OF_NAME = models.Func(
    "name",
    template="to_tsvector('simple'::regconfig, public.customers_fold(%(expressions)s))",
    output_field=SearchVectorField(),
)


class BillingAccount(Versioned):
    """A name and address to invoice, and how; several customers may share one.

    The customers of an account are those whose `billing_account` it is. Inactive instead of deleted.
    """

    never_deleted: ClassVar[bool] = True

    number = models.CharField(_("account number"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=160)
    attention_of = models.CharField(_("for the attention of"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.PositiveIntegerField(_("house number"), null=True, blank=True)
    house_number_addition = models.CharField(_("addition"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")

    registration_number = models.CharField(
        _("chamber of commerce number"), max_length=20, blank=True
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    iban = IBANField(_("IBAN"), blank=True, default="")
    bic = BICField(_("BIC"), blank=True, default="")

    payment_term = models.ForeignKey(
        PaymentTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("payment term"),
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
    mandate_reference = models.CharField(_("mandate reference"), max_length=35, blank=True)
    mandate_signed_on = models.DateField(_("mandate signed on"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)
    note = models.TextField(_("note"), blank=True)

    history = track()
    objects = BillingAccountQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("billing account")
        verbose_name_plural = _("billing accounts")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["iban"], condition=~models.Q(iban=""), name="billingaccount_iban"),
            GinIndex(_WORDS_OF_NAME, name="billingaccount_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{1,12}$"),
                name="billingaccount_number_is_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(name__regex=r"\S"), name="billingaccount_has_name"
            ),
            models.CheckConstraint(
                condition=models.Q(house_number=None) | ~models.Q(postcode=""),
                name="billingaccount_number_needs_postcode",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number_addition="") | ~models.Q(house_number=None),
                name="billingaccount_addition_needs_number",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="billingaccount_country_code"
            ),
            models.CheckConstraint(
                condition=models.Q(invoicing_method__in=InvoicingMethod.values),
                name="billingaccount_invoicing_known",
            ),
            models.CheckConstraint(
                condition=models.Q(delivery_method__in=DeliveryMethod.values),
                name="billingaccount_delivery_known",
            ),
            models.CheckConstraint(
                condition=models.Q(mandate_reference="", mandate_signed_on=None)
                | ~models.Q(mandate_reference="") & ~models.Q(mandate_signed_on=None),
                name="billingaccount_mandate_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(mandate_reference="") | ~models.Q(iban=""),
                name="billingaccount_mandate_needs_iban",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def peppol_id(self) -> str:
        """Its identifier on the Peppol network ('0106:90004728'), or '' when it has none."""
        return peppol_id(self.country, self.registration_number)

    @property
    def grouped_iban(self) -> str:
        """The IBAN in groups of four."""
        return grouped_iban(self.iban)

    @property
    def has_mandate(self) -> bool:
        """Whether its holder signed that invoices may be collected from the bank account."""
        return bool(self.mandate_reference)
