"""Plain factories: a valid object of each kind, with what the test cares about."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import BillingAccount, Invoice, InvoiceLine
from contacts.models import ContactMoment, ContactPerson
from customers.activities.models import Activity, Stage
from customers.models import Customer
from klantbeheer.staff.models import StaffUser

_serial = count(1)
PASSWORD = "een-goed-wachtwoord"  # of test logins


def make_staff(role: str = "balie", **fields: Any) -> StaffUser:
    """A member of staff with one role."""
    username = fields.pop("username", f"{role}{next(_serial)}")
    user: StaffUser = StaffUser.objects.create_user(
        username=username,
        password=PASSWORD,
        is_staff=role == "beheerder",
        **{"first_name": "Anna", "last_name": "Visser"} | fields,
    )
    user.groups.add(Group.objects.get(name=role))
    return user


def make_customer(**fields: Any) -> Customer:
    """A person in Utrecht."""
    values = {
        "last_name": "Jansen",
        "infix": "van der",
        "initials": "J.A.",
        "salutation": "mr",
        "status": "active",
        "street": "Voorstraat",
        "house_number": 47,
        "postcode": "3512 JE",
        "city": "Utrecht",
    }
    customer: Customer = Customer.objects.create(**values | fields)
    return customer


def make_contact(customer: Customer | None = None, **fields: Any) -> ContactPerson:
    """S. Jansen, of Inkoop, at a customer."""
    values = {
        "customer": customer or make_customer(),
        "type_id": "purchasing",
        "initials": "S.",
        "last_name": "Jansen",
        "emails": "s.jansen@domstad.example",
    }
    contact: ContactPerson = ContactPerson.objects.create(**values | fields)
    return contact


def make_moment(customer: Customer | None = None, **fields: Any) -> ContactMoment:
    """A note about a customer, by nobody in particular."""
    values = {
        "customer": customer or make_customer(),
        "kind": "note",
        "text": "Wil de bakfiets voor 5 december.",
        "system": "test",
    }
    moment: ContactMoment = ContactMoment.objects.create(**values | fields)
    return moment


def make_activity(
    customer: Customer | None = None, kind: str = "order", *, code: str = "", **fields: Any
) -> Activity:
    """An activity at the first stage of its kind, or at the one with this code."""
    stages = Stage.objects.filter(kind=kind)
    stage = stages.get(code=code) if code else stages.order_by("position")[0]
    values = {
        "customer": customer or make_customer(),
        "kind": kind,
        "stage": stage,
        "status": stage.status,
        "number": next(_serial),
        "title": "Fietszitje Yepp",
        "opened_on": datetime.date(2026, 11, 18),
        "closed_on": None if stage.status == "open" else datetime.date(2026, 11, 20),
    }
    activity: Activity = Activity.objects.create(**values | fields)
    return activity


def make_account(*customers: Customer, **fields: Any) -> BillingAccount:
    """A billing account, of these customers."""
    values = {
        "number": str(500_000 + next(_serial)),
        "name": "Fietskoeriers Domstad B.V.",
        "street": "Voorstraat",
        "house_number": 47,
        "postcode": "3512 JE",
        "city": "Utrecht",
    }
    account: BillingAccount = BillingAccount.objects.create(**values | fields)
    for customer in customers:
        customer.billing_account = account
        customer.save()
    return account


def make_invoice(customer: Customer | None = None, **fields: Any) -> Invoice:
    """A draft of one line for a customer, on its account."""
    customer = customer or make_customer()
    account = fields.pop("account", None) or customer.billing_account or make_account(customer)
    values = {
        "account": account,
        "customer": customer,
        "payer": customer,
        "subject": "Banden en kettingen",
        "net": "100.00",
        "vat": "21.00",
        "total": "121.00",
    }
    invoice: Invoice = Invoice.objects.create(**values | fields)
    InvoiceLine.objects.create(
        invoice=invoice,
        customer=customer,
        position=1,
        description="Banden",
        quantity=1,
        unit_price="121.00",
        vat_rate=21,
        amount="121.00",
    )
    return invoice
