"""Customers are found by their contact persons, and the list says so."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from contacts.models import ContactPerson
from customers.models import Customer
from customers.presentation.results import results_of
from customers.presentation.terms import SearchTerms
from customers.search.query import SearchQuery, parse_one_box
from customers.search.service import Hit, search
from klantbeheer.history import CREATED, write_history
from tests.factories import make_contact, make_customer, make_staff

pytestmark = pytest.mark.django_db


def company(**fields: Any) -> Customer:
    values = {
        "number": "100871",
        "kind": "company",
        "company_name": "Fietskoeriers Domstad B.V.",
        "last_name": "",
        "infix": "",
        "initials": "",
        "salutation": "",
    }
    return make_customer(**values | fields)


def found(text: str, **options: Any) -> Hit | None:
    return next(iter(search(parse_one_box(text), **options).hits), None)


def reason(text: str, **options: Any) -> tuple[str, str] | None:
    """The code and the words of the reason why the first customer is found."""
    hit = found(text, **options)
    return (hit.why.code, hit.why.text) if hit and hit.why else None


def derived() -> list[list[str]]:
    """All rows of the search's tables."""
    tables = ("searchname", "searchphone", "searchemail", "searchpiece")
    contents = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM customers_{table} t ORDER BY 1")
            contents.append([row[0] for row in cursor.fetchall()])
        cursor.execute("SELECT word FROM customers_searchword ORDER BY 1")
        contents.append([row[0] for row in cursor.fetchall()])
    return contents


@pytest.fixture
def contact() -> ContactPerson:
    return make_contact(
        company(),
        initials="S.",
        first_name="Sanne",
        infix="van der",
        last_name="Hoeven-Wiersma",
        emails="s.hoeven@domstad.example; Sanne_W@elders.example",
        phone="+31302345678",
        mobile="+32470123456",
    )


NAME = ("contact", "contact: S. van der Hoeven-Wiersma")
FIRST_EMAIL = ("contact_email", "contact: s.hoeven@domstad.example")
OTHER_EMAIL = ("contact_email", "contact: Sanne_W@elders.example")
PHONE = ("contact_phone", "contact S. van der Hoeven-Wiersma: 030 234 56 78")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("hoev", NAME),
        ("Hoeven 3512", NAME),
        ("hoeven 3512 47", NAME),
        ("van der hoeven", NAME),
        ("wiersma", NAME),
        ("sanne hoeven", NAME),
        ("s hoeven", NAME),
        ("hoeven 1011", None),
        ("hoevven", NAME),
        ("huven 3512", NAME),
        ("wiersema", NAME),
        ("s.hoeven@", FIRST_EMAIL),
        ("s.hoeven@domstad.example", FIRST_EMAIL),
        ("sanne_w@", OTHER_EMAIL),
        ("@elders", OTHER_EMAIL),
        ("030-2345678", PHONE),
        ("+31 30 234 56 78", PHONE),
        ("345678", PHONE),
        ("3 456 7", None),
        ("nobody@", None),
    ],
)
def test_pieces(contact: ContactPerson, typed: str, why: tuple[str, str] | None) -> None:
    hit = found(typed)
    assert (hit.number if hit else None) == ("100871" if why else None)
    assert reason(typed) == why


@pytest.mark.parametrize("piece", ["hoeven", "anne_w", "elders", "domst"])
def test_pieces_of_an_email(contact: ContactPerson, piece: str) -> None:
    hits = search(SearchQuery(email=piece)).hits
    assert [(hit.number, hit.why and hit.why.code) for hit in hits] == [("100871", "contact_email")]


@pytest.mark.parametrize("digits", ["5678", "23456", "0123456", "0470123456"])
def test_pieces_of_a_phone(contact: ContactPerson, digits: str) -> None:
    hits = search(SearchQuery(phone=digits)).hits
    assert [(hit.number, hit.why and hit.why.code) for hit in hits] == [("100871", "contact_phone")]


def test_whose_own_phone_it_is_goes_before_whose_contact_has_it() -> None:
    make_contact(company(), phone="+31302345678")
    make_customer(number="100999", phone="+31302345678")
    hits = search(parse_one_box("0302345678")).hits
    assert [hit.number for hit in hits] == ["100999", "100871"]


