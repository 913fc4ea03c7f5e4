"""Fields that the administrator adds to the customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from klantbeheer.history import Tracked, track


class CustomField(Tracked):
    """The definition of one extra field; the values live in `Customer.custom` under `key`."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("choice")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    label = models.CharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    choices = models.TextField(
        _("choices"), blank=True, help_text=_("One per line, for the kind 'choice'.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("active"), default=True)

    history = track()

    class Meta:
        verbose_name = _("extra field")
        verbose_name_plural = _("extra fields")
        ordering = ["position", "label"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["text", "number", "date", "yes_no", "choice"]),
                name="customfield_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="choice") | ~models.Q(choices=""),
                name="customfield_choice_has_choices",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def choice_list(self) -> list[str]:
        """The choices, without blank lines."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
