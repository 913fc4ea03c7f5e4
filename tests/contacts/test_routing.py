"""Who gets which document: every combination, as the database has it."""

from __future__ import annotations

import json
from io import StringIO
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contacts.models import Channel, ContactPerson, Document, HeldAddress
from contacts.presentation.routing import routing_rows
from contacts.routing import Routing, recipients_for, routing_matrix
from contacts.services.consent import set_level, withdraw
from customers.models import Customer, MessagePreference, ShopSettings
from klantbeheer.history import acting
from tests.factories import make_contact, make_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

MAIN, OTHER = "info@domstad.example", "balie@domstad.example"
HERS, ALSO_HERS = "s.jansen@domstad.example", "inkoop@domstad.example"
MOBILE, HER_MOBILE = "+31655010244", "+31655010147"
TYPED = {
    Document.QUOTE: "purchasing",
    Document.ORDER: "purchasing",
    Document.PACKING_SLIP: "purchasing",
    Document.INVOICE: "administration",
    Document.RMA: "technical",
    Document.REPAIR: "technical",
    Document.RMA_INVOICE: "technical",
}


@pytest.fixture(autouse=True)
def as_a_system() -> Iterator[None]:
    """Who fills the register here."""
    with acting(actor="test"):
        yield


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


# ---------------------------------------------------------------- documents by type
#: The contact person of the type: there or not, preferred, archived, with which addresses.
STATES = ("absent", "present", "preferred", "archived")
BOXES = ("", HERS, f"{HERS}; {ALSO_HERS}")
LEVELS = (0, 1, 2)


def expected(
    state: str, box: str, level: int, main: str, main_level: int
) -> tuple[list[str], list[str]]:
    """The rule: a preferred contact with an address decides, else the main address does.

    | preferred contact | its permission | main address | its permission | goes to | withheld |
    |---|---|---|---|---|---|
    | with addresses    | 1, 2           | any          | any            | its own | -        |
    | with addresses    | 0              | any          | any            | -       | its own  |
    | without, or none  | any            | there        | 1, 2           | main    | -        |
    | without, or none  | any            | there        | 0              | -       | main     |
    | without, or none  | any            | none         | any            | -       | nobody   |
    """
    if state == "preferred" and box:
        addresses, allowed = box.split("; "), level >= 1
    elif main:
        addresses, allowed = [main], main_level >= 1
    else:
        addresses, allowed = [""], False
    return (addresses, []) if allowed else ([], addresses)


@pytest.mark.parametrize("document", [Document.QUOTE, Document.INVOICE, Document.RMA_INVOICE])
@pytest.mark.parametrize("state", STATES)
def test_every_combination(state: str, document: Document) -> None:
    for box, level, main, main_level in product(BOXES, LEVELS, ("", MAIN), LEVELS):
        customer = make_company(emails=main, email_permission=main_level)
        if state != "absent":
            make_contact(
                customer,
                type_id=TYPED[document],
                emails=box,
                email_permission=level,
                preferred=state == "preferred",
                archived=state == "archived",
            )
        # Contact persons of other types never get it instead.
        make_contact(customer, type_id="other", preferred=True, emails="ander@domstad.example")
        case = (state, box, level, main, main_level)
        assert told(customer, document) == expected(*case), case
        assert all(reason.strip() for reason in why(customer, document))


@pytest.mark.parametrize(("document", "type_"), TYPED.items())
def test_each_document_has_its_type(document: Document, type_: str) -> None:
    customer = make_company()
    for code in ("sales", "purchasing", "administration", "technical", "sms_alert", "other"):
        make_contact(customer, type_id=code, preferred=True, emails=f"{code}@domstad.example")
    assert told(customer, document) == ([f"{type_}@domstad.example"], [])


