"""Erasing a whole customer: nothing is left of who it was, and everything that must stay is there."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import BillingAccount, Invoice
from contacts.models import ContactPerson, Delivery, HeldAddress
from customers import hooks
from customers.activities.models import Repair
from customers.models import (
    Customer,
    Draft,
    ErasedFile,
    ErasureEntry,
    Interest,
    LoyaltyCard,
    PrivacyRequest,
)
from customers.privacy import tasks
from customers.privacy.erasure import engine, files
from customers.privacy.erasure.rows import may_disappear, rows_of
from customers.privacy.erasure.scope import Erasure
from customers.privacy.erasure.values import (
    PersonAddress,
    PersonName,
    PersonValues,
    former_values,
)
from customers.services.lifecycle import deactivate
from klantbeheer import history
from klantbeheer.history_guard import find_gaps
from tests.customers.privacy.person import VALUES, found_in_database, make_person
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_export,
    make_invoice,
    make_moment,
    make_request,
    make_staff,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
CARD = LoyaltyCard._meta.db_table


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.EMAIL_FILE_PATH, settings.SMS_FILE_PATH = tmp_path / "mail", tmp_path / "sms"


@pytest.fixture
def _no_vaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "vaults", list)


def erase(customer: Customer, **options: Any) -> ErasureEntry:
    """At once, for the shop itself."""
    values: dict[str, Any] = {"actor": "test", "ground": "not_needed", "reason": "Verzoek 12"}
    return engine.erase_customer(customer=customer, **values | options)


# ---------------------------------------------------------------- everything goes
@pytest.mark.usefixtures("_no_vaults")
def test_nothing_tells_who_it_was() -> None:
    customer = make_person()
    before = {value for _table, value in found_in_database(VALUES)}
    assert before == set(VALUES)
    erase(customer)
    assert found_in_database(VALUES) == set()
    assert find_gaps() == []


@pytest.mark.usefixtures("_no_vaults")
def test_what_says_nothing_about_the_person_stays() -> None:
    customer = make_person()
    rows = {name: len(keys) for name, keys in rows_of([customer]).items()}
    histories = Customer.history.filter(id=customer.pk).count()
    invoice = Invoice.objects.get(customer=customer)
    entry = erase(customer)
    after = Customer.objects.get(pk=customer.pk)
    assert (after.status, after.number, after.version) == (
        "erased",
        customer.number,
        customer.version + 1,
    )
    assert (after.last_name, after.company_name, after.custom) == ("[gewist]", "", {})
    assert not after.interests.exists()
    now = Invoice.objects.get(customer=customer)
    assert (now.number, now.total, now.issued_on) == (
        invoice.number,
        invoice.total,
        invoice.issued_on,
    )
    assert now.recipient_name == now.lines.get().description == "[gewist]"
    gone = {"customers_customerrelation", "customers_openedcustomer", "contacts_addresspermission"}
    gone |= {"customers_formername"}
    left = {name: len(keys) for name, keys in rows_of([customer]).items()}
    assert left == {name: n for name, n in rows.items() if name not in gone}
    last, *earlier = Customer.history.filter(id=customer.pk).order_by("-history_id")
    assert (last.status, last.history_actor, last.history_change_reason) == (
        "erased",
        "test",
        "Verzoek 12",
    )
    assert len(earlier) == histories
    assert {row.history_change_reason for row in earlier} <= {None, "[gewist]"}
    assert (entry.removed, entry.scope, entry.actor) == (False, "customer", "test")
    assert entry.counts["customers_customer"] > histories
    assert "transaction" not in entry.counts


def test_the_history_of_rows_that_are_gone_goes_too() -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    card = LoyaltyCard.objects.create(customer=customer, number="KAART9731")
    card.delete()
    erase(customer)
    assert not LoyaltyCard.history.filter(number="KAART9731").exists()
    assert LoyaltyCard.history.filter(customer_id=customer.pk).count() == 2


def test_who_is_erased_is_not_found_any_more() -> None:
    customer = make_person()
    erase(customer)
    tables = ("searchname", "searchphone", "searchemail", "formername")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM customers_{table} WHERE customer_id = %s", [customer.pk]
            )
            assert cursor.fetchone() == (0,), table
        cursor.execute(
            "SELECT word FROM customers_searchword WHERE word IN ('quispelaar', 'gewist')"
        )
        assert cursor.fetchall() == []


def test_two_of_everything_do_not_stand_in_each_others_way() -> None:
    for last in ("Een", "Twee"):
        customer = make_customer(last_name=last)
        make_activity(customer, code="done")
        LoyaltyCard.objects.create(customer=customer, number=f"KAART{last.upper()}")
        HeldAddress.objects.create(customer=customer, channel="email", address=f"{last}@x.example")
        make_contact(customer, preferred=True)
        erase(customer)
    cards = LoyaltyCard.objects.values_list("number", "active")
    assert set(cards) == {("GEWIST", False)}
    assert not HeldAddress.objects.filter(released_at=None).exists()
    assert set(ContactPerson.objects.values_list("archived", "preferred")) == {(True, False)}
    assert find_gaps() == []


def test_nothing_waits_to_be_sent_any_more() -> None:
    customer = make_person()
    erase(customer)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"withheld"}


# ---------------------------------------------------------------- its account
def test_an_account_goes_with_the_last_of_its_customers() -> None:
    first, second = make_customer(), make_customer()
    account = make_account(first, second, name="Familie Quispelaar")
    for customer in (first, second):
        make_activity(customer, code="done")
    erase(first)
    account.refresh_from_db()
    assert (account.name, account.active) == ("Familie Quispelaar", True)
    erase(second)
    account.refresh_from_db()
    assert (account.name, account.active) == ("[gewist]", False)
    assert not BillingAccount.history.exclude(name="[gewist]").exists()
    assert find_gaps() == []


def test_an_account_that_was_its_own_before_goes_too() -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    before = make_account(customer, name="Quispelaar")
    make_account(customer, name="Nieuw")
    erase(customer)
    before.refresh_from_db()
    assert before.name == "[gewist]"


def test_a_vault_keeps_what_the_law_wants_until_its_day() -> None:
    customer = make_person()
    erase(customer)
    invoice = Invoice.objects.get(customer=customer)
    assert invoice.recipient_name == "Quispelaar"
    left = {table for table, _value in found_in_database(VALUES)}
    kept = {"accounts_invoice", "accounts_historicalinvoice"}
    assert left == kept
    fields = {"recipient_name", "subject"}
    engine.erase_parts(
        customer=customer,
        parts={"accounts_invoice": {"pks": [invoice.pk], "columns": sorted(fields)}},
        actor="test",
        ground="retention",
        scope="kept",
    )
    assert found_in_database(VALUES) == set()
    assert find_gaps() == []


@pytest.mark.parametrize("goes", [True, False])
def test_the_sets_beside_a_row_go_with_it(goes: bool) -> None:
    customer = make_customer()
    customer.interests.add(Interest.objects.create(name="Bakfietsen"))
    if not goes:
        make_activity(customer, code="done")
    (many,) = history.Tables.of(Customer).many_to_many
    tables = (many.through._base_manager, many.history._base_manager)
    mine = {many.owner_column: customer.pk}
    assert all(table.filter(**mine).exists() for table in tables)
    assert erase(customer).removed is goes
    assert not any(table.filter(**mine).exists() for table in tables)
    assert find_gaps() == []


def test_why_a_kept_row_was_changed_goes_at_once() -> None:
    with history.acting(actor="test", reason="Quispelaar belde"):
        invoice = make_invoice(make_customer(), status="paid")
    erase(invoice.customer)
    invoice.refresh_from_db()
    assert invoice.recipient_name != "[gewist]"
    assert found_in_database(["Quispelaar"]) == set()


# ---------------------------------------------------------------- disappearing
def test_who_never_had_business_disappears_entirely(
    django_capture_on_commit_callbacks: Any,
) -> None:
    customer = make_customer(last_name="Quispelaar", emails="quispelaar@kwast.example")
    make_contact(customer)
    make_moment(customer)
    request = make_request(customer, "access", note="Quispelaar vroeg", status="done")
    make_export(request, ready=True)
    with django_capture_on_commit_callbacks(execute=True):
        entry = erase(customer)
    assert entry.removed
    assert not Customer.objects.filter(pk=customer.pk).exists()
    assert not Customer.history.filter(id=customer.pk).exists()
    assert found_in_database(VALUES) == set()
    request.refresh_from_db()
    assert (request.customer, request.customer_number) == (None, customer.number)
    assert (request.note, request.exports.get().file.name) == ("[gewist]", "")
    assert find_gaps() == []
    with pytest.raises(IntegrityError, match="in use before"):
        make_customer(number=customer.number)


@pytest.mark.parametrize("who_else", ["nobody", "erased", "invoice"])
def test_the_account_of_who_disappears_goes_too(who_else: str) -> None:
    customer, other = make_customer(), make_customer()
    account = make_account(customer, name="Quispelaar")
    if who_else == "erased":
        other.billing_account = account
        other.save()
        make_activity(other, code="done")
        erase(other)
    elif who_else == "invoice":
        make_invoice(other, account=account, status="discarded")
    erase(customer)
    assert not Customer.objects.filter(pk=customer.pk).exists()
    left = BillingAccount.objects.filter(pk=account.pk).values_list("name", flat=True)
    assert list(left) == ([] if who_else == "nobody" else ["[gewist]"])
    assert BillingAccount.history.filter(id=account.pk).exists() == (who_else != "nobody")
    assert find_gaps() == []


@pytest.mark.parametrize("kind", ["activity", "invoice", "redirect", "number"])
def test_a_number_that_is_needed_stays(kind: str) -> None:
    customer = make_customer()
    assert may_disappear(customer)
    if kind == "activity":
        make_activity(customer, code="cancelled")
    elif kind == "invoice":
        make_invoice(customer, status="discarded")
    elif kind == "redirect":
        make_contact(type_id="invoice_address", invoice_customer=customer)
    else:
        customer.former_numbers.create(number="987654")
    assert not may_disappear(customer)
    assert not erase(customer).removed
    assert Customer.objects.get(pk=customer.pk).status == "erased"


# ---------------------------------------------------------------- when it cannot be
def test_what_is_open_holds_it_back() -> None:
    customer = make_customer()
    make_activity(customer)
    with pytest.raises(engine.ErasureBlockedError) as held:
        erase(customer)
    assert held.value.blocking.blockers
    assert not ErasureEntry.objects.exists()


def test_erased_is_final() -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    erase(customer)
    with pytest.raises(engine.AlreadyErasedError):
        erase(customer)
    with pytest.raises((ValidationError, Exception)):
        deactivate(customer=customer, reason="x", actor=make_staff())


def test_nothing_is_written_about_who_is_erased() -> None:
    customer = make_customer()
    activity = make_activity(customer, code="done")
    erase(customer)
    writes = (
        lambda: make_moment(customer),
        lambda: make_contact(customer),
        lambda: type(activity).objects.filter(pk=activity.pk).update(title="Fiets"),
        lambda: Repair.objects.create(activity=activity, device="Fiets"),
        lambda: Customer.objects.filter(pk=customer.pk).update(last_name="Quispelaar"),
    )
    for write in writes:
        with pytest.raises(IntegrityError, match="is erased"), transaction.atomic():
            write()
            connection.check_constraints()
    make_request(customer, "access", note="Belde zelf.")
    connection.check_constraints()


def test_what_does_not_fit_is_refused_before_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever erases hears it: nothing fails at a commit that nobody waits for."""
    customer, other = make_customer(), make_customer()
    make_activity(customer, code="done")

    def without_history(_erasure: Erasure) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE customers_customer SET city = 'X' WHERE id = %s", [other.pk])

    monkeypatch.setattr(hooks, "erasure_steps", lambda: [without_history])
    with pytest.raises(IntegrityError), transaction.atomic():
        erase(customer)
    assert not ErasureEntry.objects.exists()


