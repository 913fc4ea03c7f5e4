"""A person of whom the shop has everything, and where in the database a text stands."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from contacts.models import Attachment, Delivery, HeldAddress, Memo, Message, MessageFile
from customers.activities.models import Repair, Treatment
from customers.models import (
    Address,
    Customer,
    CustomerRelation,
    Draft,
    Interest,
    LoyaltyCard,
    OpenedCustomer,
)
from klantbeheer.personal_data import registered_tables
from tests.factories import (
    make_account,
    make_activity,
    make_contact,
    make_customer,
    make_invoice,
    make_moment,
    make_staff,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klantbeheer.staff.models import StaffUser

#: Everything by which this person is known, now and before. Nobody else has any of it.
VALUES = (
    "Quispelaar",
    "Zwartjesveld",
    "Wilhelmiena",
    "Kwastensteeg",
    "Vroegerlaan",
    "9731QX",
    "+31699887766",
    "+31588776655",
    "quispelaar@kwast.example",
    "werkplaats@kwast.example",
    "Bentinckhuizen",
    "KAART9731",
    "KAART8642",
    "NL91ABNA0417164300",
    "linkerknie",
    "SN-55667",
    "1961-02-03",
)


def make_person() -> Customer:
    """One with a row in about every table; closed and paid, so that nothing holds it back."""
    staff = make_staff()
    customer = make_customer(
        last_name="Zwartjesveld",
        first_name="Wilhelmiena",
        birth_date=datetime.date(1961, 2, 3),
        street="Kwastensteeg",
        postcode="9731QX",
        mobile="+31699887766",
        phone="+31588776655",
        emails="quispelaar@kwast.example",
        attention="Quispelaar belt terug",
        internal_note="Familie van Bentinckhuizen",
        custom={"fiets": "van Quispelaar"},
    )
    customer.last_name = "Quispelaar"
    customer.save()
    customer.interests.add(Interest.objects.create(name="Bakfietsen"))
    _make_own(customer, staff)
    _make_contacts(customer, staff)
    _make_business(customer)
    _make_traces(customer, staff)
    return Customer.objects.get(pk=customer.pk)


def _make_own(customer: Customer, staff: StaffUser) -> None:
    Address.objects.create(
        customer=customer, kind="former", street="Vroegerlaan", house_number=3, postcode="9731QX"
    )
    LoyaltyCard.objects.create(customer=customer, number="KAART9731")
    LoyaltyCard.objects.create(customer=customer, number="KAART8642").delete()
    CustomerRelation.objects.create(customer=customer, other=make_customer(), kind="household")
    OpenedCustomer.objects.create(staff=staff, customer=customer, opened_at=timezone.now())


def _make_contacts(customer: Customer, staff: StaffUser) -> None:
    person = make_contact(
        customer, last_name="Bentinckhuizen", emails="werkplaats@kwast.example", preferred=True
    )
    Memo.objects.create(customer=customer, text="Quispelaar betaalt contant")
    moment = make_moment(customer, contact_person=person, text="Quispelaar belde", author=staff)
    Attachment.objects.create(
        customer=customer,
        moment=moment,
        file=ContentFile(b"brief", name="brief"),
        name="Brief Quispelaar.pdf",
        content_type="application/pdf",
        size=5,
    )
    message = Message.objects.create(
        customer=customer,
        document="order",
        channel="email",
        language="nl",
        subject="Beste Quispelaar",
        text="Beste Quispelaar",
        key=f"test {customer.pk}",
        system="test",
    )
    MessageFile.objects.create(
        message=message,
        customer=customer,
        file=ContentFile(b"pdf", name="pdf"),
        name="Order Quispelaar.pdf",
        content_type="application/pdf",
        size=3,
    )
    for address in ("quispelaar@kwast.example", "werkplaats@kwast.example"):
        Delivery.objects.create(message=message, customer=customer, address=address)
        HeldAddress.objects.create(customer=customer, channel="email", address=address)


def _make_business(customer: Customer) -> None:
    repair = make_activity(customer, "repair", code="done", title="Fiets Quispelaar")
    Repair.objects.create(
        activity=repair, device="Bakfiets Quispelaar", serial_number="SN-55667", complaint="x"
    )
    treatment = make_activity(customer, "treatment", code="done", title="Zitting")
    Treatment.objects.create(activity=treatment, complaint="linkerknie")
    make_account(
        customer,
        name="Quispelaar",
        street="Kwastensteeg",
        iban="NL91ABNA0417164300",
        mandate_reference="M-1 Quispelaar",
        mandate_signed_on=datetime.date(2026, 1, 2),
    )
    make_invoice(customer, status="paid", subject="Fiets Quispelaar")


def _make_traces(customer: Customer, staff: StaffUser) -> None:
    Draft.objects.create(owner=staff, path="/customers/new/", data={"naam": ["Quispelaar"]})
    session = SessionStore()
    session["search"] = "Quispelaar 9731"
    session["place"] = "Utrecht"
    session.create()
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(Customer),
        object_id=str(customer.pk),
        object_repr="100000 Quispelaar",
        action_flag=CHANGE,
        change_message="Wilhelmiena",
    )


def found_in_database(values: Iterable[str]) -> set[tuple[str, str]]:
    """Table and value, wherever one of these texts stands in any column of any table."""
    found = set()
    with connection.cursor() as cursor:
        for table in registered_tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = " ".join(row[0] for row in cursor.fetchall()).casefold()
            found |= {(table, value) for value in values if value.casefold() in rows}
    return found
