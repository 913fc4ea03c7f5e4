"""The customer: one person or company that the shop deals with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Collate, NullIf
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from customers.models.lookups import Category, Interest
from customers.querysets import CustomerQuerySet, sort_name
from klantbeheer.history import track
from klantbeheer.versioned import Versioned

if TYPE_CHECKING:
    from collections.abc import Iterable


class Customer(Versioned):
    """One customer.

    Phones are E.164 (`+31655010147`), or kept as typed when doubtful. `emails` holds one or more
    addresses with `; ` between. `version` grows by one with every save and guards against two clerks
    overwriting each other. A customer is never deleted: it becomes inactive, or is erased for good.
    """

    never_deleted: ClassVar[bool] = True

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        COMPANY = "company", _("company")

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("prospect")
        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("inactive")
        ERASED = "erased", _("erased")

    class Salutation(models.TextChoices):
        NONE = "", _("none")
        MR = "mr", _("Mr")
        MRS = "mrs", _("Ms")

    class EmailPermission(models.IntegerChoices):
        NONE = 0, _("0 none")
        NOTIFICATIONS = 1, _("1 notifications")
        EVERYTHING = 2, _("2 everything")

    class Language(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        FRENCH = "fr", _("French")
        GERMAN = "de", _("German")
        ENGLISH = "en", _("English")

    number = models.CharField(_("customer number"), max_length=12, unique=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PROSPECT
    )

    salutation = models.CharField(
        _("salutation"), max_length=5, choices=Salutation.choices, blank=True, default=""
    )
    initials = models.CharField(_("initials"), max_length=30, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    infix = models.CharField(_("infix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    company_name = models.CharField(_("company name"), max_length=160, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.DUTCH
    )

    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.PositiveIntegerField(_("house number"), null=True, blank=True)
    house_number_addition = models.CharField(_("addition"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")

    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    phone_extra = models.CharField(_("extra phone"), max_length=40, blank=True)
    emails = models.TextField(_("e-mail"), blank=True)
    email_permission = models.PositiveSmallIntegerField(
        _("may e-mail"), choices=EmailPermission.choices, default=EmailPermission.NOTIFICATIONS
    )

    registration_number = models.CharField(
        _("chamber of commerce number"), max_length=20, blank=True
    )
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)

    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("category"),
    )
    interests = models.ManyToManyField(
        Interest, blank=True, related_name="customers", verbose_name=_("interests")
    )
    attention = models.TextField(_("attention"), blank=True)
    attention_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("attention set by"),
    )
    attention_on = models.DateField(_("attention set on"), null=True, blank=True)
    attention_until = models.DateField(_("attention until"), null=True, blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    employee = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="customer",
        verbose_name=_("employee"),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_customers",
        verbose_name=_("assigned to"),
    )
    billing_account = models.ForeignKey(
        "accounts.BillingAccount",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("billing account"),
        db_index=False,
    )
    custom = models.JSONField(_("custom fields"), default=dict, blank=True)
    customer_since = models.DateField(_("customer since"), null=True, blank=True)

    history = track(m2m_fields=[interests])
    objects = CustomerQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["pk"]
        permissions = [
            ("set_inactive_customer", "Can set a customer inactive and back"),
            ("renumber_customer", "Can change a customer number"),
            ("export_customer", "Can export customers"),
        ]
        indexes = [
            models.Index(
                fields=["registration_number"],
                condition=~models.Q(registration_number=""),
                name="customer_registration_number",
            ),
            models.Index(
                fields=["vat_number"],
                condition=~models.Q(vat_number=""),
                name="customer_vat_number",
            ),
            models.Index(
                sort_name("kind", "infix", "last_name", "company_name", with_infix=False),
                name="customer_sort_name",
            ),
            models.Index(
                sort_name("kind", "infix", "last_name", "company_name", with_infix=True),
                name="customer_sort_infix",
            ),
            models.Index(
                Collate(NullIf("postcode", models.Value("")), "C"), name="customer_postcode"
            ),
            models.Index(
                fields=["billing_account"],
                condition=~models.Q(billing_account=None),
                name="customer_billing_account",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "company"]), name="customer_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["prospect", "active", "inactive", "erased"]),
                name="customer_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(salutation__in=["", "mr", "mrs"]),
                name="customer_salutation_known",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["nl", "fr", "de", "en"]),
                name="customer_language_known",
            ),
            models.CheckConstraint(
                condition=Exact(
                    models.Func("custom", function="jsonb_typeof", output_field=models.TextField()),
                    "object",
                ),
                name="customer_custom_is_object",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_date=None) | models.Q(birth_date__gte="1850-01-01"),
                name="customer_birth_date_believable",
            ),
            models.CheckConstraint(
                condition=models.Q(email_permission__in=[0, 1, 2]),
                name="customer_email_permission_known",
            ),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{1,12}$"), name="customer_number_is_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="company", company_name__regex=r"\S")
                | models.Q(kind="person", last_name__regex=r"\S"),
                name="customer_has_name",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number=None) | ~models.Q(postcode=""),
                name="customer_house_number_needs_postcode",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number_addition="") | ~models.Q(house_number=None),
                name="customer_addition_needs_house_number",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="customer_country_is_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.company_name or self.last_name}".strip()

    @property
    def is_active(self) -> bool:
        """Whether the customer is shown by default and may be chosen for new things."""
        return self.status in (self.Status.PROSPECT, self.Status.ACTIVE)

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Save, one version further; a new customer without a number gets the next one."""
        from customers.services.numbers import next_number

        if self._state.adding and not self.number:
            self.number = next_number()
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a customer becomes inactive, or is erased. Raises ValidationError."""
        raise ValidationError(_("A customer is never deleted. Set the customer inactive instead."))
