"""Invoices when their customer is merged: they change hands, and nothing else of them changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError

from accounts.models import Invoice, InvoiceLine
from accounts.services.invoices import credit
from accounts.services.merging import merging, move_invoices
from customers.activities.models import Activity
from tests.accounts.clerk import line, make_draft, make_issued, make_payer, make_shop
from tests.accounts.rules import commit, refused, run
from tests.factories import make_activity, make_customer, make_invoice

if TYPE_CHECKING:
    from customers.models import Customer

pytestmark = pytest.mark.django_db
WHOSE = {"customer", "payer", "version"}


def snapshot(invoice: Invoice) -> dict[str, Any]:
    """Everything that was issued, with its lines."""
    row = Invoice.objects.filter(pk=invoice.pk).values().get()
    lines = InvoiceLine.objects.filter(invoice=invoice).order_by("pk").values()
    kept = {name: value for name, value in row.items() if name.removesuffix("_id") not in WHOSE}
    return kept | {"lines": [{**one, "customer_id": None} for one in lines]}


def merge(source: Customer, target: Customer) -> None:
    """As a merge does it: the activities too, in the same transaction."""
    move_invoices(source=source, target=target, actor="test", reason="dubbel")
    Activity.objects.filter(customer=source).update(customer=target)
    commit()
    run("SET CONSTRAINTS ALL DEFERRED")


class TestMoving:
    def test_all_stays_as_it_was_issued(self) -> None:
        make_shop()
        source, target = make_payer(last_name="Bakker"), make_payer(last_name="Visser")
        activity = make_activity(source, code="done", billing="due", amount="60.50")
        issued = make_issued(source, line(activity=activity))
        credited = make_issued(source)
        made = credit(invoice=credited, actor="test", reason="Fout")
        draft, thrown_away = make_draft(source), make_invoice(source, status="discarded")
        for_another = make_invoice(make_customer(), payer=source, issued=True)
        own, others = [issued, credited, made, draft, thrown_away], [for_another]
        before = [snapshot(invoice) for invoice in own + others]

        merge(source, target)

        assert [snapshot(invoice) for invoice in own + others] == before
        assert set(Invoice.objects.filter(customer=target)) == set(own)
        assert set(Invoice.objects.filter(payer=target)) == {*own, for_another}
        assert not InvoiceLine.objects.filter(customer=source).exists()
        newest = Invoice.history.filter(id=issued.pk).order_by("-history_id").first()
        assert (newest.customer_id, newest.history_change_reason) == (target.pk, "dubbel")

    def test_and_back_again(self) -> None:
        make_shop()
        source, target = make_payer(), make_payer()
        issued = make_issued(source)
        merge(source, target)
        merge(target, source)
        issued.refresh_from_db()
        assert issued.customer == issued.payer == source

    def test_the_lines_may_go_first(self) -> None:
        source, target = make_payer(), make_payer()
        invoice = make_invoice(source, issued=True)

        def move() -> None:
            with merging():
                run("UPDATE accounts_invoiceline SET customer_id = %s", target.pk)
                run(
                    "UPDATE accounts_invoice SET customer_id = %s, payer_id = %s",
                    *[target.pk] * 2,
                )

        assert refused(move) == ""
        assert invoice.customer == source


class TestTheDoor:
    @pytest.mark.parametrize(
        ("statement", "rule"),
        [
            ("UPDATE accounts_invoice SET recipient_name = 'Visser'", "invoice_issued_is_fixed"),
            ("UPDATE accounts_invoice SET account_id = account_id + 1", "invoice_issued_is_fixed"),
            ("UPDATE accounts_invoice SET net = net + 1", "invoice_issued_is_fixed"),
            ("UPDATE accounts_invoiceline SET amount = 1", "invoiceline_issued_is_fixed"),
            ("UPDATE accounts_invoiceline SET description = 'x'", "invoiceline_issued_is_fixed"),
            ("DELETE FROM accounts_invoiceline", "invoiceline_issued_is_fixed"),
            (
                "UPDATE accounts_invoiceline SET customer_id = (SELECT max(id) FROM"
                " customers_customer)",
                "invoiceline_customer_of_invoice",
            ),
            (
                "UPDATE accounts_invoice SET customer_id = (SELECT max(id) FROM"
                " customers_customer)",
                "invoiceline_customer_of_invoice",
            ),
        ],
    )
    def test_lets_nothing_else_through(self, statement: str, rule: str) -> None:
        make_invoice(issued=True)
        make_customer()

        def write() -> None:
            with merging():
                run(statement)

        assert refused(write) == rule

    def test_what_is_billed_moves_along(self) -> None:
        make_shop()
        source, target = make_payer(), make_payer()
        make_issued(source, line(activity=make_activity(source, code="done", billing="due")))
        found = refused(lambda: move_invoices(source=source, target=target, actor="test"))
        assert found == "invoiceline_activity_of_customer"

    def test_is_closed_behind_it(self) -> None:
        invoice = make_invoice(issued=True)
        with merging():
            pass
        with pytest.raises(IntegrityError, match="credit invoice corrects"):
            run(
                "UPDATE accounts_invoice SET payer_id = %s WHERE id = %s",
                make_customer().pk,
                invoice.pk,
            )
