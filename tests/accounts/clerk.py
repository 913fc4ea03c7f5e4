"""Drafts and invoices as a clerk makes them, of a shop whose prices include VAT."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.models import InvoiceSettings
from accounts.services.invoices import DraftValues, LineValues, create_draft, issue
from customers.activities.models import Activity
from tests.factories import make_account, make_activity, make_customer, make_staff

if TYPE_CHECKING:
    from accounts.models import Invoice
    from customers.models import Customer


def make_shop(**fields: Any) -> InvoiceSettings:
    """What stands on an invoice of the shop."""
    values = {
        "legal_name": "Rijwielhandel Visser B.V.",
        "street": "Oudegracht 12",
        "postcode": "3511 AR",
        "city": "Utrecht",
        "registration_number": "90004728",
        "vat_number": "NL004495445B01",
        "iban": "NL91ABNA0417164300",
    }
    settings: InvoiceSettings = InvoiceSettings.objects.create(pk=1, **values | fields)
    return settings


def make_payer(**fields: Any) -> Customer:
    """A customer with an account."""
    customer = make_customer(**fields)
    make_account(customer)
    return customer


def line(
    description: str = "Binnenband",
    quantity: str = "2",
    price: str = "12.10",
    rate: str = "21",
    activity: Activity | None = None,
) -> LineValues:
    """A line as typed."""
    return LineValues(description, Decimal(quantity), Decimal(price), Decimal(rate), activity)


def draft(*lines: LineValues, **values: Any) -> DraftValues:
    """What a clerk typed: these lines, or two inner tubes."""
    return DraftValues(lines=lines or (line(),), **values)


def make_draft(customer: Customer | None = None, *lines: LineValues) -> Invoice:
    """A draft of these lines."""
    customer = customer or make_payer()
    return create_draft(customer=customer, values=draft(*lines), actor=make_staff())


def make_issued(customer: Customer | None = None, *lines: LineValues) -> Invoice:
    """An issued invoice of these lines."""
    made = make_draft(customer, *lines)
    return issue(invoice=made, version=made.version, actor=make_staff())


def make_done(customer: Customer, kind: str = "order", **fields: Any) -> Activity:
    """Something that was done and is still to be invoiced."""
    values = {"billing": "due", "amount": "60.50"} | fields
    return make_activity(customer, kind, code="done", **values)


def said(error: Any) -> str:
    return " ".join(error.value.messages)


def shown(invoice: Invoice) -> list[tuple[Any, ...]]:
    """The lines as they are stored."""
    return [
        (one.position, one.description, one.amount, one.activity_id, one.released)
        for one in invoice.lines.order_by("position")
    ]
