"""Deliveries for the tests of sending."""

from __future__ import annotations

from itertools import count
from typing import Any

from contacts.models import Delivery, Message
from customers.models import Customer, MessagePreference
from tests.factories import make_customer

_serial = count(1)
ADDRESS = "jansen@domstad.example"
SUBJECT = "Je reparatie is klaar: café"
TEXT = "Beste mevrouw Jansen,\n\nJe fiets staat klaar. Kosten: € 35,–.\n.\nDe Spaak"


def make_delivery(customer: Customer | None = None, **fields: Any) -> Delivery:
    """An order confirmation that waits to be e-mailed to a customer who gave permission."""
    customer = customer or make_customer(emails=ADDRESS, email_permission=2)
    message: Message = Message.objects.create(
        customer=customer,
        document=fields.pop("document", "order"),
        channel=fields.pop("channel", "email"),
        language="nl",
        subject=fields.pop("subject", SUBJECT),
        text=TEXT,
        key=f"test-{next(_serial)}",
        system="test",
    )
    return add_delivery(message, **fields)


def add_delivery(message: Message, **fields: Any) -> Delivery:
    """One more address of a message."""
    values = {"message": message, "customer": message.customer, "address": ADDRESS}
    delivery: Delivery = Delivery.objects.create(**values | fields)
    return delivery


def make_text(**fields: Any) -> Delivery:
    """An SMS that waits, for a customer who chose that way."""
    customer = make_customer(mobile="+31612345678")
    MessagePreference.objects.create(customer=customer, ready_for_pickup="sms")
    return make_delivery(
        customer,
        **{"document": "ready_for_pickup", "channel": "sms", "address": customer.mobile} | fields,
    )
