"""Erasing less than a customer: a contact person, a field everywhere, what a period or vault kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import ConsentEvent, ContactPerson, HeldAddress
from customers.models import Customer, ErasureEntry, LoyaltyCard
from customers.privacy.erasure import engine, eraser
from customers.privacy.erasure.rows import read_catalogue
from klantbeheer.history_guard import find_gaps
from tests.customers.privacy.person import found_in_database
from tests.factories import make_contact, make_customer, make_moment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
CUSTOMERS = "customers_customer"


@pytest.fixture(autouse=True)
def _journal(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"


def erase(customer: Customer, **parts: tuple[list[Any], list[str] | None]) -> ErasureEntry:
    """These parts of one customer."""
    told = {table: {"pks": pks, "columns": columns} for table, (pks, columns) in parts.items()}
    return engine.erase_parts(customer=customer, parts=told, actor="test", ground="consent")


def test_a_phone_goes_everywhere_and_nothing_else_does() -> None:
    customer = make_customer(mobile="+31699887766", phone="+31301112233", last_name="Quispelaar")
    customer.city = "Zeist"
    customer.save()
    entry = erase(customer, **{CUSTOMERS: ([customer.pk], ["mobile"])})
    assert found_in_database(["+31699887766"]) == set()
    customer.refresh_from_db()
    assert (customer.status, customer.phone, customer.last_name) == (
        "active",
        "+31301112233",
        "Quispelaar",
    )
    assert Customer.history.filter(id=customer.pk, phone="+31301112233").count() == 2
    assert entry.counts == {CUSTOMERS: 3}
    assert entry.parts == [{"table": CUSTOMERS, "pks": [str(customer.pk)], "columns": ["mobile"]}]
    assert find_gaps() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM customers_searchphone WHERE customer_id = %s", [customer.pk]
        )
        assert cursor.fetchone() == (1,)


def test_a_name_that_goes_is_no_former_name() -> None:
    customer = make_customer(last_name="Quispelaar")
    erase(customer, **{CUSTOMERS: ([customer.pk], ["last_name"])})
    assert found_in_database(["Quispelaar"]) == set()


def test_a_contact_person_goes_with_its_permissions() -> None:
    customer = make_customer()
    person = make_contact(
        customer, last_name="Bentinckhuizen", emails="bent@kwast.example", preferred=True
    )
    held = HeldAddress.objects.create(
        customer=customer, channel="email", address="bent@kwast.example"
    )
    events = list(ConsentEvent.objects.filter(contact_person=person).values_list("pk", flat=True))
    allowed = list(person.permissions.values_list("pk", flat=True))
    erase(
        customer,
        contacts_contactperson=([person.pk], None),
        contacts_consentevent=(events, None),
        contacts_addresspermission=(allowed, None),
        contacts_heldaddress=([held.pk], None),
    )
    assert found_in_database(["Bentinckhuizen", "bent@kwast.example"]) == set()
    now = ContactPerson.objects.get(pk=person.pk)
    assert (now.archived, now.preferred, now.last_name) == (True, False, "[gewist]")
    assert ConsentEvent.objects.filter(pk__in=events).count() == len(events)
    assert not person.permissions.exists()
    assert find_gaps() == []


def test_the_number_of_a_card_is_worth_nothing_any_more() -> None:
    customer = make_customer()
    cards = [LoyaltyCard.objects.create(customer=customer, number=f"KAART{n}") for n in (1, 2)]
    erase(customer, customers_loyaltycard=([card.pk for card in cards], ["number"]))
    assert set(LoyaltyCard.objects.values_list("number", "active")) == {("GEWIST", False)}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (CUSTOMERS, ["number"]),
        (CUSTOMERS, ["status"]),
        (CUSTOMERS, ["id = id; --"]),
        ("staff_staffuser", ["username"]),
        ("customers_erasureentry", None),
        ("customers_historicalcustomer", ["phone"]),
        ("nothing", None),
    ],
)
def test_what_is_not_in_the_catalogue_is_refused(table: str, columns: list[str] | None) -> None:
    customer = make_customer(phone="+31301112233")
    with transaction.atomic():
        entry = begin(customer)
        with (
            pytest.raises(IntegrityError, match=r"not erased|nothing that is erased"),
            transaction.atomic(),
        ):
            eraser.overwrite(entry, table, [str(customer.pk)], columns)
        eraser.finish(entry, {})


def begin(customer: Customer) -> Any:
    """A line of the journal, with which this transaction may erase."""
    return eraser.begin(
        {
            "scope": "text",
            "customer_pk": customer.pk,
            "customer_number": customer.number,
            "ground": "not_needed",
            "actor": "test",
        }
    )


# ---------------------------------------------------------------- words in a text
@pytest.mark.parametrize(
    ("text", "words", "then"),
    [
        ("Buur van Quispelaar, belt.", ["quispelaar"], "Buur van [gewist], belt."),
        ("Januari met Jan", ["Jan"], "Januari met [gewist]"),
        ("Marjan en Jan", ["Jan"], "Marjan en [gewist]"),
        ("Jan en Jan Smit", ["Jan", "Jan Smit"], "[gewist] en [gewist]"),
        ("Bel 06 998.87 (7)66 nu", ["06 998.87 (7)66"], "Bel [gewist] nu"),
        ("mail x+y@z.nl", ["x+y@z.nl"], "mail [gewist]"),
        (r"C:\Jan\brief", [r"C:\Jan"], r"[gewist]\brief"),
        ("niets hier", ["Jan", "", " "], "niets hier"),
    ],
)
def test_words_go_from_a_text_and_its_history(text: str, words: list[str], then: str) -> None:
    moment = make_moment(text=text)
    with transaction.atomic():
        entry = begin(moment.customer)
        eraser.clean(entry, "contacts_contactmoment", str(moment.pk), "text", words)
        eraser.finish(entry, {})
    moment.refresh_from_db()
    assert moment.text == moment.history.get().text == then
    assert find_gaps() == []


def test_a_text_that_grows_is_cut_to_its_column() -> None:
    length = read_catalogue()[CUSTOMERS]["lengths"]["first_name"]
    customer = make_customer(first_name="Jan".ljust(length, "x")[:-4] + " Jan")
    with transaction.atomic():
        entry = begin(customer)
        eraser.clean(entry, CUSTOMERS, str(customer.pk), "first_name", ["Jan"])
        eraser.finish(entry, {})
    customer.refresh_from_db()
    assert customer.first_name == ("Jan".ljust(length, "x")[:-4] + " [gewist]")[:length]
    assert find_gaps() == []


@pytest.mark.parametrize("column", ["kind", "system", "nothing", "search"])
def test_only_texts_are_cleaned(column: str) -> None:
    moment = make_moment()
    with transaction.atomic():
        entry = begin(moment.customer)
        with pytest.raises(IntegrityError, match="is no text"), transaction.atomic():
            eraser.clean(entry, "contacts_contactmoment", str(moment.pk), column, ["note"])


# ---------------------------------------------------------------- once more
def test_a_line_of_the_journal_is_done_once_more() -> None:
    customer = make_customer(mobile="+31699887766")
    line = {
        "id": "11111111-2222-3333-4444-555555555555",
        "scope": "columns",
        "customer_pk": customer.pk,
        "customer_number": customer.number,
        "parts": [{"table": CUSTOMERS, "pks": [str(customer.pk)], "columns": ["mobile"]}],
        "ground": "consent",
        "request_pk": None,
        "actor": "anna",
        "approved_by": "",
        "moment": "2026-11-01T10:00:00+00:00",
    }
    entry = engine.erase_parts(
        customer=customer,
        parts={CUSTOMERS: {"pks": [customer.pk], "columns": ["mobile"]}},
        actor="replay",
        ground="consent",
        again=line,
    )
    assert (str(entry.pk), entry.actor, entry.moment.isoformat()) == (
        line["id"],
        "anna",
        line["moment"],
    )
    assert entry.replayed_at
    assert found_in_database(["+31699887766"]) == set()
