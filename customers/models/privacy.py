"""What a person asks under the privacy law, and what the shop decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer
from klantbeheer.history import Tracked, track
from klantbeheer.per_page import once_per_page
from klantbeheer.versioned import Versioned

if TYPE_CHECKING:
    import datetime

    from django_stubs_ext import StrOrPromise


def _staff(words: StrOrPromise) -> models.ForeignKey[Any, Any]:
    """A link to a member of staff that may be empty."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=words,
    )


class PrivacySettings(Tracked):
    """The one row of what the shop decides about erasing, keeping and telling."""

    never_deleted: ClassVar[bool] = True

    second_person = models.BooleanField(
        _("a second person approves an erasure"),
        default=True,
        help_text=_("Switch this off only when the shop has one administrator."),
    )
    waiting_days = models.PositiveSmallIntegerField(
        _("waiting time before an erasure, in days"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_("In this time the request can be withdrawn. 0: at once."),
    )
    medical_years = models.PositiveSmallIntegerField(
        _("treatments are kept, in years"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Counted from the treatment. 0: they go with the customer."),
    )
    export_days = models.PositiveSmallIntegerField(
        _("the file of an access request can be fetched, in days"),
        default=14,
        validators=[MaxValueValidator(90)],
    )
    controller = models.TextField(
        _("controller"), blank=True, help_text=_("Legal name, address and contact of the shop.")
    )
    privacy_contact = models.TextField(_("contact for privacy"), blank=True)
    recipients = models.TextField(
        _("recipients"), blank=True, help_text=_("Who else gets personal data, one per line.")
    )
    security = models.TextField(
        _("security measures"), blank=True, help_text=_("Those of the shop itself, one per line.")
    )

    history = track(indexed=())

    class Meta:
        verbose_name = _("privacy settings")
        verbose_name_plural = _("privacy settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="privacysettings_one_row"),
            models.CheckConstraint(
                condition=models.Q(waiting_days__lte=60, export_days__range=(1, 90)),
                name="privacysettings_days",
            ),
        ]

    def __str__(self) -> str:
        return str(_("privacy settings"))

    @classmethod
    def load(cls) -> PrivacySettings:
        """The settings, or the defaults when nobody has saved any yet. A page reads them once."""
        return once_per_page(cls, lambda: cls.objects.filter(pk=1).first() or cls(pk=1))


class PrivacyRequest(Versioned):
    """One request of a person: to see, to correct, to object, or to be erased.

    An erasure goes open → awaiting (a second person) → waiting (its time) → done. What it is about is
    `scope`: the whole customer, one row of a table (a contact person), or some columns of one row. A
    customer that disappears entirely leaves its number behind.
    """

    never_deleted: ClassVar[bool] = True

    class Kind(models.TextChoices):
        ACCESS = "access", _("access")
        ERASURE = "erasure", _("erasure")
        RECTIFICATION = "rectification", _("rectification")
        OBJECTION = "objection", _("objection")

    class Channel(models.TextChoices):
        COUNTER = "counter", _("at the counter")
        PHONE = "phone", _("by phone")
        LETTER = "letter", _("by letter or e-mail")
        SHOP = "shop", _("the shop itself")

    class Ground(models.TextChoices):
        """Why something is erased: article 17, paragraph 1."""

        NONE = "", _("none")
        NOT_NEEDED = "not_needed", _("no longer needed")
        CONSENT = "consent", _("permission withdrawn")
        OBJECTION = "objection", _("objection")
        UNLAWFUL = "unlawful", _("kept without a right to")
        LAW = "law", _("the law asks for it")
        RETENTION = "retention", _("retention period over")

    class Identity(models.TextChoices):
        NONE = "", _("not checked")
        DOCUMENT = "document", _("identity document seen")
        KNOWN = "known", _("known in person")
        ANSWERS = "answers", _("answered control questions")
        NOT_NEEDED = "not_needed", _("not needed: the shop itself")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("privacy request", "open")
        AWAITING = "awaiting", _("awaits approval")
        WAITING = "waiting", _("approved, waiting time runs")
        DONE = "done", pgettext_lazy("privacy request", "done")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    #: Those that still ask something of somebody.
    RUNNING = frozenset({Status.OPEN, Status.AWAITING, Status.WAITING})

    class Scope(models.TextChoices):
        CUSTOMER = "customer", _("the whole customer")
        ROW = "row", _("one contact person")
        COLUMNS = "columns", _("single fields")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="privacy_requests",
        verbose_name=_("customer"),
    )
    customer_number = models.CharField(_("customer number"), max_length=12)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.OPEN
    )
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("how"), max_length=10, choices=Channel.choices)
    deadline = models.DateField(_("deadline"))
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    extension_reason = models.TextField(_("reason of the extension"), blank=True)
    ground = models.CharField(
        _("ground"), max_length=12, choices=Ground.choices, blank=True, default=""
    )
    identity = models.CharField(
        _("identity"), max_length=12, choices=Identity.choices, blank=True, default=""
    )
    identity_note = models.CharField(_("what was seen"), max_length=200, blank=True)
    identity_by = _staff(_("identity checked by"))
    identity_on = models.DateField(_("identity checked on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    assigned_to = _staff(_("assigned to"))

    scope = models.CharField(
        _("scope"), max_length=10, choices=Scope.choices, default=Scope.CUSTOMER
    )
    scope_table = models.CharField(_("table"), max_length=63, blank=True)
    scope_pk = models.BigIntegerField(_("row"), null=True, blank=True)
    scope_columns = models.JSONField(_("columns"), default=list, blank=True)

    planned_by = _staff(_("sent for approval by"))
    planned_at = models.DateTimeField(_("sent for approval at"), null=True, blank=True)
    approved_by = _staff(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    execute_on = models.DateField(_("is carried out on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = _staff(_("closed by"))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    history = track()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["deadline", "pk"]
        permissions = [
            ("erase_customer", "Can plan an erasure and send it for approval"),
            ("approve_erasure", "Can approve an erasure"),
            ("export_person", "Can make and fetch the file of an access request"),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=models.Q(status__in=["open", "awaiting", "waiting"]),
                name="privacyrequest_running",
            ),
            models.Index(fields=["-received_on", "-id"], name="privacyrequest_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["access", "erasure", "rectification", "objection"]),
                name="privacyrequest_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["open", "awaiting", "waiting", "done", "rejected", "withdrawn"]
                ),
                name="privacyrequest_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="erasure") | ~models.Q(status__in=["awaiting", "waiting"]),
                name="privacyrequest_only_erasure_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="waiting")
                | models.Q(execute_on__isnull=False, approved_at__isnull=False),
                name="privacyrequest_waits_until",
            ),
            models.CheckConstraint(
                condition=models.Q(scope="customer") | ~models.Q(scope_table=""),
                name="privacyrequest_scope_named",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["open", "awaiting", "waiting"], closed_at__isnull=True
                )
                | models.Q(status__in=["done", "rejected", "withdrawn"], closed_at__isnull=False),
                name="privacyrequest_closed_when_over",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(
                    kind="erasure", scope="customer", status__in=["open", "awaiting", "waiting"]
                ),
                name="privacyrequest_one_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_number} {self.kind}"

    @property
    def is_running(self) -> bool:
        """Whether it still asks something of somebody."""
        return self.status in self.RUNNING

    @property
    def due_on(self) -> datetime.date:
        """The day on which it must be answered, an extension counted in."""
        return self.extended_to or self.deadline


class MentionDecision(Tracked):
    """What was decided about one text elsewhere that mentions the person. It holds no text itself."""

    class Decision(models.TextChoices):
        CLEAN = "clean", _("erase what names the person")
        KEEP = "keep", _("leave it")

    request = models.ForeignKey(
        PrivacyRequest,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("request"),
    )
    table = models.CharField(_("table"), max_length=63)
    row = models.CharField(_("row"), max_length=36)
    column = models.CharField(_("column"), max_length=63)
    decision = models.CharField(_("decision"), max_length=5, choices=Decision.choices)
    decided_by = _staff(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))

    history = track(indexed=("request_id",))

    class Meta:
        verbose_name = _("decision about a text")
        verbose_name_plural = _("decisions about texts")
        constraints = [
            models.UniqueConstraint(
                fields=["request", "table", "row", "column"], name="mentiondecision_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decision__in=["clean", "keep"]),
                name="mentiondecision_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row}: {self.decision}"


class ErasureHold(Versioned):
    """A customer whose data may not go yet: a dispute, a claim, an inquiry."""

    never_deleted: ClassVar[bool] = True

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="holds", verbose_name=_("customer")
    )
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)
    set_by = _staff(_("set by"))
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = _staff(_("ended by"))

    history = track()

    class Meta:
        verbose_name = _("hold on erasure")
        verbose_name_plural = _("holds on erasure")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(ended_at=None),
                name="erasurehold_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.reason}"
