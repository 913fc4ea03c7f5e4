"""Messages to customers: their templates, what was sent to whom, and addresses that bounced."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.consent import Channel
from contacts.models.person import ContactPerson
from customers.models import Customer
from klantbeheer.history import Tracked, track


class Document(models.TextChoices):
    """What goes to a customer; routing answers for each who gets it."""

    QUOTE = "quote", _("Quote")
    ORDER = "order", pgettext_lazy("document", "Order")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    INVOICE = "invoice", _("Invoice")
    RMA = "rma", _("RMA")
    REPAIR = "repair", _("Repair")
    RMA_INVOICE = "rma_invoice", _("RMA invoice (copy)")
    READY = "ready_for_pickup", _("Ready for pickup")
    DELAYED = "delayed", _("Delayed delivery")
    NEWSLETTER = "newsletter", _("Newsletter")


class MessageTemplate(Tracked):
    """The text of one kind of message in one language, for one channel; an SMS has no subject."""

    never_deleted: ClassVar[bool] = True

    document = models.CharField(_("document"), max_length=20, choices=Document.choices)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=5, choices=Customer.Language.choices)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"))

    history = track()

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["document", "channel", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "channel", "language"],
                name="messagetemplate_once",
                violation_error_message=_("This template is there already."),
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]),
                name="messagetemplate_channel_known",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(
            (self.get_document_display(), self.get_channel_display(), self.get_language_display())
        )


class Message(Tracked):
    """One message to a customer along one channel, with its text as sent.

    `key` makes it happen once: a second request with the same key is the same message.
    """

    never_deleted: ClassVar[bool] = True

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="messages", verbose_name=_("customer")
    )
    document = models.CharField(_("document"), max_length=20, choices=Document.choices)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=5, choices=Customer.Language.choices)
    about = models.CharField(_("about"), max_length=80, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    key = models.CharField(_("key"), max_length=100, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    system = models.CharField(_("system actor"), max_length=80, blank=True)

    history = track()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        permissions = [("send_message", "Can send messages to customers")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(author=None) | ~models.Q(system=""), name="message_has_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} {self.about}".strip()


def random_name(_file: MessageFile, _name: str) -> str:
    """Where the file is kept: a name that says nothing, in one of 256 folders."""
    name = uuid.uuid4().hex
    return f"messages/{name[:2]}/{name}"


class MessageFile(Tracked):
    """A file that goes with a message, as it was sent: the PDF of an invoice."""

    never_deleted: ClassVar[bool] = True

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="files", verbose_name=_("message")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    file = models.FileField(_("file"), upload_to=random_name, max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))

    history = track()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Delivery(Tracked):
    """A message on its way to one address, once only.

    `sending` is written before the message leaves: a worker that dies then leaves it `unsure`, and a
    person decides; it never goes out a second time by itself.
    """

    never_deleted: ClassVar[bool] = True

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        WITHHELD = "withheld", _("withheld")
        FAILED = "failed", _("failed")
        BOUNCED = "bounced", _("bounced")
        UNSURE = "unsure", _("unsure")

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("message")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("customer")
    )
    contact_person = models.ForeignKey(
        ContactPerson,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
        verbose_name=_("contact person"),
    )
    address = models.CharField(_("address"), max_length=254)
    reason = models.CharField(_("because"), max_length=400, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=400, blank=True)
    provider_id = models.CharField(_("message id"), max_length=200, blank=True)

    history = track(indexed=("message_id",), newest_by=("customer",))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["status", "next_attempt_at"],
                condition=models.Q(status__in=["queued", "sending", "unsure"]),
                name="delivery_unfinished",
            ),
            models.Index(fields=["provider_id"], name="delivery_provider_id"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "address"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "queued",
                        "sending",
                        "sent",
                        "withheld",
                        "failed",
                        "bounced",
                        "unsure",
                    ]
                ),
                name="delivery_status_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent") | ~models.Q(sent_at=None),
                name="delivery_sent_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.address} {self.status}"


class HeldAddress(Tracked):
    """An address that bounced: nothing goes there until somebody releases it."""

    never_deleted: ClassVar[bool] = True

    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="held_addresses",
        verbose_name=_("customer"),
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    held_at = models.DateTimeField(_("held since"), default=timezone.now)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("released by"),
    )

    history = track()

    class Meta:
        verbose_name = _("held address")
        verbose_name_plural = _("held addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"],
                condition=models.Q(released_at=None),
                name="heldaddress_once",
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]), name="heldaddress_channel_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"
