"""Messages to the customer, as the tab Klantberichten says, their language, and the newsletter."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from contacts.models import Channel, Document, HeldAddress
from contacts.routing import recipients_for
from contacts.services.consent import set_level, withdraw
from customers.models import ShopSettings
from tests.contacts.routing.making import (
    HER_MOBILE,
    LEVELS,
    MAIN,
    MOBILE,
    make_company,
    prefer,
    told,
    why,
)
from tests.factories import make_contact

pytestmark = pytest.mark.django_db
MESSAGES = [Document.READY, Document.DELAYED]


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
