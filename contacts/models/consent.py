"""Permission to write to an address, as a row of events."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.person import ContactPerson
from customers.models import Customer


class Channel(models.TextChoices):
    """The way along which a message goes."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class ConsentEvent(models.Model):
    """Somebody gave or withdrew permission for one purpose at one address. Never changed afterwards.

    The current permission of an address follows from its last event per purpose; the database keeps
    it in `AddressPermission`.
    """

    append_only: ClassVar[bool] = True

    class Purpose(models.TextChoices):
        NOTIFICATIONS = "notifications", _("notifications")
        NEWS = "news", _("news")

    class Source(models.TextChoices):
        COUNTER = "counter", _("at the counter")
        PHONE = "phone", _("by phone")
        LETTER = "letter", _("by letter or e-mail")
        CARD = "card", _("with the customer card")
        IMPORT = "import", _("import")
        MERGE = "merge", _("merge")

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="consent",
        verbose_name=_("customer"),
        db_index=False,
    )
    contact_person = models.ForeignKey(
        ContactPerson,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consent",
        verbose_name=_("contact person"),
        db_index=False,
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    purpose = models.CharField(_("purpose"), max_length=15, choices=Purpose.choices)
    granted = models.BooleanField(_("granted"))
    wording = models.TextField(_("wording"), blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    system = models.CharField(_("system actor"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        ordering = ["-pk"]
        default_permissions = ("view", "add")
        indexes = [
            models.Index(
                fields=["customer", "channel", "address", "purpose", "-id"],
                name="consentevent_latest",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]), name="consentevent_channel_known"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["notifications", "news"]),
                name="consentevent_purpose_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    source__in=["counter", "phone", "letter", "card", "import", "merge"]
                ),
                name="consentevent_source_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(staff=None) | ~models.Q(system=""),
                name="consentevent_has_actor",
            ),
            models.CheckConstraint(
                condition=~models.Q(address=""), name="consentevent_has_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.purpose} {self.granted}"


class AddressPermission(models.Model):
    """What may be sent to an address now: 0 nothing, 1 notifications, 2 everything.

    Derived from the events by triggers; nobody else writes it. An address of the main box has no
    contact person.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="permissions", db_index=False
    )
    contact_person = models.ForeignKey(
        ContactPerson,
        on_delete=models.PROTECT,
        null=True,
        related_name="permissions",
        db_index=False,
    )
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    address = models.CharField(_("address"), max_length=254)
    level = models.PositiveSmallIntegerField(
        _("may e-mail"), choices=Customer.EmailPermission.choices
    )
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["channel", "level", "customer"], name="addresspermission_by_level"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "contact_person", "channel", "address"],
                nulls_distinct=False,
                name="addresspermission_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=[0, 1, 2]), name="addresspermission_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel} {self.level}"