@pytest.mark.parametrize(
    ("contact", "sentence"),
    [
        ({"preferred": True}, "S. Jansen is voorkeur voor Inkoop"),
        (
            {"preferred": True, "emails": f"{HERS}; {ALSO_HERS}"},
            "S. Jansen is voorkeur voor Inkoop; beide adressen staan bij deze contactpersoon",
        ),
        (
            {"preferred": True, "emails": f"{HERS}; {ALSO_HERS}; c@d.example"},
            "S. Jansen is voorkeur voor Inkoop; alle 3 adressen staan bij deze contactpersoon",
        ),
        (
            {"preferred": True, "emails": ""},
            "S. Jansen (Inkoop) heeft geen adres, dus het hoofdadres van de klant",
        ),
        ({}, "Niemand is voorkeur voor Inkoop, dus het hoofdadres van de klant"),
        (
            {"archived": True},
            "Er is geen contactpersoon voor Inkoop, dus het hoofdadres van de klant",
        ),
        (
            {"preferred": True, "email_permission": 0},
            "s.jansen@domstad.example heeft toestemming 0, daar gaat niets naartoe",
        ),
    ],
)
def test_the_reason_is_a_sentence(contact: dict[str, Any], sentence: str) -> None:
    customer = make_company()
    make_contact(customer, **contact)
    assert set(why(customer)) == {sentence}


class TestAddresses:
    def test_each_has_its_own_permission(self) -> None:
        customer = make_company()
        contact = make_contact(customer, preferred=True, emails=f"{HERS};{ALSO_HERS}")
        withdraw(customer=customer, contact_person=contact, address=HERS.upper(), actor="test")
        assert told(customer) == ([ALSO_HERS], [HERS])

    def test_a_withdrawal_does_not_move_it_elsewhere(self) -> None:
        customer = make_company()
        contact = make_contact(customer, preferred=True)
        withdraw(customer=customer, contact_person=contact, address=HERS, actor="test")
        assert told(customer) == ([], [HERS])

    def test_every_customer_speaks_for_itself(self) -> None:
        refused, asked = make_company(email_permission=0), make_company()
        also_refused = make_company(email_permission=0)
        for customer in (refused, also_refused):
            assert told(customer) == ([], [MAIN])
        assert told(asked) == ([MAIN], [])

    def test_capitals_of_other_letters_are_compared_as_the_database_does(self) -> None:
        customer = make_company(emails="ZOË@domstad.example")
        assert told(customer) == (["ZOË@domstad.example"], [])

    def test_twice_in_a_box_is_once(self) -> None:
        customer = make_company(emails=f" {MAIN} ;; {MAIN.upper()};")
        assert told(customer) == ([MAIN], [])

    def test_one_that_came_back(self) -> None:
        customer = make_company(emails=f"Info@Domstad.example; {OTHER}")
        held = HeldAddress.objects.create(
            channel="email", address=MAIN, customer=customer, held_at=timezone.now()
        )
        assert told(customer) == ([OTHER], ["Info@Domstad.example"])
        assert "Een bericht aan Info@Domstad.example kwam terug op" in why(customer)[1]
        held.released_at = timezone.now()
        held.save()
        assert told(customer) == (["Info@Domstad.example", OTHER], [])

    def test_too_long_to_write_to(self) -> None:
        customer = make_company(emails=f"{'a' * 250}@b.nl; {MAIN}")
        assert told(customer) == ([MAIN], [])


@pytest.mark.parametrize("document", Document)
@pytest.mark.parametrize("status", ["inactive", "erased"])
def test_nothing_goes_to_who_is_no_customer(status: str, document: Document) -> None:
    customer = make_company(emails=MAIN, email_permission=2, mobile=MOBILE)
    make_contact(customer, preferred=True, type_id=TYPED.get(document, "purchasing"))
    stale = Customer.objects.get(pk=customer.pk)
    customer.status = status
    customer.save()
    routing = recipients_for(stale, document)
    assert not routing.recipients
    assert [no.address for no in routing.withheld] == [""]
    assert ("inactief" if status == "inactive" else "gewist") in reasons(routing)[0]


