"""Invoices: a draft, and then a snapshot that never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.account import BillingAccount
from accounts.models.preferences import DeliveryMethod
from accounts.querysets import InvoiceQuerySet
from customers.activities.models import Activity
from customers.models import Customer
from klantbeheer.history import Tracked, track
from klantbeheer.versioned import Versioned


class Invoice(Versioned):
    """A draft, or an invoice or credit invoice as it was issued.

    `customer` is whose business it is about; `payer` whose name stands on it and who pays it, another
    customer where a Factuuradres says so. A draft has no number. Issuing gives it the next number of
    its series, without a gap, and writes the snapshot (`recipient_*`, `shop_lines`, the totals): from
    then on the database lets nothing change but `status`, `paid` and `paid_on`. Amounts are in
    `currency`; a credit invoice has negative ones.
    """

    never_deleted: ClassVar[bool] = True

    class Kind(models.TextChoices):
        INVOICE = "invoice", pgettext_lazy("invoice", "Invoice")
        CREDIT = "credit", pgettext_lazy("invoice", "Credit invoice")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("invoice", "draft")
        OPEN = "open", pgettext_lazy("invoice", "open")
        PAID = "paid", pgettext_lazy("invoice", "paid")
        CREDITED = "credited", pgettext_lazy("invoice", "credited")
        DISCARDED = "discarded", pgettext_lazy("invoice", "discarded")

    account = models.ForeignKey(
        BillingAccount,
        on_delete=models.PROTECT,
        related_name="invoices",
        verbose_name=_("account"),
        db_index=False,
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="invoices",
        verbose_name=_("customer"),
        db_index=False,
    )
    payer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="invoices_to_pay",
        verbose_name=_("payer"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.INVOICE)
    status = models.CharField(
        _("status"), max_length=9, choices=Status.choices, default=Status.DRAFT
    )
    series = models.CharField(_("series"), max_length=12, blank=True)
    sequence = models.PositiveIntegerField(_("number in the series"), null=True, blank=True)
    number = models.CharField(_("invoice number"), max_length=24, blank=True)
    credits = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_invoices",
        verbose_name=_("credits"),
    )

    subject = models.CharField(_("description"), max_length=160, blank=True)
    customer_reference = models.CharField(_("your reference"), max_length=80, blank=True)
    our_reference = models.CharField(_("our reference"), max_length=80, blank=True)
    issued_on = models.DateField(_("date"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR", editable=False)
    prices_include_vat = models.BooleanField(_("prices include VAT"), default=True)
    net = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2, default=0)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2, default=0)
    paid = models.DecimalField(_("paid"), max_digits=12, decimal_places=2, default=0)

    language = models.CharField(
        _("language"), max_length=5, choices=Customer.Language.choices, default="nl"
    )
    delivery_method = models.CharField(
        _("delivery"), max_length=6, choices=DeliveryMethod.choices, default=DeliveryMethod.EMAIL
    )
    recipient_name = models.CharField(_("name on it"), max_length=160, blank=True)
    recipient_lines = models.TextField(_("address on it"), blank=True)
    recipient_country = models.CharField(_("country on it"), max_length=2, blank=True)
    recipient_vat_number = models.CharField(_("VAT number on it"), max_length=20, blank=True)
    recipient_peppol_id = models.CharField(_("Peppol identifier on it"), max_length=40, blank=True)
    shop_lines = models.TextField(_("shop on it"), blank=True)
    payment_words = models.CharField(_("payment term on it"), max_length=120, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    history = track(indexed=("customer_id", "account_id"))
    objects = InvoiceQuerySet.as_manager()  # type: ignore[misc]  # a narrower manager

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-pk"]
        permissions = [
            ("issue_invoice", "Can issue and send invoices"),
            ("pay_invoice", "Can register payments"),
            ("credit_invoice", "Can credit invoices"),
            ("export_invoice", "Can export invoices"),
        ]
        indexes = [
            models.Index(fields=["customer", "-issued_on", "-id"], name="invoice_of_customer"),
            models.Index(fields=["account", "-issued_on", "-id"], name="invoice_of_account"),
            models.Index(
                fields=["customer"], condition=models.Q(status="open"), name="invoice_unpaid"
            ),
            models.Index(
                fields=["payer"],
                condition=models.Q(status="open"),
                name="invoice_unpaid_by_payer",
            ),
            models.Index(
                fields=["account"],
                condition=models.Q(status="open"),
                name="invoice_unpaid_of_account",
            ),
            models.Index(
                fields=["payer", "-issued_on", "-id"],
                condition=~models.Q(payer=models.F("customer")),
                name="invoice_for_another",
            ),
            models.Index(fields=["due_on"], condition=models.Q(status="open"), name="invoice_due"),
            models.Index(fields=["issued_on", "id"], name="invoice_issued"),
            models.Index(
                fields=["customer", "-paid_on", "-id"],
                condition=~models.Q(paid_on=None),
                name="invoice_paid",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="invoice_number_once"
            ),
            models.UniqueConstraint(
                fields=["series", "sequence"],
                condition=~models.Q(sequence=None),
                name="invoice_sequence_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["invoice", "credit"]), name="invoice_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "open", "paid", "credited", "discarded"]),
                name="invoice_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["draft", "discarded"],
                    number="",
                    series="",
                    sequence=None,
                    issued_on=None,
                )
                | (
                    models.Q(status__in=["open", "paid", "credited"])
                    & ~models.Q(number="")
                    & ~models.Q(series="")
                    & models.Q(sequence__gte=1)
                    & ~models.Q(issued_on=None)
                    & ~models.Q(due_on=None)
                    & ~models.Q(recipient_name="")
                ),
                name="invoice_issued_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on=None)
                | models.Q(issued_on=None)
                | models.Q(due_on__gte=models.F("issued_on")),
                name="invoice_due_after_issue",
            ),
            models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("vat")),
                name="invoice_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="credit") & ~models.Q(credits=None)
                | models.Q(kind="invoice", credits=None),
                name="invoice_credit_has_original",
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="invoice_currency_code"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_status_display())

    @property
    def is_draft(self) -> bool:
        """Whether it can still change."""
        return self.status == self.Status.DRAFT


class InvoiceLine(Tracked):
    """A line of an invoice: quantity × price, at a rate of VAT (21.00 means 21 %).

    A line with an `activity` bills it; `released` says that it was credited, so that the activity may
    be billed again.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="lines", verbose_name=_("invoice")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(_("position"))
    description = models.CharField(_("description"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=3, default=1)
    unit_price = models.DecimalField(_("price"), max_digits=12, decimal_places=4)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoice_lines",
        verbose_name=_("activity"),
        db_index=False,
    )
    released = models.BooleanField(_("released"), default=False)

    history = track(indexed=("customer_id", "invoice_id"))

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ["invoice", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "position"],
                name="invoiceline_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["activity"],
                condition=~models.Q(activity=None) & models.Q(released=False),
                name="invoiceline_activity_once",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_rate__gte=0, vat_rate__lte=100),
                name="invoiceline_vat_believable",
            ),
            models.CheckConstraint(
                condition=models.Q(description__regex=r"\S"), name="invoiceline_has_description"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.description}"


class InvoicePayment(models.Model):
    """Money that came in for an invoice, or (negative) went back. Written once, never changed."""

    append_only: ClassVar[bool] = True

    class Method(models.TextChoices):
        BANK = "bank", pgettext_lazy("payment", "bank transfer")
        PIN = "pin", pgettext_lazy("payment", "card at the counter")
        CASH = "cash", pgettext_lazy("payment", "cash")
        DEBIT = "debit", pgettext_lazy("payment", "direct debit")
        SETTLED = "settled", pgettext_lazy("payment", "settled with a credit invoice")

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payments", verbose_name=_("invoice")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    received_on = models.DateField(_("received on"))
    method = models.CharField(_("method"), max_length=7, choices=Method.choices)
    note = models.CharField(_("note"), max_length=120, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered by"),
        db_index=False,
    )
    system = models.CharField(_("system actor"), max_length=80, blank=True)
    moment = models.DateTimeField(_("registered at"), default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="invoicepayment_not_zero"),
            models.CheckConstraint(
                condition=models.Q(method__in=["bank", "pin", "cash", "debit", "settled"]),
                name="invoicepayment_method_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(staff=None) | ~models.Q(system=""),
                name="invoicepayment_has_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.invoice_id}"
