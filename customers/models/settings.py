"""What an administrator decides for the whole shop."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import Tracked, track
from klantbeheer.per_page import once_per_page


class ShopSettings(Tracked):
    """The one row of settings."""

    never_deleted: ClassVar[bool] = True

    shop_name = models.CharField(_("shop name"), max_length=80, default="Klantbeheer")
    country = models.CharField(
        _("country"),
        max_length=2,
        default="NL",
        choices=[("NL", _("Netherlands")), ("BE", _("Belgium"))],
    )
    number_min_length = models.PositiveSmallIntegerField(
        _("shortest customer number, in digits"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    number_max_length = models.PositiveSmallIntegerField(
        _("longest customer number, in digits"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    use_pdok = models.BooleanField(
        _("ask PDOK for addresses that the local table does not know"), default=False
    )
    sort_with_infix = models.BooleanField(
        _("sort names with the infix, as in Belgium"),
        default=False,
        db_default=False,
        help_text=_("Off: 'van der Jansen' stands with the J."),
    )
    message_service = models.BooleanField(
        _("message service on"),
        default=True,
        db_default=True,
        help_text=_("Customers are told by e-mail or SMS that something is ready or delayed."),
    )
    sender_email = models.EmailField(
        _("sender's e-mail address"), blank=True, default="", db_default=""
    )
    sms_sender = models.CharField(
        _("sender of an SMS"),
        max_length=11,
        blank=True,
        default="",
        db_default="",
        help_text=_("At most 11 letters and digits."),
        validators=[RegexValidator(r"^[A-Za-z0-9 ]*$", _("Only letters, digits and spaces."))],
    )

    history = track()

    class Meta:
        verbose_name = _("shop settings")
        verbose_name_plural = _("shop settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="shopsettings_one_row"),
            models.CheckConstraint(
                condition=models.Q(number_min_length__gte=1)
                & models.Q(number_max_length__lte=12)
                & models.Q(number_max_length__gte=models.F("number_min_length")),
                name="shopsettings_number_lengths",
            ),
        ]

    def __str__(self) -> str:
        return self.shop_name

    @classmethod
    def load(cls) -> ShopSettings:
        """The settings, or the defaults when nobody has saved any yet. A page reads them once."""
        return once_per_page(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))
