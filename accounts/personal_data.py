"""What the tables of accounts hold of a person, and what erasure does to each column."""

from __future__ import annotations

from accounts import models
from klantbeheer.personal_data import register_model


def register() -> None:
    """Classify the tables of this app. Called once, when the app is ready."""
    # Whose an account is, its customers say; invoices keep their own copy of name and address.
    register_model(
        models.BillingAccount,
        loose=True,
        keep=[
            "number",
            "country",
            "payment_term",
            "invoicing_method",
            "delivery_method",
            "active",
            "version",
        ],
        constant=["name"],
        null=[
            "attention_of",
            "street",
            "house_number",
            "house_number_addition",
            "postcode",
            "city",
            "registration_number",
            "vat_number",
            "iban",
            "bic",
            "mandate_reference",
            "mandate_signed_on",
        ],
        free_text=["note"],
    )
    register_model(
        models.Invoice,
        owner="customer_id",
        lasting=True,
        keep=[
            "account",
            "customer",
            "payer",
            "kind",
            "status",
            "series",
            "sequence",
            "number",
            "credits",
            "our_reference",
            "issued_on",
            "due_on",
            "paid_on",
            "currency",
            "prices_include_vat",
            "net",
            "vat",
            "total",
            "paid",
            "language",
            "delivery_method",
            "recipient_country",
            "shop_lines",
            "payment_words",
            "author",
            "created_at",
            "version",
        ],
        fiscal=[
            "subject",
            "customer_reference",
            "recipient_name",
            "recipient_lines",
            "recipient_vat_number",
            "recipient_peppol_id",
        ],
    )
    register_model(
        models.InvoiceLine,
        owner="customer_id",
        keep=[
            "invoice",
            "customer",
            "position",
            "quantity",
            "unit_price",
            "vat_rate",
            "amount",
            "activity",
            "released",
        ],
        fiscal=["description"],
    )
    register_model(
        models.InvoicePayment,
        owner="invoice_id",
        through=models.Invoice._meta.db_table,
        keep=["invoice", "amount", "received_on", "method", "staff", "system", "moment"],
        fiscal=["note"],
    )
    for model in (
        models.PaymentTerm,
        models.CategoryDefaults,
        models.InvoiceSettings,
        models.VatRate,
        models.ExportProfile,
    ):
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        register_model(model, keep=names)
