"""The file that a person gets who asks what the shop has."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer
from customers.models.privacy import PrivacyRequest
from klantbeheer.history import Tracked, track


def random_name(_export: AccessExport, _name: str) -> str:
    """Where the file is kept: a name that says nothing, in one of 256 folders."""
    name = uuid.uuid4().hex
    return f"exports/{name[:2]}/{name}"


class AccessExport(Tracked):
    """One ZIP with everything of one customer; made by the queue, and gone after its time."""

    never_deleted: ClassVar[bool] = True

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("file of an access request", "waiting")
        WORKING = "working", _("being made")
        READY = "ready", pgettext_lazy("file of an access request", "ready")
        FAILED = "failed", pgettext_lazy("file of an access request", "failed")
        GONE = "gone", _("no longer to be fetched")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        PrivacyRequest, on_delete=models.PROTECT, related_name="exports", verbose_name=_("request")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        related_name="access_exports",
        verbose_name=_("customer"),
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.QUEUED
    )
    file = models.FileField(_("file"), upload_to=random_name, max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)

    history = track(indexed=("request_id", "customer_id"), excluded_fields=["done", "total"])

    class Meta:
        verbose_name = _("file of an access request")
        verbose_name_plural = _("files of access requests")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "working", "ready", "failed", "gone"]),
                name="accessexport_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ready")
                | models.Q(expires_at__isnull=False) & ~models.Q(file=""),
                name="accessexport_ready_has_file",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(status__in=["queued", "working"]),
                name="accessexport_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.status}"


class AccessDownload(models.Model):
    """Somebody fetched the file."""

    append_only: ClassVar[bool] = True

    export = models.ForeignKey(
        AccessExport, on_delete=models.PROTECT, related_name="downloads", verbose_name=_("file")
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("colleague"),
    )
    moment = models.DateTimeField(_("moment"), default=timezone.now)

    class Meta:
        verbose_name = _("fetched file")
        verbose_name_plural = _("fetched files")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.export_id} {self.moment:%Y-%m-%d %H:%M}"
