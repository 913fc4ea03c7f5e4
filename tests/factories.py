"""Plain factories: a valid object of each kind, with what the test cares about."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from contacts.models import ContactMoment, ContactPerson
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
