"""What stands on every invoice of the shop, its VAT rates, and what the bookkeeper's export holds."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from localflavor.generic.models import BICField, IBANField

from accounts.models.preferences import PaymentTerm
from klantbeheer.history import Tracked, track
from klantbeheer.per_page import once_per_page


class InvoiceSettings(Tracked):
    """The one row of what an invoice says of the shop itself."""

    never_deleted: ClassVar[bool] = True

    legal_name = models.CharField(_("name on invoices"), max_length=160, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
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
        related_name="+",
        verbose_name=_("payment term when an account has none"),
    )
    prices_include_vat = models.BooleanField(
        _("prices include VAT"),
        default=True,
        help_text=_("How amounts of activities and new invoices are meant."),
    )
    series_prefix = models.CharField(
        _("before the year in an invoice number"),
        max_length=6,
        blank=True,
        help_text=_("Empty: 2026-1204. With F: F2026-1204."),
        validators=[RegexValidator(r"^[A-Za-z0-9]*$", _("Only letters and digits."))],
    )
    footer = models.TextField(_("text at the foot"), blank=True, max_length=600)

    history = track()

    class Meta:
        verbose_name = _("invoice settings")
        verbose_name_plural = _("invoice settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="invoicesettings_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("invoice settings"))

    @classmethod
    def load(cls) -> InvoiceSettings:
        """The settings, or the defaults when nobody has saved any yet. A page reads them once."""
        return once_per_page(
            cls,
            lambda: cls.objects.select_related("payment_term").filter(pk=1).first() or cls(pk=1),
        )


class VatRate(Tracked):
    """A rate of VAT that may stand on a line: 21 means 21 %."""

    never_deleted: ClassVar[bool] = True

    country = models.CharField(_("country"), max_length=2, default="NL")
    rate = models.DecimalField(_("rate in per cent"), max_digits=5, decimal_places=2)
    name = models.CharField(_("name"), max_length=40)
    usual = models.BooleanField(_("usual"), default=False)
    active = models.BooleanField(_("active"), default=True)

    history = track()

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "-rate", "name"]
        constraints = [
            models.UniqueConstraint("country", Lower("name"), name="vatrate_name_once"),
            models.UniqueConstraint(
                fields=["country"],
                condition=models.Q(usual=True, active=True),
                name="vatrate_one_usual",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__gte=0, rate__lte=100), name="vatrate_believable"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExportProfile(Tracked):
    """Which columns the bookkeeper's file has, in which order and form."""

    class Separator(models.TextChoices):
        SEMICOLON = ";", pgettext_lazy("separator", "semicolon")
        COMMA = ",", pgettext_lazy("separator", "comma")
        TAB = "\t", pgettext_lazy("separator", "tab")

    name = models.CharField(_("name"), max_length=60)
    columns = models.JSONField(_("columns"), default=list)
    separator = models.CharField(
        _("separator"), max_length=1, choices=Separator.choices, default=Separator.SEMICOLON
    )
    decimal_comma = models.BooleanField(_("decimal comma"), default=True)

    history = track()

    class Meta:
        verbose_name = _("export for bookkeeping")
        verbose_name_plural = _("exports for bookkeeping")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="exportprofile_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="exportprofile_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
