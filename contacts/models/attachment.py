"""A file that belongs to a contact moment."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.moment import ContactMoment
from customers.models import Customer
from klantbeheer.history import Tracked, track


def random_name(_attachment: Attachment, _name: str) -> str:
    """Where the file is kept: a name that says nothing, in one of 256 folders."""
    name = uuid.uuid4().hex
    return f"attachments/{name[:2]}/{name}"


class Attachment(Tracked):
    """A file, kept outside the web root under a random name; `name` is what it was called.

    Removing one takes the file away and keeps the row: who removed what, and when.
    """

    never_deleted: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("customer")
    )
    moment = models.ForeignKey(
        ContactMoment,
        on_delete=models.PROTECT,
        related_name="attachments",
        verbose_name=_("contact moment"),
    )
    file = models.FileField(_("file"), upload_to=random_name, max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    scanned = models.BooleanField(_("scanned for viruses"), default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    history = track()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        permissions = [("remove_attachment", "Can remove an attachment")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(file=""),
                name="attachment_removed_has_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name
