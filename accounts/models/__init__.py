"""The models of billing accounts and invoices."""

from accounts.models.account import BillingAccount
from accounts.models.invoice import Invoice, InvoiceLine, InvoicePayment
from accounts.models.preferences import (
    CategoryDefaults,
    DeliveryMethod,
    InvoicingMethod,
    PaymentTerm,
)
from accounts.models.settings import ExportProfile, InvoiceSettings, VatRate

__all__ = [
    "BillingAccount",
    "CategoryDefaults",
    "DeliveryMethod",
    "ExportProfile",
    "Invoice",
    "InvoiceLine",
    "InvoicePayment",
    "InvoiceSettings",
    "InvoicingMethod",
    "PaymentTerm",
    "VatRate",
]
