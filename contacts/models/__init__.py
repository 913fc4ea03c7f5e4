"""The models of contact persons, consent, messages and the timeline."""

from contacts.models.attachment import Attachment
from contacts.models.consent import AddressPermission, Channel, ConsentEvent
from contacts.models.contact_type import ContactType, Predefined
from contacts.models.memo import Memo
from contacts.models.message import (
    Delivery,
    Document,
    HeldAddress,
    Message,
    MessageFile,
    MessageTemplate,
)
from contacts.models.moment import ContactMoment
from contacts.models.person import ContactPerson

__all__ = [
    "AddressPermission",
    "Attachment",
    "Channel",
    "ConsentEvent",
    "ContactMoment",
    "ContactPerson",
    "ContactType",
    "Delivery",
    "Document",
    "HeldAddress",
    "Memo",
    "Message",
    "MessageFile",
    "MessageTemplate",
    "Predefined",
]
