"""The database's eraser called by hand: what is forged, foreign, done twice or out of turn is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Invoice
from contacts.models import ContactMoment
from customers.models import Customer, ErasureEntry
from klantbeheer.history_guard import find_gaps
from tests.factories import make_customer, make_invoice, make_moment, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
NAME, TEXT = "Zwaluwenburg", "Zwaluwenburg belt terug."
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def customer() -> Customer:
    found = make_customer(number="100234", last_name=NAME)
    make_moment(found, text=TEXT)
    return found


def ask(function: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT public.{function}", values)
        return cursor.fetchone()[0]


def begin(customer: Customer, **more: Any) -> str:
    entry = {
        "scope": "customer",
        "customer_pk": customer.pk,
        "customer_number": customer.number,
        "actor": "test",
    }
    return str(ask("erasure_begin(%s::jsonb)", json.dumps(entry | more)))


def overwrite(entry: str | None, table: str | None, pks: Any, columns: Any = None) -> Any:
    return ask("erasure_overwrite(%s, %s, %s::text[], %s::text[])", entry, table, pks, columns)


def clean(entry: str | None, table: str, pk: Any, column: Any, words: Any) -> Any:
    return ask("erasure_clean(%s, %s, %s, %s, %s::text[])", entry, table, pk, column, words)


def remove(entry: str | None, table: str, pks: Any) -> Any:
    return ask("erasure_remove(%s, %s, %s::text[])", entry, table, pks)


def finish(entry: str | None, counts: Any) -> None:
    ask("erasure_finish(%s, %s::jsonb)", entry, json.dumps(counts))


def nothing_happened(customer: Customer) -> None:
    """The customer, its note and their history are as they were, and nothing is left open."""
    assert set(Customer.history.values_list("last_name", flat=True)) == {NAME}
    assert Customer.objects.get(pk=customer.pk).last_name == NAME
    texts = [*ContactMoment.objects.all(), *ContactMoment.history.all()]
    assert [row.text for row in texts] == [TEXT, TEXT]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('klantbeheer.erasing', true), '')")
        assert cursor.fetchone() == ("",)
    assert find_gaps() == []


def refused(deed: Callable[[], Any]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        deed()
    return str(caught.value)


class TestWithoutALine:
    @pytest.mark.parametrize("entry", [NOBODYS, None])
    def test_nothing_is_erased(self, customer: Customer, entry: str | None) -> None:
        pks = [str(customer.pk)]
        moment = str(ContactMoment.objects.get().pk)
        for deed in (
            lambda: overwrite(entry, "customers_customer", pks),
            lambda: clean(entry, "contacts_contactmoment", moment, "text", [NAME]),
            lambda: remove(entry, "customers_customer", pks),
            lambda: finish(entry, {}),
        ):
            assert "no erasure was begun" in refused(deed)
        nothing_happened(customer)
        assert not ErasureEntry.objects.exists()

    @pytest.mark.parametrize("counts", [{}, {"transaction": "{xid}"}, {"rows": {"transaction": 1}}])
    def test_a_finished_line_is_not_opened_again(
        self, customer: Customer, counts: dict[str, Any]
    ) -> None:
        entry = begin(customer)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            xid = cursor.fetchone()[0]
        finish(entry, json.loads(json.dumps(counts).replace("{xid}", xid)))
        again = begin(customer)  # another one of the same transaction opens no finished one
        for deed in (
            lambda: overwrite(entry, "customers_customer", [str(customer.pk)]),
            lambda: remove(entry, "contacts_contactmoment", ["1"]),
            lambda: finish(entry, {"rows": 2}),
        ):
            assert "no erasure was begun" in refused(deed)
        nothing_happened(customer)
        finish(again, {})

    @pytest.mark.parametrize(
        "forged",
        [
            {"scope": None},
            {"scope": "everybody"},
            {"actor": None},
            {"customer_number": None},
            {"customer_pk": "x"},
            {"id": "x"},
            {"removed": "perhaps"},
            {"moment": "yesterday evening"},
        ],
        ids=str,
    )
    def test_a_line_that_says_nothing(self, customer: Customer, forged: dict[str, Any]) -> None:
        refused(lambda: begin(customer, **forged))
        assert not ErasureEntry.objects.exists()
        nothing_happened(customer)

    @pytest.mark.parametrize("scope", ErasureEntry.Scope.values)
    def test_every_scope_is_known(self, customer: Customer, scope: str) -> None:
        finish(begin(customer, scope=scope), {})
        assert ErasureEntry.objects.get().scope == scope

    def test_a_line_is_written_once(self, customer: Customer) -> None:
        entry = begin(customer)
        finish(entry, {"rows": 1})
        other = make_customer()
        refused(lambda: begin(other, id=entry))
        kept = ErasureEntry.objects.get()
        assert (kept.customer_number, kept.counts) == (customer.number, {"rows": 1})

    @pytest.mark.parametrize("counts", [None, 5, "x"])
    def test_a_line_is_not_finished_by_nonsense(self, customer: Customer, counts: Any) -> None:
        entry = begin(customer)
        refused(lambda: finish(entry, counts))
        finish(entry, {})


class TestWithALine:
    @pytest.mark.parametrize(
        "table",
        [
            "staff_staffuser",
            "customers_erasureentry",
            "customers_historicalcustomer",
            "customers_shopsettings",
            "auth_group",
            "django_session",
            "pg_catalog.pg_authid",
            'customers_customer" SET status = status; --',
            "nothing",
        ],
    )
    def test_foreign_tables(self, customer: Customer, table: str) -> None:
        make_staff("balie")
        entry = begin(customer)
        for deed in (
            lambda: overwrite(entry, table, ["1"]),
            lambda: clean(entry, table, "1", "name", ["x"]),
            lambda: remove(entry, table, ["1"]),
        ):
            assert "nothing that is erased" in refused(deed)
        nothing_happened(customer)

    @pytest.mark.parametrize("table", ["activities_arrival", "django_admin_log"])
    def test_what_stays_for_ever_does_not_go(self, customer: Customer, table: str) -> None:
        entry = begin(customer)
        assert "do not go" in refused(lambda: remove(entry, table, ["1"]))

    @pytest.mark.parametrize("first", ["accounts_invoice", "accounts_invoiceline"])
    def test_an_issued_invoice_does_not_go(self, customer: Customer, first: str) -> None:
        """With all that hangs on it or without: the series has no gaps."""
        invoice = make_invoice(customer, status="paid")
        keys = {
            "accounts_invoice": [str(invoice.pk)],
            "accounts_invoiceline": [str(line.pk) for line in invoice.lines.all()],
            "accounts_invoicepayment": [str(each.pk) for each in invoice.payments.all()],
        }

        def all_of_it() -> None:
            entry = begin(customer)
            for table in (first, *(table for table in keys if table != first)):
                remove(entry, table, keys[table])
            finish(entry, {})
            connection.check_constraints()

        refused(all_of_it)
        assert Invoice.objects.get() == invoice
        assert find_gaps() == []

    @pytest.mark.parametrize("pks", [None, [], [None], ["0"], [str(2**63 - 1)]])
    def test_rows_that_are_nobodys(self, customer: Customer, pks: Any) -> None:
        entry = begin(customer)
        assert not overwrite(entry, "customers_customer", pks)
        assert not remove(entry, "contacts_contactmoment", pks)
        for pk in pks or [None]:
            assert not clean(entry, "contacts_contactmoment", pk, "text", [NAME])
        nothing_happened(customer)

    @pytest.mark.parametrize("pk", ["x", "1; --", str(2**63), "1e3", ""])
    def test_keys_that_are_none(self, customer: Customer, pk: str) -> None:
        entry = begin(customer)
        refused(lambda: overwrite(entry, "customers_customer", [pk]))
        refused(lambda: remove(entry, "contacts_contactmoment", [pk]))
        refused(lambda: clean(entry, "contacts_contactmoment", pk, "text", [NAME]))
        nothing_happened(customer)

    def test_no_table_at_all(self, customer: Customer) -> None:
        entry = begin(customer)
        assert overwrite(entry, None, [str(customer.pk)]) == 0
        refused(lambda: overwrite(entry, None, [str(customer.pk)], ["last_name"]))
        nothing_happened(customer)

    @pytest.mark.parametrize("words", [None, [], [""], [" \t"], [None]])
    def test_no_word_takes_nothing(self, customer: Customer, words: Any) -> None:
        entry, moment = begin(customer), ContactMoment.objects.get()
        assert not clean(entry, "contacts_contactmoment", str(moment.pk), "text", words)
        nothing_happened(customer)

    @pytest.mark.parametrize("word", [".", ".*", "\\w+", "(?i)zwal", "[a-z]+", "^", "$", "Zwa|bel"])
    def test_a_word_is_no_pattern(self, customer: Customer, word: str) -> None:
        entry, moment = begin(customer), ContactMoment.objects.get()
        clean(entry, "contacts_contactmoment", str(moment.pk), "text", [word])
        moment.refresh_from_db()
        assert moment.text == (TEXT[:-1] + "[gewist]" if word == "." else TEXT)
