"""The rules of accounts and invoices that the database itself keeps, whatever writes to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

import accounts
from accounts.models import Invoice, InvoiceLine, InvoicePayment
from accounts.services.invoices import credit
from accounts.services.payments import register_payment
from tests.accounts.clerk import line, make_draft, make_issued, make_payer, make_shop
from tests.accounts.rules import ISSUED, refused, refuses, run
from tests.factories import (
    make_account,
    make_activity,
    make_customer,
    make_invoice,
    make_staff,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.django_db
class TestIssuedIsFixed:
    COLUMNS = tuple(
        field.column
        for field in Invoice._meta.concrete_fields
        if field.name not in ("id", "status", "paid", "paid_on", "version")
    )

    @pytest.mark.parametrize("status", ["open", "paid"])
    @pytest.mark.parametrize("column", COLUMNS)
    def test_no_column_of_it_changes(self, column: str, status: str) -> None:
        invoice = make_invoice(status=status)
        other = make_payer()
        values = {
            "account_id": other.billing_account_id,
            "customer_id": other.pk,
            "payer_id": other.pk,
            "credits_id": invoice.pk,
            "author_id": make_staff().pk,
            "prices_include_vat": False,
            "kind": "credit",
            "language": "fr",
            "delivery_method": "post",
            "recipient_country": "BE",
            "currency": "USD",
            "sequence": 2,
            "created_at": "2026-01-01",
            "issued_on": "2026-11-17",
            "due_on": "2026-12-31",
        }
        value = values.get(column, "1" if column in ("net", "vat", "total") else "anders")
        found = refuses(f"UPDATE accounts_invoice SET {column} = %s", value)
        assert found == "invoice_issued_is_fixed"

    def test_only_its_state_does(self) -> None:
        invoice = make_invoice(issued=True)
        assert refuses("UPDATE accounts_invoice SET version = 9") == ""

        def pay() -> None:
            InvoicePayment.objects.create(
                invoice=invoice, amount=121, received_on="2026-11-18", method="pin", system="test"
            )
            run("UPDATE accounts_invoice SET paid = 121, paid_on = '2026-11-18', status = 'paid'")

        assert refused(pay) == ""

    @pytest.mark.parametrize("to", ["draft", "discarded"])
    def test_it_is_no_draft_again(self, to: str) -> None:
        make_invoice(issued=True)
        assert refuses("UPDATE accounts_invoice SET status = %s", to) != ""

    @pytest.mark.parametrize("to", ["draft", "open"])
    def test_what_was_thrown_away_does_not_come_back(self, to: str) -> None:
        make_invoice(status="discarded")
        found = refuses("UPDATE accounts_invoice SET status = %s", to)
        assert found == "invoice_discarded_is_final"

    @pytest.mark.parametrize("to", ["open", "paid"])
    def test_what_was_credited_stays_so(self, to: str) -> None:
        make_shop()
        made = make_issued()
        credit(invoice=made, actor="test", reason="Fout")
        found = refuses("UPDATE accounts_invoice SET status = %s WHERE id = %s", to, made.pk)
        assert found == "invoice_credited_is_final"

    def test_it_is_not_deleted(self) -> None:
        make_invoice(issued=True)
        with pytest.raises(IntegrityError, match="never deleted"):
            run("DELETE FROM accounts_invoice")


@pytest.mark.django_db
class TestLines:
    @pytest.mark.parametrize("status", ["open", "paid", "discarded"])
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE accounts_invoiceline SET description = 'anders'",
            "UPDATE accounts_invoiceline SET position = 2",
            "UPDATE accounts_invoiceline SET quantity = 121, unit_price = 1",
            "UPDATE accounts_invoiceline SET vat_rate = 9, released = true",
            "UPDATE accounts_invoiceline SET activity_id = (SELECT id FROM activities_activity)",
            "UPDATE accounts_invoiceline SET customer_id = (SELECT max(id) FROM customers_customer)",
            "DELETE FROM accounts_invoiceline",
            "INSERT INTO accounts_invoiceline (invoice_id, customer_id, position, description,"
            " quantity, unit_price, vat_rate, amount, released)"
            " SELECT invoice_id, customer_id, 2, 'niets', 0, 0, 21, 0, false"
            " FROM accounts_invoiceline",
        ],
        ids=lambda statement: statement[:50],
    )
    def test_of_what_is_no_draft_stay(self, status: str, statement: str) -> None:
        invoice = make_invoice(status=status)
        make_activity(invoice.customer)
        make_customer()
        assert refuses(statement) == "invoiceline_issued_is_fixed"

    def test_of_a_draft_may_change(self) -> None:
        make_invoice()
        assert refuses("UPDATE accounts_invoiceline SET description = 'anders'") == ""
        assert refuses("DELETE FROM accounts_invoiceline") == ""

    def test_do_not_move_from_a_draft_to_an_issued_one(self) -> None:
        customer = make_payer()
        one, two = make_invoice(customer), make_invoice(customer, issued=True)
        found = refuses(
            "UPDATE accounts_invoiceline SET invoice_id = %s, position = 2 WHERE invoice_id = %s",
            two.pk,
            one.pk,
        )
        assert found == "invoiceline_issued_is_fixed"

    def test_are_not_emptied(self) -> None:
        assert refuses("TRUNCATE accounts_invoiceline") == "invoiceline_issued_is_fixed"

    @pytest.mark.parametrize("released", [True, False])
    def test_are_let_go_of_only_with_a_credit_invoice(self, released: bool) -> None:
        make_shop()
        made = make_issued()
        if not released:
            credit(invoice=made, actor="test", reason="Fout")
        found = refuses("UPDATE accounts_invoiceline SET released = %s", released)
        expected = (
            "invoiceline_released_when_credited" if released else "invoiceline_issued_is_fixed"
        )
        assert found == expected

    def test_bill_only_activities_of_the_same_customer(self) -> None:
        make_invoice()
        other = make_activity()
        found = refuses("UPDATE accounts_invoiceline SET activity_id = %s", other.pk)
        assert found == "invoiceline_activity_of_customer"
        found = refuses(
            "INSERT INTO accounts_invoiceline (invoice_id, customer_id, position, description,"
            " quantity, unit_price, vat_rate, amount, released, activity_id)"
            " SELECT invoice_id, customer_id, 2, 'x', 0, 0, 21, 0, false, %s"
            " FROM accounts_invoiceline",
            other.pk,
        )
        assert found == "invoiceline_activity_of_customer"

    def test_are_of_the_customer_of_their_invoice(self) -> None:
        make_invoice()
        other = make_payer()
        rule = "invoiceline_customer_of_invoice"
        assert refuses("UPDATE accounts_invoiceline SET customer_id = %s", other.pk) == rule
        assert refuses("UPDATE accounts_invoice SET customer_id = %s", other.pk) == rule

    def test_cost_what_they_say(self) -> None:
        make_invoice()
        found = refuses("UPDATE accounts_invoiceline SET amount = 120")
        assert found == "invoiceline_amount_is_product"

    def test_one_activity_is_billed_once(self) -> None:
        customer = make_payer()
        activity = make_activity(customer)
        make_draft(customer, line(activity=activity))
        make_invoice(customer)
        found = refuses("UPDATE accounts_invoiceline SET activity_id = %s", activity.pk)
        assert found == "invoiceline_activity_once"


@pytest.mark.django_db
class TestTotals:
    def issue(self, **fields: Any) -> str:
        """Issue the only draft by hand, with other totals."""
        values = ISSUED | fields
        columns = ", ".join(f"{name} = %s" for name in values)
        return refuses(f"UPDATE accounts_invoice SET {columns}", *values.values())

    def test_equal_the_lines(self) -> None:
        make_invoice()
        assert self.issue() == ""
        assert self.issue(net="100.01", vat="20.99") == "invoice_totals_equal_lines"
        assert self.issue(net="101.00", total="122.00") == "invoice_totals_equal_lines"
        assert self.issue(prices_include_vat=False) == "invoice_totals_equal_lines"

    def test_there_is_a_line(self) -> None:
        make_invoice(amount="0")
        InvoiceLine.objects.all().delete()
        assert self.issue(status="paid", paid_on="2026-11-18") == "invoice_has_lines"

    def test_when_it_is_made_at_once_too(self) -> None:
        """A load: the lines come before their invoice."""

        def load(net: str, **fields: Any) -> None:
            customer, account = make_customer(), make_account()
            InvoiceLine.objects.create(
                invoice_id=900_001,
                customer=customer,
                position=1,
                description="Banden",
                quantity=1,
                unit_price=121,
                vat_rate=21,
                amount=121,
            )
            values: dict[str, Any] = {
                "account": account,
                "customer_id": customer.pk,
                "payer": customer,
                "net": net,
                "vat": 121 - int(net),
                "total": 121,
            }
            Invoice.objects.create(pk=900_001, **values | ISSUED | fields)

        assert refused(lambda: load("100")) == ""
        assert refused(lambda: load("99")) == "invoice_totals_equal_lines"
        second = {"sequence": 2, "number": "2026-0002"}
        assert refused(lambda: load("100", **second)) == "invoice_number_follows"
        paid = {"paid": 121, "status": "paid", "paid_on": "2026-11-18"}
        assert refused(lambda: load("100", **paid)) == "invoice_paid_is_received"
        assert refused(lambda: load("100", customer_id=make_customer().pk)) == (
            "invoiceline_customer_of_invoice"
        )


@pytest.mark.django_db
class TestNumbers:
    @pytest.mark.parametrize(
        ("taken", "refusal"),
        [
            ([1, 2, 3], ""),
            ([2], "invoice_number_follows"),
            ([1, 3], "invoice_number_follows"),
            ([1, 2, 2], "invoice_sequence_once"),
            ([0], "invoice_issued_is_whole"),
        ],
        ids=str,
    )
    def test_follow_from_one(self, taken: list[int], refusal: str) -> None:
        customer = make_payer()

        def issue_all() -> None:
            for sequence in taken:
                number = f"2026-{sequence:04d}"
                invoice = make_invoice(customer)
                values = ISSUED | {"sequence": sequence, "number": number}
                columns = ", ".join(f"{name} = %s" for name in values)
                run(
                    f"UPDATE accounts_invoice SET {columns} WHERE id = %s",
                    *values.values(),
                    invoice.pk,
                )

        found = refused(issue_all)
        # Either of the two that are unique.
        assert found == refusal or (refusal, found) == (
            "invoice_sequence_once",
            "invoice_number_once",
        )

    @pytest.mark.parametrize(
        ("taken", "refusal"),
        [
            ([3, 1, 2], ""),
            ([1, 3], "invoice_number_follows"),
            ([2, 3], "invoice_number_follows"),
        ],
        ids=str,
    )
    def test_in_one_statement_too(self, taken: list[int], refusal: str) -> None:
        customer = make_payer()
        drafts = [make_invoice(customer) for _n in taken]

        def issue_all() -> None:
            values = ", ".join(
                f"({invoice.pk}, {sequence})"
                for invoice, sequence in zip(drafts, taken, strict=True)
            )
            run(
                "UPDATE accounts_invoice i SET status = 'open', series = '2026', sequence = v.n,"
                " number = '2026-' || lpad(v.n::text, 4, '0'), issued_on = '2026-11-18',"
                f" due_on = '2026-12-02', recipient_name = 'x' FROM (VALUES {values}) v (id, n)"
                " WHERE v.id = i.id"
            )

        assert refused(issue_all) == refusal

    def test_are_written_as_their_series_says(self) -> None:
        make_invoice()
        columns = ", ".join(f"{name} = %s" for name in ISSUED)
        values = (ISSUED | {"number": "2026-0002"}).values()
        found = refuses(f"UPDATE accounts_invoice SET {columns}", *values)
        assert found == "invoice_number_of_series"


@pytest.mark.django_db
class TestPaid:
    def pay(self, invoice: Invoice, amount: int) -> InvoicePayment:
        payment: InvoicePayment = InvoicePayment.objects.create(
            invoice=invoice, amount=amount, received_on="2026-11-18", method="pin", system="test"
        )
        return payment

    def test_is_what_came_in(self) -> None:
        invoice = make_invoice(issued=True)
        rule = "invoice_paid_is_received"
        assert refuses("UPDATE accounts_invoice SET paid = 20") == rule
        assert refused(lambda: self.pay(invoice, 20)) == rule

        def both(paid: int) -> None:
            self.pay(invoice, 20)
            run("UPDATE accounts_invoice SET paid = %s", paid)

        assert refused(lambda: both(20)) == ""
        assert refused(lambda: both(21)) == rule
        assert refused(lambda: self.pay(make_invoice(), 20)) == rule

    @pytest.mark.parametrize(
        ("change", "rule"),
        [
            ("status = 'paid', paid_on = '2026-11-18'", "invoice_status_as_paid"),
            ("paid = 121", "invoice_status_as_paid"),
            ("paid = 121, status = 'paid'", "invoice_status_as_paid"),
            ("paid_on = '2026-11-18'", "invoice_status_as_paid"),
            ("paid = 122", "invoice_paid_believable"),
            ("paid = -1", "invoice_paid_believable"),
        ],
    )
    def test_status_follows_from_it(self, change: str, rule: str) -> None:
        make_invoice(issued=True)
        assert refuses(f"UPDATE accounts_invoice SET {change}") == rule

    @pytest.mark.parametrize("change", ["paid = 1", "paid_on = '2026-11-18'"])
    def test_a_draft_is_not_paid(self, change: str) -> None:
        make_invoice()
        assert refuses(f"UPDATE accounts_invoice SET {change}") == "invoice_status_as_paid"

    def test_a_payment_stays(self) -> None:
        make_shop()
        register_payment(
            invoice=make_issued(),
            amount=line().quantity,
            received_on=timezone.localdate(),
            method="pin",
            actor="t",
        )
        for statement in (
            "UPDATE accounts_invoicepayment SET amount = 1",
            "DELETE FROM accounts_invoicepayment",
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                run(statement)


@pytest.mark.django_db
class TestCredit:
    def copy(self, original: Invoice, **fields: Any) -> Callable[[], None]:
        """A credit invoice made by hand, with the original credited beside it."""

        def write() -> None:
            made = make_invoice(
                original.customer,
                amount=fields.get("amount", "-121.00"),
                kind="credit",
                credits=original,
                payer=fields.get("payer", original.payer),
            )
            run("UPDATE accounts_invoiceline SET released = true WHERE invoice_id = %s", made.pk)
            values = ISSUED | {"sequence": 2, "number": "2026-0002"}
            columns = ", ".join(f"{name} = %s" for name in values)
            run(f"UPDATE accounts_invoice SET {columns} WHERE id = %s", *values.values(), made.pk)
            if fields.get("settle", True):
                self.settle(original)

        return write

    def settle(self, original: Invoice) -> None:
        InvoicePayment.objects.create(
            invoice=original, amount=121, received_on="2026-11-18", method="settled", system="test"
        )
        run(
            "UPDATE accounts_invoice SET status = 'credited', paid = 121, paid_on = '2026-11-18'"
            " WHERE id = %s",
            original.pk,
        )
        run("UPDATE accounts_invoiceline SET released = true WHERE invoice_id = %s", original.pk)

    def test_is_the_opposite_of_its_original(self) -> None:
        original = make_invoice(issued=True)
        assert refused(self.copy(original)) == ""
        assert refused(self.copy(original, amount="-120.99")) == "invoice_credit_is_whole"

    def test_and_the_original_is_credited(self) -> None:
        original = make_invoice(issued=True)
        assert refused(self.copy(original, settle=False)) == "invoice_credit_is_whole"

    def test_for_the_same_payer(self) -> None:
        copy = self.copy(make_invoice(issued=True), payer=make_customer())
        assert refused(copy) == "invoice_credit_is_whole"

    def test_nothing_is_credited_without_one(self) -> None:
        original = make_invoice(issued=True)
        assert refused(lambda: self.settle(original)) == "invoice_credited_by_another"

    def test_once(self) -> None:
        make_shop()
        made = make_issued()
        credit(invoice=made, actor="test", reason="Fout")
        second = make_invoice(made.customer, kind="credit", credits=made)
        values = ISSUED | {"sequence": 3, "number": "2026-0003"}
        columns = ", ".join(f"{name} = %s" for name in values)
        found = refuses(
            f"UPDATE accounts_invoice SET {columns} WHERE id = %s", *values.values(), second.pk
        )
        assert found == "invoice_credited_once"


@pytest.mark.django_db
def test_the_rules_can_be_taken_away_and_put_back() -> None:
    """The migration goes back, and forth again."""
    folder = Path(accounts.__file__).parent / "sql"
    with transaction.atomic():
        run((folder / "rules_drop.sql").read_text())
        invoice = make_invoice(issued=True)
        run("UPDATE accounts_invoice SET subject = 'anders' WHERE id = %s", invoice.pk)
        transaction.set_rollback(True)
    with transaction.atomic():
        run((folder / "rules_drop.sql").read_text())
        run((folder / "rules.sql").read_text())
        transaction.set_rollback(True)
