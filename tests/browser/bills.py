"""Invoices among the pages: drafts, issued ones, the steps, the lists and the export."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import ExportProfile, Invoice, InvoiceSettings
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from customers.models import Customer
from tests.factories import make_activity, make_invoice

if TYPE_CHECKING:
    from klantbeheer.staff.models import StaffUser

PAGES = {
    "invoices": "/customers/100000/invoices/?last_name=jans&postcode=3512",
    "all invoices of a customer": "/customers/100000/invoices/?all=1&sort=-open",
    "no invoices": "/customers/100002/invoices/",
    "invoices of an inactive one": "/customers/100003/invoices/",
    "draft invoice": "/invoices/951/",
    "overdue invoice": "/invoices/952/?last_name=jans",
    "credited invoice": "/invoices/953/",
    "new invoice": "/customers/100000/invoices/add/",
    "edit draft": "/invoices/951/edit/",
    "throw draft away": "/invoices/951/discard/",
    "issue": "/invoices/951/issue/",
    "issue and send": "/invoices/955/issue/",
    "cannot issue": "/invoices/954/issue/",
    "send by peppol": "/invoices/952/send/",
    "pay": "/invoices/952/pay/",
    "credit": "/invoices/952/credit/",
    "invoices of the shop": "/invoices/?show=all",
    "no invoice by number": "/invoices/?number=9999",
    "bad invoice filter": "/invoices/?since=morgen",
    "bookkeeping": "/invoices/export/?profile=951",
}
ADMIN_PAGES = {
    "admin VAT rate": "/admin/accounts/vatrate/add/",
    "admin invoice settings": "/admin/accounts/invoicesettings/1/change/",
    "admin export": "/admin/accounts/exportprofile/951/change/",
}


@transaction.atomic
def make_bills(customer: Customer, chief: StaffUser) -> None:
    """A draft of many lines, invoices in every state, and what is still to be invoiced."""
    InvoiceSettings.objects.update_or_create(pk=1, defaults={"legal_name": "De Spaak B.V."})
    ExportProfile.objects.create(pk=951, name="Exact", columns=["number", "total"])
    draft = make_invoice(customer, pk=951, subject="Fietsen voor de koeriers. " * 5)
    for position in range(2, 13):
        draft.lines.create(
            customer=customer,
            position=position,
            description=f"Elektrische bakfiets met huif en verlichting nummer {position}",
            unit_price="1234.56",
            vat_rate=9,
            amount="1234.56",
        )
    late = make_invoice(customer, pk=952, issued_on=datetime.date(2026, 10, 14), amount="612.00")
    register_payment(
        invoice=late,
        amount=Decimal(12),
        received_on=datetime.date(2026, 11, 2),
        method="pin",
        note="aan de balie",
        actor=chief,
    )
    make_invoice(customer, pk=953, status="paid", issued_on=datetime.date(2026, 6, 1))
    credit(invoice=Invoice.objects.get(pk=953), actor=chief, reason="retour")
    other = Customer.objects.get(number="100001")
    empty = make_invoice(other, pk=954)
    empty.lines.all().delete()
    make_invoice(other, pk=955, payer=customer)
    for month in range(1, 10):
        make_invoice(customer, issued_on=datetime.date(2026, month, 9), amount=str(month * 100))
    make_activity(customer, code="done", billing="due", amount="86.81", title="Onderhoud")
    make_activity(customer, code="done", billing="due", amount="347.25", title="Fietszitje " * 9)