# ---------------------------------------------------------------- invoices
def redirect(customer: Customer, to: Customer, **fields: Any) -> ContactPerson:
    """A Factuuradres."""
    values = {"type_id": "invoice_address", "last_name": "", "initials": "", "emails": ""}
    return make_contact(customer, invoice_customer=to, **values | fields)


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


# ---------------------------------------------------------------- messages
MESSAGES = [Document.READY, Document.DELAYED]


def prefer(customer: Customer, document: Document, way: str, language: str = "") -> None:
    MessagePreference.objects.create(customer=customer, language=language, **{document.value: way})


@pytest.mark.parametrize("document", MESSAGES)
class TestMessages:
    def test_every_combination(self, document: Document) -> None:
        """The way x her number x the customer's number x the main address."""
        ways = (None, "none", "email", "sms")
        for way, hers, number, main in product(
            ways, (None, "", HER_MOBILE), ("", MOBILE), ("", MAIN)
        ):
            customer = make_company(emails=main, mobile=number)
            if way:
                prefer(customer, document, way)
            if hers is not None:
                make_contact(customer, type_id="sms_alert", preferred=True, mobile=hers)
            if way == "none":
                wanted: tuple[list[str], list[str]] = ([], [""])
            elif way == "sms":
                to = hers or number
                wanted = ([to], []) if to else ([], [""])
            else:
                wanted = ([main], []) if main else ([], [""])
            assert told(customer, document) == wanted, (way, hers, number, main)
            routing = recipients_for(customer, document)
            channels = [each.channel for each in routing.recipients]
            channels += [each.channel for each in routing.withheld]
            assert channels == [Channel.SMS if way == "sms" else Channel.EMAIL]

    @pytest.mark.parametrize("contact", [{}, {"preferred": False}, {"archived": True}])
    def test_only_a_preferred_number_counts(
        self, document: Document, contact: dict[str, Any]
    ) -> None:
        customer = make_company(mobile=MOBILE)
        prefer(customer, document, "sms")
        make_contact(customer, type_id="sms_alert", mobile=HER_MOBILE, **contact)
        assert told(customer, document) == ([MOBILE], [])

    def test_a_number_as_somebody_typed_it(self, document: Document) -> None:
        customer = make_company(mobile="06 12")
        prefer(customer, document, "sms")
        assert told(customer, document) == ([], ["06 12"])
        assert why(customer, document) == ["06 12 is geen volledig mobiel nummer"]

    def test_sms_withdrawn(self, document: Document) -> None:
        customer = make_company(mobile=MOBILE)
        prefer(customer, document, "sms")
        withdraw(customer=customer, address=MOBILE, channel="sms", actor="test")
        assert told(customer, document) == ([], [MOBILE])
        assert "06 55 01 02 44 is ingetrokken" in why(customer, document)[0]
        set_level(
            customer=customer, address=MOBILE, level=1, channel="sms", actor="test",
            wording="mag weer", source="phone",
        )  # fmt: skip
        assert told(customer, document) == ([MOBILE], [])

    def test_a_number_that_came_back(self, document: Document) -> None:
        customer = make_company(mobile=MOBILE)
        prefer(customer, document, "sms")
        HeldAddress.objects.create(channel="sms", address=MOBILE, customer=customer)
        assert told(customer, document) == ([], [MOBILE])

    def test_her_number_came_back(self, document: Document) -> None:
        customer = make_company(mobile=MOBILE)
        make_contact(customer, type_id="sms_alert", preferred=True, mobile=HER_MOBILE)
        prefer(customer, document, "sms")
        HeldAddress.objects.create(channel="sms", address=HER_MOBILE, customer=customer)
        assert told(customer, document) == ([], [HER_MOBILE])

    def test_sms_withdrawn_in_another_box(self, document: Document) -> None:
        customer = make_company(mobile=MOBILE)
        contact = make_contact(customer, type_id="sms_alert", preferred=True, mobile=HER_MOBILE)
        prefer(customer, document, "sms")
        withdraw(
            customer=customer,
            contact_person=contact,
            address=HER_MOBILE,
            channel="sms",
            actor="test",
        )
        assert told(customer, document) == ([], [HER_MOBILE])

    def test_e_mail_needs_permission(self, document: Document) -> None:
        assert told(make_company(email_permission=0), document) == ([], [MAIN])

    def test_the_service_is_off(self, document: Document) -> None:
        ShopSettings.objects.update_or_create(pk=1, defaults={"message_service": False})
        customer = make_company(mobile=MOBILE)
        assert told(customer, document) == ([], [""])
        prefer(customer, document, "sms")
        assert told(customer, document) == ([], [""])
        assert why(customer, document) == ["De berichtenservice van de winkel staat uit"]

    @pytest.mark.parametrize(
        ("chosen", "hers", "own", "language"),
        [
            ("fr", "de", "en", "fr"),
            ("", "de", "en", "de"),
            ("", "", "en", "en"),
        ],
    )
    def test_the_language(
        self, document: Document, chosen: str, hers: str, own: str, language: str
    ) -> None:
        customer = make_company(language=own)
        prefer(customer, document, "sms", chosen)
        make_contact(
            customer, type_id="sms_alert", preferred=True, mobile=HER_MOBILE, language=hers
        )
        assert recipients_for(customer, document).recipients[0].language == language

    def test_says_how(self, document: Document) -> None:
        customer = make_company(mobile=MOBILE)
        assert why(customer, document) == ["Klantberichten staat op e-mail, in het Nederlands"]
        prefer(customer, document, "sms", "fr")
        assert why(customer, document) == ["Klantberichten staat op SMS, in het Frans"]


