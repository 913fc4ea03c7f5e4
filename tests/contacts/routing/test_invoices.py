"""Invoices: a Factuuradres leads them to another customer."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from contacts.models import Document
from contacts.routing import recipients_for
from customers.models import Customer
from tests.contacts.routing.making import HERS, MAIN, make_company, reasons, redirect, told, why
from tests.factories import make_contact

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


class TestInvoiceAddress:
    def holding(self, **fields: Any) -> Customer:
        values = {"company_name": "Holding Domstad N.V.", "emails": "crediteuren@holding.example"}
        return make_company(**values | fields)

    def test_to_the_other_customer_and_in_its_name(self) -> None:
        customer, holding = make_company(), self.holding()
        make_contact(customer, type_id="administration", preferred=True)
        redirect(customer, holding)
        routing = recipients_for(customer, Document.INVOICE)
        assert [to.address for to in routing.recipients] == ["crediteuren@holding.example"]
        assert routing.name_on_document == holding
        assert routing.recipients[0].customer == holding
        assert reasons(routing) == [
            f"Factuuradres verwijst naar {holding.number} Holding Domstad N.V.; die naam staat ook"
            " op de factuur"
        ]

    def test_only_invoices(self) -> None:
        customer = make_company()
        redirect(customer, self.holding())
        for document in set(Document) - {Document.INVOICE, Document.NEWSLETTER}:
            assert told(customer, document) == ([MAIN], []), document
            assert recipients_for(customer, document).name_on_document == customer

    @pytest.mark.parametrize(
        ("contact", "goes_to"),
        [
            ({"type_id": "administration", "preferred": True}, [HERS]),
            ({"type_id": "administration"}, ["crediteuren@holding.example"]),
            ({"type_id": "purchasing", "preferred": True}, ["crediteuren@holding.example"]),
            ({"type_id": "invoice_address", "preferred": True}, [HERS]),
        ],
    )
    def test_as_that_customer_wants_it(self, contact: dict[str, Any], goes_to: list[str]) -> None:
        customer, holding = make_company(), self.holding()
        redirect(customer, holding)
        make_contact(holding, **contact)
        assert told(customer, Document.INVOICE) == (goes_to, [])

    def test_its_permission_counts(self) -> None:
        customer, holding = make_company(), self.holding(email_permission=0)
        redirect(customer, holding)
        assert told(customer, Document.INVOICE) == ([], ["crediteuren@holding.example"])
        (reason,) = why(customer, Document.INVOICE)
        assert reason.startswith("Factuuradres verwijst naar")
        assert reason.endswith("heeft toestemming 0, daar gaat niets naartoe")

    def test_an_archived_one_points_nowhere(self) -> None:
        customer = make_company()
        redirect(customer, self.holding(), archived=True)
        assert told(customer, Document.INVOICE) == ([MAIN], [])

    @pytest.mark.parametrize(("status", "word"), [("inactive", "inactief"), ("erased", "gewist")])
    def test_a_customer_that_is_gone(self, status: str, word: str) -> None:
        customer, holding = make_company(), self.holding()
        redirect(customer, holding)
        holding.status = status
        holding.save()
        assert told(customer, Document.INVOICE) == ([], [""])
        assert word in why(customer, Document.INVOICE)[0]
        assert recipients_for(customer, Document.INVOICE).name_on_document == customer

    def test_a_chain(self) -> None:
        customer, holding = make_company(), self.holding()
        top = make_company(company_name="Top", emails="top@holding.example")
        redirect(customer, holding)
        redirect(holding, top)
        routing = recipients_for(customer, Document.INVOICE)
        assert [to.address for to in routing.recipients] == ["top@holding.example"]
        assert routing.name_on_document == top
        for name in (holding.number, top.number):
            assert name in reasons(routing)[0]

    def test_a_circle_ends(self, drop_circle_guard: None) -> None:
        customer, holding = make_company(), self.holding()
        redirect(customer, holding)
        redirect(holding, customer)
        assert told(customer, Document.INVOICE) == ([], [""])
        (reason,) = why(customer, Document.INVOICE)
        assert "kring" in reason
        assert reason.endswith(f": {customer.number}, {holding.number}, {customer.number}")

    def test_a_chain_without_end_ends(self) -> None:
        customers = [make_company() for _n in range(9)]
        for one, next_one in pairwise(customers):
            redirect(one, next_one)
        assert told(customers[0], Document.INVOICE) == ([], [""])
        assert told(customers[2], Document.INVOICE) == ([], [""])
        assert told(customers[3], Document.INVOICE) == ([MAIN], [])

    def test_a_preferred_one_with_an_address_of_its_own(self) -> None:
        customer = make_company()
        make_contact(customer, type_id="administration", preferred=True, emails="adm@d.example")
        own = make_contact(
            customer, type_id="invoice_address", preferred=True, emails="facturen@d.example"
        )
        assert told(customer, Document.INVOICE) == (["facturen@d.example"], [])
        assert why(customer, Document.INVOICE) == ["S. Jansen is voorkeur voor Factuuradres"]
        own.emails = ""
        own.save()
        assert told(customer, Document.INVOICE) == (["adm@d.example"], [])


@pytest.fixture
def drop_circle_guard() -> Iterator[None]:
    """A circle as only a damaged database has it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
