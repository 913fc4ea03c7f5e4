"""Made-up contact persons and moments: the same for the same seed, valid, believable, with history."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from contacts.models import AddressPermission, ContactMoment, ContactPerson, Document, Memo
from contacts.routing import routing_matrix
from contacts.seed.build import Prepared, rows_of
from contacts.seed.load import load_moments
from contacts.seed.memorable import COMPANY, HOLDING
from customers.models import Customer, MessagePreference
from customers.seed.load import load_customers
from customers.seed.memorable import memorable
from customers.seed.register import make
from customers.values.emails import parse_emails
from customers.values.phones import parse_phone
from klantbeheer.history_guard import find_gaps
from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from customers.seed.parts import Rows

COUNT = 3_000


def made(seed: int = 1, count: int = COUNT) -> Rows:
    """What hangs on the first customers of a shop; the keys are places."""
    customers = [*memorable(100_000), *make(seed, 100_015, count)]
    prepared = Prepared(range(1, count * 2), authors=[7, 8])
    return rows_of(Random(f"0 {seed}"), prepared, list(enumerate(customers, 1)))


@pytest.fixture(scope="module")
def rows() -> Rows:
    """A shop's worth of rows."""
    return made()


class TestRows:
    def test_the_same_seed_gives_the_same(self) -> None:
        assert made(3, 200) == made(3, 200)
        assert made(3, 200) != made(4, 200)

    def test_types_and_preferred_ones(self, rows: Rows) -> None:
        types = Counter(row["type_id"] for row in rows["person"])
        assert set(types) == {
            "purchasing",
            "administration",
            "technical",
            "sales",
            "sms_alert",
            "other",
            "invoice_address",
        }
        preferred = Counter(
            (row["customer_id"], row["type_id"]) for row in rows["person"] if row.get("preferred")
        )
        assert set(preferred.values()) == {1}
        assert any(row.get("archived") for row in rows["person"])
        assert not any(row.get("archived") and row.get("preferred") for row in rows["person"])

    def test_addresses_and_phones(self, rows: Rows) -> None:
        seen = Counter[str]()
        boxes: Counter[tuple[int, str]] = Counter()
        for row in rows["person"]:
            found = parse_emails(row.get("emails", ""))
            assert not found.problems, row["emails"]
            assert all(".example" in a or "@example." in a for a in found.addresses)
            boxes.update((row["customer_id"], address) for address in found.addresses)
            seen["several"] += len(found.addresses) > 1
            for name in ("phone", "mobile"):
                if row.get(name):
                    assert parse_phone(row[name], "NL").value == row[name]
                    seen[name] += 1
        assert min(seen.values()) > 3
        assert set(boxes.values()) == {1}

    def test_invoices_go_to_one_that_keeps_its_own(self, rows: Rows) -> None:
        redirects = {
            row["customer_id"]: row["invoice_customer_id"]
            for row in rows["person"]
            if row.get("invoice_customer_id")
        }
        assert len(redirects) > 1
        assert not set(redirects) & set(redirects.values())

    def test_moments_are_mostly_recent_and_say_something(self, rows: Rows) -> None:
        assert len({row["kind"] for row in rows["moment"]}) == 7
        years = Counter(row["moment"].year for row in rows["moment"])
        assert years[2026] > len(rows["moment"]) / 2
        assert len(years) > 5
        assert not any("{" in row["subject"] + row["text"] for row in rows["moment"])
        per_customer = Counter(row["customer_id"] for row in rows["moment"])
        assert max(per_customer.values()) <= 12
        assert {row["author_id"] for row in rows["moment"]} >= {7, 8}

    def test_without_staff_the_shop_wrote_them(self) -> None:
        found = rows_of(Random(1), Prepared(range(50), []), list(enumerate(make(1, 100_000, 9), 1)))
        assert {(row["author_id"], row["system"]) for row in found["moment"]} == {(None, "seed")}


