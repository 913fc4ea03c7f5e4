"""Companies with addresses, and who gets their documents."""

from __future__ import annotations

from typing import Any

from contacts.models import ContactPerson, Document
from contacts.routing import Routing, recipients_for
from customers.models import Customer, MessagePreference
from tests.factories import make_contact, make_customer

MAIN, OTHER = "info@domstad.example", "balie@domstad.example"
HERS, ALSO_HERS = "s.jansen@domstad.example", "inkoop@domstad.example"
MOBILE, HER_MOBILE = "+31655010244", "+31655010147"
LEVELS = (0, 1, 2)
TYPED = {
    Document.QUOTE: "purchasing",
    Document.ORDER: "purchasing",
    Document.PACKING_SLIP: "purchasing",
    Document.INVOICE: "administration",
    Document.RMA: "technical",
    Document.REPAIR: "technical",
    Document.RMA_INVOICE: "technical",
}


def make_company(**fields: Any) -> Customer:
    """Fietskoeriers Domstad."""
    values = {"kind": "company", "company_name": "Fietskoeriers Domstad B.V.", "emails": MAIN}
    return make_customer(**values | fields)


def told(customer: Customer, document: Document = Document.QUOTE) -> tuple[list[str], list[str]]:
    """The addresses that get it, and those that would have."""
    routing = recipients_for(customer, document)
    return [to.address for to in routing.recipients], [no.address for no in routing.withheld]


def why(customer: Customer, document: Document = Document.QUOTE) -> list[str]:
    """All reasons."""
    return reasons(recipients_for(customer, document))


def reasons(routing: Routing) -> list[str]:
    return [to.reason for to in routing.recipients] + [no.reason for no in routing.withheld]


def redirect(customer: Customer, to: Customer, **fields: Any) -> ContactPerson:
    """A Factuuradres."""
    values = {"type_id": "invoice_address", "last_name": "", "initials": "", "emails": ""}
    return make_contact(customer, invoice_customer=to, **values | fields)


def prefer(customer: Customer, document: Document, way: str, language: str = "") -> None:
    MessagePreference.objects.create(customer=customer, language=language, **{document.value: way})
