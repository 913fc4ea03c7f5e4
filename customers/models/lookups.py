"""Lookup lists that the administrator keeps."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import Tracked, track


class Lookup(Tracked):
    """A named choice. It is never deleted, only taken out of the choices (`active`)."""

    name = models.CharField(_("name"), max_length=80)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(Lookup):
    """What kind of customer the shop takes this for: regular, staff, school, …"""

    history = track()

    class Meta(Lookup.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="category_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="category_has_name"),
        ]


class Interest(Lookup):
    """Something that a customer wants to hear about."""

    history = track()

    class Meta(Lookup.Meta):
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="interest_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="interest_has_name"),
        ]