@pytest.mark.parametrize(
    ("hers", "own", "language"), [("de", "en", "de"), ("", "en", "en"), ("", "nl", "nl")]
)
def test_a_document_is_in_the_language_of_who_reads_it(hers: str, own: str, language: str) -> None:
    customer = make_company(language=own)
    prefer(customer, Document.READY, "email", "fr")
    make_contact(customer, preferred=True, language=hers)
    assert recipients_for(customer, Document.QUOTE).recipients[0].language == language


@pytest.mark.parametrize("level", LEVELS)
def test_a_newsletter_needs_everything(level: int) -> None:
    customer = make_company(email_permission=level)
    make_contact(customer, preferred=True, email_permission=2)
    wanted = ([MAIN], []) if level == 2 else ([], [MAIN])
    assert told(customer, Document.NEWSLETTER) == wanted
    if level < 2:
        assert why(customer, Document.NEWSLETTER) == [
            f"{MAIN} heeft toestemming {level}, een nieuwsbrief vraagt 2"
        ]


# ---------------------------------------------------------------- the whole matrix
class TestMatrix:
    def test_the_same_as_one_by_one(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True)
        redirect(customer, make_company(company_name="Holding", emails="h@h.example"))
        matrix = routing_matrix(customer)
        assert [routing.document for routing in matrix] == list(Document)
        assert matrix == [recipients_for(customer, document) for document in Document]

    @pytest.mark.parametrize("persons", [0, 1, 12])
    def test_a_fixed_number_of_queries(
        self, django_assert_num_queries: DjangoAssertNumQueries, persons: int
    ) -> None:
        customer, holding = make_company(), make_company(company_name="Holding")
        redirect(customer, holding)
        for n in range(persons):
            make_contact(customer, preferred=n == 0, emails=f"a{n}@b.example; b{n}@b.example")
            make_contact(holding, preferred=n == 0, type_id="administration")
        with django_assert_num_queries(10):  # four for each of the two customers, shop, preference
            routing_matrix(customer)

    def test_rows_that_are_the_same_are_joined(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True, emails=f"{HERS}; {ALSO_HERS}", email_permission=2)
        make_contact(
            customer,
            preferred=True,
            type_id="technical",
            emails="",
            initials="",
            last_name="Werkplaats",
        )
        prefer(customer, Document.READY, "none")
        rows = [
            (row.document, row.same or row.recipients, row.reasons)
            for row in routing_rows(customer)
        ]
        both = "S. Jansen is voorkeur voor Inkoop; beide adressen staan bij deze contactpersoon"
        workshop = (
            "Werkplaats (Technische Dienst) heeft geen adres, dus het hoofdadres van de klant"
        )
        nobody = "Er is geen contactpersoon voor Administratie, dus het hoofdadres van de klant"
        messages = "Klantberichten staat op e-mail, in het Nederlands"
        news = f"{MAIN} heeft toestemming 1, een nieuwsbrief vraagt 2"
        assert rows == [
            ("Offerte", [HERS, ALSO_HERS], [both]),
            ("Bestelling, pakbon", "dezelfde twee adressen", ["Inkoop, net als de offerte"]),
            ("Factuur", [MAIN], [nobody]),
            ("RMA, reparatie", [MAIN], [workshop]),
            ("RMA-factuur, kopie", "hetzelfde adres", ["Technische Dienst, net als de RMA"]),
            ("Afhaalbericht", [], ["De klant wil geen afhaalbericht"]),
            ("Uitgestelde levering", [MAIN], [messages]),
            ("Nieuwsbrief", [], [news]),
        ]
        tags = [[goes.tag for goes in row.goes] for row in routing_rows(customer)]
        assert tags == [["ok"], ["ok"], ["ok"], ["ok"], ["ok"], ["warn"], ["ok"], ["warn"]]

    def test_what_is_withheld_for_other_reasons_stands_apart(self) -> None:
        customer = make_company()
        MessagePreference.objects.create(customer=customer, ready_for_pickup="none", delayed="sms")
        rows = [row for row in routing_rows(customer) if not row.recipients]
        ready, delayed = rows[:2]
        assert (ready.document, delayed.document) == ("Afhaalbericht", "Uitgestelde levering")
        assert ready.reasons != delayed.reasons

    def test_one_of_two_addresses_withheld_is_told_in_each_row(self) -> None:
        customer = make_company()
        contact = make_contact(customer, preferred=True, emails=f"{HERS}; {ALSO_HERS}")
        withdraw(customer=customer, contact_person=contact, address=HERS, actor="test")
        quote, order = routing_rows(customer)[:2]
        assert quote.recipients == order.recipients == [ALSO_HERS]
        assert not order.same
        assert any(HERS in reason for reason in order.reasons)

    def test_what_is_withheld_is_told_in_each_row(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True, email_permission=0)
        rows = routing_rows(customer)
        assert [row.document for row in rows[:2]] == ["Offerte", "Bestelling, pakbon"]
        assert rows[0].reasons == rows[1].reasons
        assert not rows[1].same