@pytest.mark.django_db
class TestLoading:
    def test_the_shop_is_alive_and_whole(self) -> None:
        make_staff("balie")
        load_customers(COUNT, seed=1)
        assert ContactPerson.objects.count() > COUNT * 0.1
        assert ContactMoment.objects.count() > COUNT
        assert ContactMoment.objects.filter(contact_person__isnull=False).exists()
        assert Memo.objects.exists()
        assert MessagePreference.objects.exists()
        assert AddressPermission.objects.filter(contact_person__isnull=False).exists()
        assert find_gaps() == []

    def test_every_row_passes_the_models_own_checks(self) -> None:
        load_customers(400, seed=2)
        for model in (ContactPerson, ContactMoment, Memo, MessagePreference):
            for row in model._default_manager.all():
                try:
                    row.full_clean()
                except ValidationError as error:
                    pytest.fail(f"{model.__name__}: {error}")

    def test_the_hand_written_ones(self) -> None:
        load_customers(40, seed=1)
        company = Customer.objects.get(company_name=COMPANY)
        contacts = {(one.type_id, one.display_name) for one in company.contacts.all()}
        assert ("purchasing", "S. Jansen") in contacts
        assert ("technical", "Werkplaats") in contacts
        assert len(contacts) == 6
        holding = Customer.objects.get(company_name=HOLDING)
        assert company.contacts.get(type="invoice_address").invoice_customer == holding
        routing = {each.document: each for each in routing_matrix(company)}
        invoice, ready = routing[Document.INVOICE], routing[Document.READY]
        assert [to.address for to in invoice.recipients] == ["crediteuren@holding.example"]
        assert invoice.name_on_document == holding
        assert [to.channel for to in ready.recipients] == ["sms"]
        jan = Customer.objects.get(number="100000")
        assert jan.moments.order_by("-moment")[0].subject == "Gebeld: fiets is klaar"
        assert jan.memo.text
        load_customers(40, seed=1)
        assert Memo.objects.filter(text=jan.memo.text).count() == 1

    def test_search_finds_a_contact_person(self) -> None:
        load_customers(20, seed=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customers_searchname WHERE key = 'terpstra'")
            assert cursor.fetchone() == (1,)


@pytest.mark.django_db
class TestMoments:
    def test_as_many_as_asked_with_the_busiest(self) -> None:
        load_customers(60, seed=1)
        before = ContactMoment.objects.count()
        done: list[int] = []
        report = load_moments(500, busiest=200, progress=done.append)
        assert sum(done) == 500
        assert ContactMoment.objects.count() == before + 500
        busiest = Customer.objects.get(number=report.busiest)
        assert busiest.moments.count() >= 200
        assert find_gaps() == []
        row = ContactMoment.history.latest("history_id")
        assert (row.history_actor, row.history_origin) == ("seed", "manage.py seed")

    def test_what_cannot_be(self) -> None:
        with pytest.raises(CommandError):
            call_command("seed", moments=10, verbosity=0)
        make_customer()
        with pytest.raises(CommandError):
            call_command("seed", moments=10, busiest=11, verbosity=0)
        with pytest.raises(CommandError):
            call_command("seed", moments=0, verbosity=0)
        assert Customer.objects.count() == 1

    def test_the_command(self) -> None:
        make_customer()
        call_command("seed", moments=10, verbosity=0)
        assert ContactMoment.objects.count() == 10
        assert Customer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_large_load_makes_the_indexes_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from contacts.seed import load

    def indexes() -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'contacts_contactmoment'"
            )
            return dict(cursor.fetchall())

    monkeypatch.setattr(load, "MANY", 100)
    monkeypatch.setattr(load, "BATCH", 60)
    make_customer()
    before = indexes()
    load_moments(150)
    assert ContactMoment.objects.count() == 150
    assert indexes() == before
    assert find_gaps() == []
