"""How long something is kept, and the batches of what may go."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer
from customers.models.lookups import Category
from klantbeheer.history import Tracked, track
from klantbeheer.versioned import Versioned


class RetentionRule(Versioned):
    """For customers of one category (or all): what is kept how long, on which ground.

    `kind` names what goes ('customer', or a kind that an app registers, such as 'moment'); the period
    counts from the last sign of life of it, which the kind says.
    """

    never_deleted: ClassVar[bool] = True

    kind = models.CharField(_("what"), max_length=20)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("Empty: customers of every category without a rule of its own."),
    )
    months = models.PositiveSmallIntegerField(
        _("period in months"), validators=[MinValueValidator(1), MaxValueValidator(1200)]
    )
    ground = models.CharField(_("ground"), max_length=200)
    active = models.BooleanField(_("active"), default=True)

    history = track(indexed=())

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["kind", "category", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__range=(1, 1200)), name="retentionrule_months"
            ),
            models.UniqueConstraint(
                fields=["kind", "category"],
                condition=models.Q(active=True),
                nulls_distinct=False,
                name="retentionrule_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months}"


class RetentionBatch(Versioned):
    """What the nightly job found that may go by one rule; a person approves it, or not."""

    never_deleted: ClassVar[bool] = True

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("retention", "proposed")
        APPROVED = "approved", _("approved, being carried out")
        DONE = "done", pgettext_lazy("retention", "done")
        DECLINED = "declined", _("not approved")

    rule = models.ForeignKey(
        RetentionRule, on_delete=models.PROTECT, related_name="batches", verbose_name=_("rule")
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.PROPOSED
    )
    before = models.DateField(_("nothing since"))
    proposed_on = models.DateField(_("proposed on"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    history = track(indexed=())

    class Meta:
        verbose_name = _("retention batch")
        verbose_name_plural = _("retention batches")
        ordering = ["-pk"]
        permissions = [("approve_retentionbatch", "Can approve a retention batch")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "approved", "done", "declined"]),
                name="retentionbatch_status_known",
            ),
            models.UniqueConstraint(
                fields=["rule"],
                condition=models.Q(status__in=["proposed", "approved"]),
                name="retentionbatch_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.proposed_on}"


class RetentionItem(Tracked):
    """One customer in a batch, with how many rows of it would go; or what keeps it out."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("retention", "may go")
        HELD = "held", _("kept")
        EXCLUDED = "excluded", _("taken out")
        ERASED = "erased", pgettext_lazy("retention", "erased")

    batch = models.ForeignKey(
        RetentionBatch, on_delete=models.PROTECT, related_name="items", verbose_name=_("batch")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    customer_number = models.CharField(_("customer number"), max_length=12)
    rows = models.PositiveIntegerField(_("rows"), default=1)
    last_sign = models.DateField(_("last sign of life"), null=True)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.PROPOSED
    )
    #: What holds it: the code of a reason ('open', 'hold', 'request', 'invoice'), not its words.
    held_by = models.CharField(_("kept because of"), max_length=20, blank=True)

    history = track(indexed=("batch_id",))

    class Meta:
        verbose_name = _("customer in a retention batch")
        verbose_name_plural = _("customers in a retention batch")
        constraints = [
            models.UniqueConstraint(fields=["batch", "customer_number"], name="retentionitem_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "held", "excluded", "erased"]),
                name="retentionitem_status_known",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status", "id"], name="retentionitem_by_status")]

    def __str__(self) -> str:
        return f"{self.customer_number} {self.status}"
