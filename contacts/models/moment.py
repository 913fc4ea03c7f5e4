"""One communication with or about a customer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models.message import Message
from contacts.models.person import ContactPerson
from contacts.querysets import ContactMomentQuerySet
from customers.activities.models import Activity
from customers.models import Customer
from klantbeheer.history import track
from klantbeheer.versioned import Versioned


class ContactMoment(Versioned):
    """A call, a visit, an e-mail, a letter, an SMS, a note or a document, at one moment.

    Never deleted: one that was made by mistake is taken off the timeline (`removed_at`) and stays in
    the history.
    """

    never_deleted: ClassVar[bool] = True

    class Kind(models.TextChoices):
        CALL = "call", pgettext_lazy("contact moment", "Call")
        VISIT = "visit", pgettext_lazy("contact moment", "Counter")
        EMAIL = "email", pgettext_lazy("contact moment", "E-mail")
        LETTER = "letter", pgettext_lazy("contact moment", "Letter")
        SMS = "sms", pgettext_lazy("contact moment", "SMS")
        NOTE = "note", pgettext_lazy("contact moment", "Note")
        DOCUMENT = "document", pgettext_lazy("contact moment", "Document")

    class Direction(models.TextChoices):
        NONE = "", _("none")
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")

    #: What is sent when it goes to the customer: together the correspondence.
    SENT_KINDS = frozenset({Kind.EMAIL, Kind.LETTER, Kind.SMS, Kind.DOCUMENT})

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="moments",
        verbose_name=_("customer"),
        db_index=False,
    )
    contact_person = models.ForeignKey(
        ContactPerson,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moments",
        verbose_name=_("contact person"),
        db_index=False,
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="moments",
        verbose_name=_("activity"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, blank=True, default=""
    )
    moment = models.DateTimeField(_("moment"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
        db_index=False,
    )
    system = models.CharField(_("system actor"), max_length=80, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    message = models.OneToOneField(
        Message,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_moment",
        verbose_name=_("message"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    search = models.GeneratedField(
        expression=models.Func("subject", "text", function="contacts_search_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    history = track(indexed=(), newest_by=("customer",))
    objects = ContactMomentQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("contact moment")
        verbose_name_plural = _("contact moments")
        ordering = ["-moment", "-pk"]
        permissions = [("remove_contactmoment", "Can take a colleague's moment off the timeline")]
        indexes = [
            models.Index(
                fields=["customer", "-moment", "-id"],
                condition=models.Q(removed_at=None),
                name="contactmoment_timeline",
            ),
            models.Index(
                fields=["customer", "kind", "-moment", "-id"],
                condition=models.Q(removed_at=None),
                name="contactmoment_by_kind",
            ),
            models.Index(
                fields=["contact_person", "-moment", "-id"],
                condition=models.Q(removed_at=None) & ~models.Q(contact_person=None),
                name="contactmoment_by_person",
            ),
            models.Index(
                fields=["activity", "-moment", "-id"],
                condition=models.Q(removed_at=None) & ~models.Q(activity=None),
                name="contactmoment_by_activity",
            ),
            models.Index(
                fields=["customer", "-moment", "-id"],
                condition=models.Q(
                    removed_at=None,
                    direction="out",
                    kind__in=["email", "letter", "sms", "document"],
                ),
                name="contactmoment_sent",
            ),
            # Without a list of its own of what is new: a search never waits for somebody's note.
            GinIndex(
                fields=["customer", "search"],
                condition=models.Q(removed_at=None),
                fastupdate=False,
                name="contactmoment_search",
            ),
            # Those that were taken off the timeline are looked up when their customer is erased.
            models.Index(
                fields=["customer"],
                condition=~models.Q(removed_at=None),
                name="contactmoment_removed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["call", "visit", "email", "letter", "sms", "note", "document"]
                ),
                name="contactmoment_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["", "in", "out"]),
                name="contactmoment_direction_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(author=None) | ~models.Q(system=""),
                name="contactmoment_has_author",
            ),
            models.CheckConstraint(
                condition=models.Q(subject__regex=r"\S") | models.Q(text__regex=r"\S"),
                name="contactmoment_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject or self.text[:40]}".strip()
