"""What erasure leaves behind: the journal, and the files that still have to go."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ErasureEntry(models.Model):
    """One line of the journal: what was erased, when, by whom and why. It names nobody.

    Only the database's own function of the eraser writes it; a copy stands in a file outside the
    database. Numbers instead of links: a restored database may not have those rows.
    """

    append_only: ClassVar[bool] = True

    class Scope(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        ROW = "row", _("one row")
        COLUMNS = "columns", _("single fields")
        TEXT = "text", _("texts elsewhere")
        KEPT = "kept", _("what the law kept until now")
        RETENTION = "retention", _("retention period over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(_("what"), max_length=10, choices=Scope.choices)
    customer_pk = models.BigIntegerField(_("customer"))
    customer_number = models.CharField(_("customer number"), max_length=12)
    removed = models.BooleanField(_("disappeared entirely"), default=False)
    #: Everything but the whole customer: [{"table", "pks", "columns"}].
    parts = models.JSONField(_("parts"), default=list)
    ground = models.CharField(_("ground"), max_length=12)
    request_pk = models.BigIntegerField(_("request"), null=True)
    actor = models.CharField(_("actor"), max_length=150)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    #: Changed rows per table.
    counts = models.JSONField(_("counts"), default=dict)
    replayed_at = models.DateTimeField(_("replayed at"), null=True)

    class Meta:
        verbose_name = _("erasure in the journal")
        verbose_name_plural = _("erasures in the journal")
        ordering = ["-moment", "pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["customer_pk"], name="erasureentry_customer"),
            models.Index(fields=["customer_number"], name="erasureentry_number"),
            models.Index(fields=["-moment"], name="erasureentry_newest"),
        ]

    def __str__(self) -> str:
        day = timezone.localdate(self.moment)
        return f"{self.customer_number} {self.get_scope_display()} {day:%d-%m-%Y}"


class ErasedFile(models.Model):
    """A kept file whose row was erased: it goes after the commit, tried again until it is gone."""

    name = models.CharField(_("file"), max_length=200, unique=True)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("file to erase")
        verbose_name_plural = _("files to erase")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
