"""Whatever hangs on a customer: what all kinds of activity share."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.activities.models.stage import Kind, Stage, State
from customers.activities.querysets import ActivityQuerySet
from customers.models import Customer
from klantbeheer.history import track
from klantbeheer.versioned import Versioned

#: The letters before the number, by kind: 'B-20418'.
PREFIXES = {
    Kind.ORDER: "B",
    Kind.QUOTE: "O",
    Kind.REPAIR: "R",
    Kind.SUBSCRIPTION: "A",
    Kind.APPOINTMENT: "AF",
    Kind.PROJECT: "P",
    Kind.LEAD: "L",
    Kind.REQUEST: "V",
    Kind.FAULT_REPORT: "S",
    Kind.PURCHASE: "K",
    Kind.TREATMENT: "BH",
    Kind.TRIP: "T",
}


class Activity(Versioned):
    """An order, a quote, a repair, … of one customer.

    `kind` and `status` are those of `stage`: the database refuses anything else. `amount` is in
    `currency`, VAT as the shop's prices have it. What comes from elsewhere (the till) carries its
    `source` and its number there. Never deleted: it is cancelled, and archived.
    """

    never_deleted: ClassVar[bool] = True

    class Billing(models.TextChoices):
        NONE = "", pgettext_lazy("billing", "not to be invoiced")
        DUE = "due", pgettext_lazy("billing", "to be invoiced")
        INVOICED = "invoiced", pgettext_lazy("billing", "invoiced")

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("customer"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField(pgettext_lazy("activity", "number"))
    title = models.CharField(_("title"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("stage"),
        db_index=False,
    )
    status = models.CharField(
        _("status"), max_length=9, choices=State.choices, default=State.OPEN, editable=False
    )
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR", editable=False)
    billing = models.CharField(
        _("billing"), max_length=8, choices=Billing.choices, blank=True, default=Billing.NONE
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_activities",
        verbose_name=_("assigned to"),
        db_index=False,
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("project"),
        db_index=False,
    )
    archived = models.BooleanField(_("archived"), default=False)
    source = models.CharField(_("source"), max_length=20, blank=True)
    external_id = models.CharField(_("number there"), max_length=60, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    history = track()
    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-opened_on", "-pk"]
        permissions = [
            ("export_activity", "Can export activities"),
            ("view_treatments", "Can see treatments"),
            ("write_treatments", "Can write treatments"),
            ("tell_arrival", "Can tell customers what came in"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "kind", "-opened_on", "-id"], name="activity_of_customer"
            ),
            models.Index(
                fields=["customer", "kind"],
                condition=models.Q(status="open"),
                name="activity_open",
            ),
            models.Index(
                fields=["customer"],
                condition=models.Q(status="done", billing="due"),
                name="activity_to_invoice",
            ),
            models.Index(
                fields=["parent", "-opened_on", "-id"],
                condition=~models.Q(parent=None),
                name="activity_of_project",
            ),
            models.Index(
                fields=["assigned_to", "kind", "planned_on"],
                condition=models.Q(status="open"),
                name="activity_assigned",
            ),
            models.Index(
                fields=["stage"], condition=models.Q(status="open"), name="activity_stage"
            ),
            models.Index(
                fields=["customer", "-opened_on", "-id"],
                condition=~models.Q(kind="treatment"),
                name="activity_opened",
            ),
            models.Index(
                fields=["customer", "-closed_on", "-id"],
                condition=~models.Q(closed_on=None),
                name="activity_ended",
            ),
            models.Index(
                Coalesce("planned_on", "opened_on"),
                "id",
                condition=models.Q(kind="trip"),
                name="activity_trips",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="activity_number_once"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="activity_external_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="activity_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=State.values), name="activity_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(billing__in=["", "due", "invoiced"]),
                name="activity_billing_known",
            ),
            models.CheckConstraint(
                condition=models.Q(title__regex=r"\S"), name="activity_has_title"
            ),
            models.CheckConstraint(
                condition=models.Q(external_id="") | ~models.Q(source=""),
                name="activity_external_has_source",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", closed_on=None)
                | (~models.Q(status="open") & ~models.Q(closed_on=None)),
                name="activity_closed_has_date",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("opened_on")),
                name="activity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(kind="project"),
                name="activity_project_has_no_project",
            ),
            models.CheckConstraint(
                condition=models.Q(archived=False) | ~models.Q(status="open"),
                name="activity_archived_is_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="activity_currency_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """The number as people say it: 'B-20418'."""
        return f"{PREFIXES[Kind(self.kind)]}-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still running."""
        return self.status == State.OPEN
