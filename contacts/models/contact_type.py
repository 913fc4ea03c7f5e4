"""The types of contact persons: seven that routing knows, and those a shop adds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from klantbeheer.history import Tracked, track


class Predefined(models.TextChoices):
    """The types that are always there; e-mail routing leans on them."""

    SALES = "sales", pgettext_lazy("contact type", "Sales")
    PURCHASING = "purchasing", pgettext_lazy("contact type", "Purchasing")
    ADMINISTRATION = "administration", pgettext_lazy("contact type", "Administration")
    TECHNICAL = "technical", pgettext_lazy("contact type", "Technical service")
    SMS_ALERT = "sms_alert", pgettext_lazy("contact type", "SMS alert")
    INVOICE_ADDRESS = "invoice_address", pgettext_lazy("contact type", "Invoice address")
    OTHER = "other", pgettext_lazy("contact type", "Other")


class ContactType(Tracked):
    """A type of contact person. The predefined ones are fixed: the database refuses to change them.

    The code is the key, so that rules about a type can stand in a constraint of another table.
    """

    never_deleted: ClassVar[bool] = True

    code = models.CharField(_("code"), max_length=30, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    predefined = models.BooleanField(_("predefined"), default=False, editable=False)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    history = track()

    class Meta:
        verbose_name = _("contact type")
        verbose_name_plural = _("contact types")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                name="contacttype_name_once",
                violation_error_message=_("There is a type with this name already."),
            ),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9_]*$"), name="contacttype_code_plain"
            ),
            models.CheckConstraint(
                condition=models.Q(predefined=False) | models.Q(active=True),
                name="contacttype_predefined_active",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name for the screen, in its language when the type is a predefined one."""
        return str(Predefined(self.code).label) if self.predefined else self.name
