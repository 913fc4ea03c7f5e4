"""Customer numbers: the counter that gives them out, and the ones that customers used to have."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from klantbeheer.history import Tracked, track


class NumberCounter(models.Model):
    """A locked counter: the row lock makes two clerks wait, so that no number is given twice."""

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    next_value = models.BigIntegerField(_("next number"))

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_value__gt=0), name="numbercounter_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.next_value}"


class FormerNumber(Tracked):
    """A number that a customer had before. It keeps finding its customer and is never reused."""

    number = models.CharField(_("former number"), max_length=12, unique=True)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="former_numbers",
        verbose_name=_("customer"),
    )

    history = track()

    class Meta:
        verbose_name = _("former customer number")
        verbose_name_plural = _("former customer numbers")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
