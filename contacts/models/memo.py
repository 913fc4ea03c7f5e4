"""The memo: one free text per customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from klantbeheer.history import track
from klantbeheer.versioned import Versioned


class Memo(Versioned):
    """What everybody writes on one sheet about a customer."""

    never_deleted: ClassVar[bool] = True

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, related_name="memo", verbose_name=_("customer")
    )
    text = models.TextField(_("memo"), blank=True)

    history = track()

    class Meta:
        verbose_name = _("memo")
        verbose_name_plural = _("memos")

    def __str__(self) -> str:
        return self.text[:40]
