"""What the database holds about contact persons, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contacts.models import ConsentEvent, ContactType, Predefined
from tests.factories import make_contact, make_customer, make_moment

pytestmark = pytest.mark.django_db


class TestTypes:
    def test_the_predefined_ones_are_there(self) -> None:
        found = {type_.code: type_.name for type_ in ContactType.objects.filter(predefined=True)}
        assert found == {
            "sales": "Verkoop",
            "purchasing": "Inkoop",
            "administration": "Administratie",
            "technical": "Technische Dienst",
            "sms_alert": "SMS Alert",
            "invoice_address": "Factuuradres",
            "other": "Overig",
        }
        assert set(found) == set(Predefined)


class TestContactPerson:
    def test_one_preferred_per_type(self) -> None:
        first = make_contact(preferred=True)
        make_contact(first.customer, preferred=True, type_id="sales")
        make_contact(first.customer)
        with (
            pytest.raises(IntegrityError, match="contactperson_one_preferred"),
            transaction.atomic(),
        ):
            make_contact(first.customer, preferred=True)

    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("archived_not_preferred", {"archived": True, "preferred": True}),
            ("has_name", {"last_name": " "}),
            ("number_needs_postcode", {"house_number": 3}),
            ("country_code", {"country": "nl"}),
        ],
    )
    def test_refused(self, constraint: str, fields: dict[str, Any]) -> None:
        with (
            pytest.raises(IntegrityError, match=f"contactperson_{constraint}"),
            transaction.atomic(),
        ):
            make_contact(**fields)

    def test_a_redirect_is_a_matter_of_a_factuuradres(self) -> None:
        other = make_customer()
        with pytest.raises(IntegrityError, match="redirect_by_type"), transaction.atomic():
            make_contact(invoice_customer=other)
        contact = make_contact(type_id="invoice_address", invoice_customer=other, last_name="")
        with pytest.raises(IntegrityError, match="one_redirect"), transaction.atomic():
            make_contact(contact.customer, type_id="invoice_address", invoice_customer=other)
        with pytest.raises(IntegrityError, match="redirect_elsewhere"), transaction.atomic():
            make_contact(other, type_id="invoice_address", invoice_customer=other)


def test_consent_is_never_changed() -> None:
    event = ConsentEvent.objects.create(
        customer=make_customer(),
        channel="email",
        address="a@b.example",
        purpose="news",
        granted=False,
        source="counter",
        system="test",
    )
    for change in (lambda: ConsentEvent.objects.update(granted=True), event.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_a_moment_says_something() -> None:
    with pytest.raises(IntegrityError, match="says_something"), transaction.atomic():
        make_moment(text=" ")
