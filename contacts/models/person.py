"""A person or mailbox at a customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.contact_type import ContactType, Predefined
from contacts.querysets import ContactPersonQuerySet
from customers.models import Customer
from customers.querysets import sort_name
from klantbeheer.history import track
from klantbeheer.versioned import Versioned

_PERSON = models.Value("person")
_NO_COMPANY = models.Value("")


class ContactPerson(Versioned):
    """Somebody, or a shared mailbox ('Werkplaats'), at a customer, of one type.

    Phones are E.164, `emails` holds addresses with `; ` between, as with a customer. A contact of
    type Factuuradres may point to another customer, which then gets the invoices. Archived instead
    of deleted.
    """

    never_deleted: ClassVar[bool] = True

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("customer")
    )
    type = models.ForeignKey(
        ContactType, on_delete=models.PROTECT, related_name="persons", verbose_name=_("type")
    )
    preferred = models.BooleanField(_("preferred"), default=False)
    archived = models.BooleanField(_("archived"), default=False)

    salutation = models.CharField(
        _("salutation"),
        max_length=5,
        choices=Customer.Salutation.choices,
        blank=True,
        default="",
    )
    initials = models.CharField(_("initials"), max_length=30, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    infix = models.CharField(_("infix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=Customer.Language.choices, blank=True, default=""
    )

    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.PositiveIntegerField(_("house number"), null=True, blank=True)
    house_number_addition = models.CharField(_("addition"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")

    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    emails = models.TextField(_("e-mail"), blank=True)
    email_permission = models.PositiveSmallIntegerField(
        _("may e-mail"),
        choices=Customer.EmailPermission.choices,
        default=Customer.EmailPermission.NOTIFICATIONS,
    )
    invoice_customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices_from",
        verbose_name=_("invoices go to"),
    )
    note = models.TextField(_("note"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    history = track()
    objects = ContactPersonQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["pk"]
        permissions = [("export_contactperson", "Can export the addresses of contact persons")]
        indexes = [
            models.Index(fields=["customer", "-changed_at"], name="contactperson_recent"),
            models.Index(
                fields=["type", "customer"],
                condition=models.Q(archived=False),
                name="contactperson_by_type",
            ),
            models.Index(
                sort_name(_PERSON, "infix", "last_name", _NO_COMPANY, with_infix=False),
                condition=models.Q(archived=False),
                name="contactperson_sort_name",
            ),
            models.Index(
                sort_name(_PERSON, "infix", "last_name", _NO_COMPANY, with_infix=True),
                condition=models.Q(archived=False),
                name="contactperson_sort_infix",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "type"],
                condition=models.Q(preferred=True),
                name="contactperson_one_preferred",
            ),
            models.CheckConstraint(
                condition=models.Q(archived=False) | models.Q(preferred=False),
                name="contactperson_archived_not_preferred",
            ),
            models.CheckConstraint(
                condition=models.Q(last_name__regex=r"\S") | ~models.Q(invoice_customer=None),
                name="contactperson_has_name",
            ),
            models.CheckConstraint(
                condition=models.Q(invoice_customer=None)
                | models.Q(type=Predefined.INVOICE_ADDRESS.value),
                name="contactperson_redirect_by_type",
            ),
            models.CheckConstraint(
                condition=models.Q(invoice_customer=None)
                | ~models.Q(invoice_customer=models.F("customer")),
                name="contactperson_redirect_elsewhere",
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(archived=False) & ~models.Q(invoice_customer=None),
                name="contactperson_one_redirect",
            ),
            models.CheckConstraint(
                condition=models.Q(email_permission__in=[0, 1, 2]),
                name="contactperson_permission_known",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number=None) | ~models.Q(postcode=""),
                name="contactperson_number_needs_postcode",
            ),
            models.CheckConstraint(
                condition=models.Q(house_number_addition="") | ~models.Q(house_number=None),
                name="contactperson_addition_needs_number",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="contactperson_country_code"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in running text: 'S. Jansen', 'Werkplaats', or the number invoices go to."""
        letters = self.initials or self.first_name
        name = " ".join(part for part in (letters, self.infix, self.last_name) if part)
        if name or self.invoice_customer is None:
            return name
        return str(self.invoice_customer)