def test_the_customers_own_goes_first() -> None:
    """Found by its own name, address or phone, a customer says nothing of its contacts."""
    customer = make_customer(
        number="100001", last_name="Jansen", mobile="+31655010147", emails="jansen@x.example"
    )
    make_contact(
        customer, last_name="Jansen", mobile="+31655010147", emails="jansen@x.example; a@y.example"
    )
    other = company()
    make_contact(other, last_name="Jansen", mobile="+31655010147", emails="jansen@x.example")
    for typed, code in (
        ("jansen", None),
        ("jansen 3512", None),
        ("jansen@x", "email"),
        ("0655010147", "phone"),
        ("50101", "phone"),
    ):
        hits = search(parse_one_box(typed)).hits
        assert [hit.number for hit in hits] == ["100001", "100871"], typed
        assert (hits[0].why.code if hits[0].why else None) == code, typed
        assert hits[1].why, typed
        assert hits[1].why.code.startswith("contact"), typed


def test_a_look_alike_of_the_customer_is_not_the_contacts() -> None:
    make_contact(make_customer(number="100001", last_name="Wiersma"), last_name="Bakker")
    assert reason("wiersema") == ("looks_like", "lijkt op")


def test_a_look_alike_of_a_former_name_is_not_the_contacts() -> None:
    customer = make_customer(number="100001", last_name="Wiersma")
    make_contact(customer, last_name="Bakker")
    customer.last_name = "Bos"
    customer.save()
    assert reason("wiersema") == ("looks_like", "lijkt op")


def test_the_counts_are_of_customers(contact: ContactPerson) -> None:
    make_contact(contact.customer, last_name="Hoeven", emails="s.hoeven@elders.example")
    for query in (SearchQuery(last_name="hoeven"), SearchQuery(email="s.hoeven")):
        assert search(query).sure_count == 1


def test_many_contacts_at_one_domain_do_not_push_others_out() -> None:
    big, small = company(), company(number="100872")
    for at in range(40):
        make_contact(big, last_name=f"Iemand{at}", emails=f"i{at}@domstad.example")
    make_contact(small, emails="z@domstad.example")
    hits = search(SearchQuery(email="@domstad")).hits
    assert {hit.number for hit in hits} == {"100871", "100872"}


class TestChanges:
    TYPED = ("hoeven", "s.hoeven@", "0302345678")

    def numbers(self, **options: Any) -> list[str | None]:
        return [hit.number if (hit := found(text, **options)) else None for text in self.TYPED]

    def test_archived_is_not_found_and_restored_is(self, contact: ContactPerson) -> None:
        assert self.numbers() == ["100871"] * 3
        contact.archived = True
        contact.save()
        assert self.numbers() == [None] * 3
        contact.archived = False
        contact.save()
        assert self.numbers() == ["100871"] * 3

    @pytest.mark.parametrize(
        ("field", "was", "becomes", "typed"),
        [
            ("mobile", "", "+31655019988", "0655019988"),
            ("phone", "", "+31302019988", "0302019988"),
            ("emails", "", "nieuw@x.example", "nieuw@x.example"),
            ("last_name", "Postma", "Zwaardvis", "zwaardvis"),
        ],
    )
    def test_one_field(self, field: str, was: str, becomes: str, typed: str) -> None:
        contact = make_contact(company(), **{field: was})
        assert found(typed) is None
        setattr(contact, field, becomes)
        contact.save()
        hit = found(typed)
        assert hit
        assert hit.number == "100871"

    def test_changed(self, contact: ContactPerson) -> None:
        contact.last_name, contact.emails, contact.phone = "Postma", "postma@x.example", ""
        contact.save()
        assert self.numbers() == [None] * 3
        assert reason("postma") == ("contact", "contact: S. van der Postma")
        assert reason("postma@") == ("contact_email", "contact: postma@x.example")
        with connection.cursor() as cursor:
            cursor.execute("SELECT word FROM customers_searchword WHERE word LIKE 'hoeven%'")
            assert cursor.fetchall() == []
            cursor.execute("SELECT piece FROM customers_searchpiece WHERE piece = 'hoeven'")
            assert cursor.fetchall() == []

    def test_moved_to_another_customer(self, contact: ContactPerson) -> None:
        contact.customer = company(number="100900", postcode="1011 AB", house_number=8)
        contact.save()
        assert self.numbers() == ["100900"] * 3
        assert found("hoeven 3512") is None
        assert found("hoeven 1011 8") is not None

    def test_inactive_and_back(self, contact: ContactPerson) -> None:
        customer = contact.customer
        customer.status = "inactive"
        customer.save()
        assert self.numbers() == [None] * 3
        assert self.numbers(include_inactive=True) == ["100871"] * 3
        make_contact(customer, last_name="Later", emails="later@x.example")
        assert found("later") is None
        customer.status = "active"
        customer.save()
        assert self.numbers() == ["100871"] * 3
        assert found("later@") is not None

    def test_the_customers_address_goes_along(self, contact: ContactPerson) -> None:
        contact.customer.postcode = "1011 AB"
        contact.customer.save()
        assert found("hoeven 3512") is None
        assert reason("hoeven 1011") == NAME

    def test_the_customers_own_phone_changes(self, contact: ContactPerson) -> None:
        contact.customer.phone, contact.customer.emails = "+31201234567", "info@domstad.example"
        contact.customer.save()
        contact.customer.phone, contact.customer.emails = "", ""
        contact.customer.save()
        assert self.numbers() == ["100871"] * 3
        assert found("0201234567") is None

    def test_erased(self, contact: ContactPerson) -> None:
        contact.customer.status = "erased"
        contact.customer.save()
        contact.last_name = "Hoevens"
        with pytest.raises(IntegrityError, match="is erased"), transaction.atomic():
            contact.save()
        assert self.numbers(include_inactive=True) == [None] * 3
        assert derived() == [[]] * 5

    def test_deleted_and_truncated(self, contact: ContactPerson) -> None:
        make_contact(contact.customer, last_name="Postma", mobile="+31611111111")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT public.contacts_search_drop(ARRAY[%s], ARRAY[%s])",
                [contact.pk, contact.customer_id],
            )
        assert self.numbers() == [None] * 3
        assert found("postma") is not None


