"""Issued invoices for the tests: made by the services, as a clerk makes them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import InvoiceSettings
from accounts.services.invoices import DraftValues, LineValues, create_draft, issue
from customers.models import ShopSettings
from tests.factories import make_account, make_customer

if TYPE_CHECKING:
    from accounts.models import Invoice
    from customers.models import Customer

SHOP = {
    "legal_name": "Fietsenwinkel De Spaak B.V.",
    "street": "Oudegracht 112",
    "postcode": "3511 AW",
    "city": "Utrecht",
    "phone": "030 231 45 67",
    "email": "administratie@spaak.example",
    "registration_number": "30123456",
    "vat_number": "NL001234567B01",
    "iban": "NL91ABNA0417164300",
    "bic": "ABNANL2A",
    "prices_include_vat": False,
    "footer": "Ruilen binnen 14 dagen.\n\nMet deze factuur.",
}


def make_shop(**fields: Any) -> InvoiceSettings:
    """The shop as it stands on its invoices."""
    ShopSettings.objects.update_or_create(pk=1, defaults={"shop_name": "De Spaak"})
    settings: InvoiceSettings
    settings, _made = InvoiceSettings.objects.update_or_create(pk=1, defaults=SHOP | fields)
    return settings


def line(
    description: str = "Banden",
    quantity: str = "2",
    price: str = "50",
    rate: str = "21",
    **more: Any,
) -> LineValues:
    """A line as a clerk types it."""
    return LineValues(description, Decimal(quantity), Decimal(price), Decimal(rate), **more)


def make_draft(*lines: LineValues, customer: Customer | None = None, **fields: Any) -> Invoice:
    """A draft for a customer with an account, an e-mail address and permission."""
    make_shop()
    customer = customer or make_customer(emails="jan@example.nl", email_permission=1)
    if customer.billing_account is None:
        make_account(customer)
    values = DraftValues(
        subject=fields.pop("subject", "Onderhoud in oktober"),
        customer_reference=fields.pop("customer_reference", "PO 4412"),
        lines=lines or (line(),),
        **fields,
    )
    return create_draft(customer=customer, values=values, actor="test")


def make_issued(*lines: LineValues, customer: Customer | None = None, **fields: Any) -> Invoice:
    """The same, issued."""
    draft = make_draft(*lines, customer=customer, **fields)
    return issue(invoice=draft, version=draft.version, actor="test")
