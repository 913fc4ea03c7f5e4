"""Documents by the type of the contact person: every combination, as the database has it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from contacts.models import Document, HeldAddress
from contacts.routing import recipients_for
from contacts.services.consent import withdraw
from customers.models import Customer
from tests.contacts.routing.making import (
    ALSO_HERS,
    HERS,
    LEVELS,
    MAIN,
    MOBILE,
    OTHER,
    TYPED,
    make_company,
    reasons,
    told,
    why,
)
from tests.factories import make_contact

pytestmark = pytest.mark.django_db
#: The contact person of the type: there or not, preferred, archived, with which addresses.
STATES = ("absent", "present", "preferred", "archived")
BOXES = ("", HERS, f"{HERS}; {ALSO_HERS}")


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
