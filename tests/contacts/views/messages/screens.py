"""Messages that were sent, and what a page says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contacts.models import Delivery, Document
from contacts.services.messages import send_document

if TYPE_CHECKING:
    from customers.models import Customer

SMS = {"language": "", "ready_for_pickup": "sms", "delayed": "email"}
TOKEN = "5f0c2bd0-3b4c-4a55-9a0e-0d5a5f0a9f11"
BACKGROUND = {"HX-Target": "message-list"}


def url(customer: Customer, page: str = "") -> str:
    return f"/customers/{customer.number}/messages/{page}"


def send(customer: Customer, key: str = "1", about: str = "B-20377") -> Delivery:
    result = send_document(
        customer=customer,
        document=Document.READY,
        about=about,
        values={},
        key=key,
        actor="till",
    )
    return result.deliveries[0]


def stands(delivery: Delivery, status: str, **fields: Any) -> Delivery:
    for name, value in {"status": status, **fields}.items():
        setattr(delivery, name, value)
    delivery.save()
    return delivery