class TestCommand:
    def run(self, *args: str) -> str:
        out = StringIO()
        call_command("routing", *args, stdout=out)
        return out.getvalue()

    def test_json(self) -> None:
        customer = make_company()
        make_contact(customer, preferred=True)
        answer = json.loads(self.run(customer.number, "--json"))
        assert answer["customer"] == customer.number
        assert [each["document"] for each in answer["documents"]] == Document.values
        assert answer["documents"][0] == {
            "document": "quote",
            "name_on_document": customer.number,
            "recipients": [
                {
                    "address": HERS,
                    "channel": "email",
                    "language": "nl",
                    "customer": customer.number,
                    "contact": "S. Jansen",
                    "reason": "S. Jansen is voorkeur voor Inkoop",
                }
            ],
            "withheld": [],
        }
        assert answer["documents"][-1]["withheld"][0]["address"] == MAIN

    def test_for_a_person(self) -> None:
        customer = make_company()
        text = self.run(customer.number)
        assert "Fietskoeriers Domstad B.V." in text
        assert f"e-mail  {MAIN}" in text

    @pytest.mark.parametrize("number", ["999999", "abc", "", "\x00", "१२३", "9" * 400])
    def test_an_unknown_number(self, number: str) -> None:
        with pytest.raises(CommandError, match="There is no customer"):
            self.run(number)