# ---------------------------------------------------------------- around the tables
def test_drafts_and_sessions_let_go_of_the_name() -> None:
    staff = make_staff()
    customer = make_person()
    Draft.objects.create(owner=staff, path=f"/customers/{customer.number}/edit/", data={"a": "b"})
    make_customer(last_name="Zwartjesveld")
    others = [
        Draft.objects.create(owner=staff, path=f"/customers/{n}/edit/", data={"a": text})
        for n, text in enumerate(("Kwispel", "P. Zwartjesveld", "Wilhelmiena"))
    ]
    for n, text in enumerate(
        ("Wilhelmiena Zwartjesveld", "bel 06-99 88 77 66", "Aan QUISPELAAR@kwast.example")
    ):
        Draft.objects.create(owner=staff, path=f"/x/{n}", data={"a": text})
    erase(customer)
    assert list(Draft.objects.order_by("pk")) == others
    assert Session.objects.get().get_decoded() == {"place": "Utrecht"}


def test_the_file_of_an_access_request_is_not_fetched_any_more() -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    export = make_export(make_request(customer, "access", status="done"), ready=True)
    erase(customer)
    export.refresh_from_db()
    assert (export.status, export.file.name) == ("gone", "")


def test_files_go_after_the_commit_and_are_tried_again(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    from contacts.sending.identity import reference

    customer = make_person()
    settings.EMAIL_FILE_PATH.mkdir()
    mail = settings.EMAIL_FILE_PATH / f"{reference(Delivery.objects.all()[0])}.eml"
    mail.write_text("Beste Quispelaar")
    with django_capture_on_commit_callbacks() as callbacks:
        erase(customer)
    waiting = set(ErasedFile.objects.values_list("name", flat=True))
    uploads = {name for name in waiting if not name.startswith("mail:")}
    assert len(uploads) == 2
    assert len(waiting) == 3
    assert mail.exists()

    def refuse(_name: str) -> None:
        raise PermissionError

    with monkeypatch.context() as broken:
        broken.setattr(files, "_delete", refuse)
        for callback in callbacks:
            callback()
    assert set(ErasedFile.objects.values_list("attempts", flat=True)) == {1}
    assert all(default_storage.exists(name) for name in uploads)
    tasks.delete_files()
    assert not ErasedFile.objects.exists()
    assert not any(default_storage.exists(name) for name in uploads)
    assert not mail.exists()


def test_former_values_hold_what_once_was() -> None:
    values = former_values([make_person()])
    assert {name.last_name for name in values.names} >= {
        "Quispelaar",
        "Zwartjesveld",
        "Bentinckhuizen",
    }
    assert values.phones >= {"+31699887766", "+31588776655"}
    assert values.emails >= {"quispelaar@kwast.example", "werkplaats@kwast.example"}
    assert values.codes >= {"KAART9731", "KAART8642", "NL91ABNA0417164300"}
    assert "Kwastensteeg 47" in values.needles()


def test_every_value_is_looked_for() -> None:
    values = PersonValues(
        names=frozenset({PersonName("Jan", "J.", "van", "Dijk", "Kwast")}),
        phones=frozenset({"+31699887766"}),
        emails=frozenset({"jan@kwast.example"}),
        addresses=frozenset({PersonAddress("Kwastensteeg", 3, "a", "9731QX", "Zeist")}),
        codes=frozenset({"NL91ABNA0417164300"}),
        birth_dates=frozenset({datetime.date(1961, 2, 3)}),
    )
    assert values.needles() == {
        "Dijk",
        "Kwast",
        "Jan Dijk",
        "Jan van Dijk",
        "+31699887766",
        "jan@kwast.example",
        "Kwastensteeg 3a",
        "9731QX 3",
        "NL91ABNA0417164300",
        "1961-02-03",
    }


def test_what_is_erased_wholly_stays_so() -> None:
    erasure = Erasure(entry=uuid.uuid4(), customers=[], numbers=[])
    erasure.add(CARD, [1], ["number"])
    erasure.add(CARD, [2], ["issued_on"])
    assert erasure.columns[CARD] == ("issued_on", "number")
    erasure.add(CARD, [3])
    erasure.add(CARD, [4], ["number"])
    assert (erasure.columns[CARD], erasure.rows[CARD]) == (None, {"1", "2", "3", "4"})


def test_the_number_of_statements_does_not_grow_with_the_rows() -> None:
    counts = []
    for rows in (1, 6):
        customer = make_customer(last_name=f"Naam{rows}")
        for _each in range(rows):
            make_activity(customer, code="done")
            make_moment(customer)
            customer.save()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            erase(customer)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- the command
def test_the_command_erases_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    customer = make_customer()
    make_activity(customer, code="done")
    call_command("erase_customer", customer.number, "--plan")
    assert customer.number in capsys.readouterr().out
    assert not ErasureEntry.objects.exists()
    with pytest.raises(CommandError, match="--ground"):
        call_command("erase_customer", customer.number)
    call_command("erase_customer", customer.number, "--ground=not_needed", "--yes", "--json")
    assert f'"number": "{customer.number}"' in capsys.readouterr().out
    assert Customer.objects.get(pk=customer.pk).status == "erased"
    with pytest.raises(CommandError):
        call_command("erase_customer", customer.number, "--ground=not_needed", "--yes")
    with pytest.raises(CommandError):
        call_command("erase_customer", "424242424242")
    assert not PrivacyRequest.objects.exists()