def test_copy_in_one_statement() -> None:
    customers = [company(number=str(n)) for n in range(100, 110)]
    columns = "customer_id, type_id, last_name, emails, mobile, " + (
        "preferred, archived, salutation, initials, first_name, infix, job_title, language, street,"
        " house_number_addition, postcode, city, country, phone, email_permission, note, changed_at,"
        " version"
    )
    fixed = "f\tf\t\tA.\t\t\t\t\t\t\t\t\tNL\t\t1\t\t2026-11-22\t1"
    rows = "".join(
        f"{c.pk}\tsales\tKoper{at}\tk{at}@x.example\t+3161234567{at}\t{fixed}\n"
        for at, c in enumerate(customers)
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY contacts_contactperson ({columns}) FROM STDIN") as load,
    ):
        load.write(rows)
    write_history(ContactPerson, list(ContactPerson.objects.values_list("pk", flat=True)), CREATED)
    for at, customer in enumerate(customers):
        for typed in (f"koper{at}", f"k{at}@", f"061234567{at}"):
            hit = found(typed)
            assert hit is not None, typed
            assert hit.number == customer.number


def test_a_rebuild_gives_the_same_rows(contact: ContactPerson) -> None:
    make_contact(contact.customer, last_name="Weg", archived=True)
    make_customer(last_name="Gewoon", mobile="+31612345678", emails="g@x.example")
    before = derived()
    assert any("Hoeven" in row for row in before[0])
    call_command("refresh_search_words", "--all", stdout=StringIO())
    assert derived() == before


def test_a_redirect_without_a_name_has_no_row() -> None:
    make_contact(
        company(),
        type_id="invoice_address",
        initials="",
        last_name="",
        emails="",
        invoice_customer=make_customer(),
    )
    assert not [row for row in derived()[0] if ",10," in row]


def test_the_list_marks_the_typed_word(contact: ContactPerson) -> None:
    user = make_staff("balie")

    def row(**texts: Any) -> tuple[str, str]:
        results = results_of(SearchTerms(**texts), user)
        assert results is not None
        hit = (*results.rows, *results.alike)[0]
        return str(hit.why), hit.why_icon

    assert row(q="hoev") == ("contact: S. van der <b>Hoeven</b>-Wiersma", "users")
    assert row(q="wiersema") == ("contact: <b>S. van der Hoeven-Wiersma</b>", "users")
    assert row(q="s.hoeven@") == ("contact: <b>s.hoeven@domstad.example</b>", "users")
    assert row(phone="345678") == (
        "contact S. van der Hoeven-Wiersma: <b>030 234 56 78</b>",
        "users",
    )


def test_markup_in_a_name_stays_text() -> None:
    make_contact(company(), initials="", last_name="<i>Vet</i> & co", mobile="+31612345678")
    user = make_staff("balie")
    for terms in (SearchTerms(q="vet"), SearchTerms(phone="0612345678")):
        results = results_of(terms, user)
        assert results is not None
        assert "<i>" not in results.rows[0].why
        assert "&lt;i&gt;" in results.rows[0].why


def test_the_command_says_so(contact: ContactPerson) -> None:
    out = StringIO()
    call_command("search", "0302345678", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer[0]["number"] == "100871"
    assert "S. van der Hoeven-Wiersma: 030 234 56 78" in answer[0]["why"]
