"""Sending a document to a customer: who gets it, with which text, once.

Who gets it comes from `contacts.routing.recipients_for` and from nothing else. What is planned here
leaves later, from the queue, when it is looked at once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contacts import sending
from contacts.models import Channel, Delivery, Document, Message
from contacts.routing import Withheld, recipients_for
from contacts.services import message_files, templates
from contacts.services.message_files import OutgoingFile
from customers.models import Customer, ShopSettings
from klantbeheer import history
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contacts.routing import Recipient

__all__ = [
    "OutgoingFile",
    "Plan",
    "PlannedMessage",
    "SendResult",
    "plan_document",
    "send_document",
]
LONGEST_KEY = 90
LONGEST_REASON = 400


@dataclass(frozen=True)
class PlannedMessage:
    """One text, along one channel in one language, and who gets it."""

    channel: Channel
    language: str
    subject: str
    text: str
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True)
class Plan:
    """What would go where, and what would not, with the reason."""

    messages: tuple[PlannedMessage, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True)
class SendResult:
    """What was sent off, to whom, and what was withheld; `repeated`: it had been sent off before."""

    messages: tuple[Message, ...]
    deliveries: tuple[Delivery, ...]
    withheld: tuple[Withheld, ...]
    repeated: bool = False


def plan_document(
    *, customer: Customer, document: Document, about: str, values: Mapping[str, str]
) -> Plan:
    """What `send_document` would send now. Writes nothing."""
    routing = recipients_for(customer, document)
    shop = ShopSettings.load()
    planned: list[PlannedMessage] = []
    withheld = list(routing.withheld)
    for (channel, language), recipients in _groups(routing.recipients).items():
        filled = templates.values_for(
            customer,
            language=language,
            about=about,
            shop=shop,
            more=values,
            name_of=routing.name_on_document,
        )
        rendered = templates.render(document, channel, language, filled)
        why = _unfit(channel, rendered)
        if rendered is None or why:
            withheld += [Withheld(each.address, channel, why) for each in recipients]
            continue
        subject, text = rendered
        planned.append(PlannedMessage(channel, language, subject, text, tuple(recipients)))
    return Plan(tuple(planned), tuple(withheld))


def send_document(
    *,
    customer: Customer,
    document: Document,
    about: str,
    values: Mapping[str, str],
    key: str,
    actor: StaffUser | str,
    attachments: Sequence[OutgoingFile] = (),
) -> SendResult:
    """Send a document to whoever is to get it; the queue does the sending.

    The same key is the same message: a second call, also at the same moment, sends nothing. When
    nobody gets it nothing is created, and the reasons come back.

    Args:
        customer: whose document it is; an inactive or erased one gets nothing.
        document: what goes out.
        about: what it is about, at most 80 characters ('B-20377').
        values: what further fields of the text are filled with ('toelichting', 'datum').
        key: makes it happen once, at most 90 characters; of one customer.
        actor: a member of staff, or the name of a system actor.
        attachments: files that go with every e-mail, as they are now; a text message has none.

    Raises:
        ValueError: the key is too long, or was used for another customer.
        ValidationError: the files are too large to be e-mailed.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueError(f"A key has 1 to {LONGEST_KEY} characters.")
    message_files.check(attachments)
    with transaction.atomic(), history.acting(actor=actor):
        customers = Customer.objects.select_for_update(of=("self",), no_key=True)
        locked: Customer = customers.get(pk=customer.pk)
        earlier = _sent_before(locked, key)
        if earlier is not None:
            return earlier
        plan = plan_document(customer=locked, document=document, about=about, values=values)
        messages, deliveries = [], []
        for planned in plan.messages:
            message = _create_message(
                planned, actor, customer=locked, document=document, about=about, key=key
            )
            messages.append(message)
            if message.channel == Channel.EMAIL:
                message_files.keep(message, attachments)
            deliveries += [_create_delivery(message, each) for each in planned.recipients]
        for delivery in deliveries:
            sending.enqueue(delivery)
    return SendResult(tuple(messages), tuple(deliveries), plan.withheld)


def _groups(recipients: Iterable[Recipient]) -> dict[tuple[Channel, str], list[Recipient]]:
    """The recipients by channel and language; an address stands in one group, once."""
    groups: dict[tuple[Channel, str], list[Recipient]] = {}
    seen: set[tuple[Channel, str]] = set()
    for each in recipients:
        if (each.channel, each.address.lower()) not in seen:
            seen.add((each.channel, each.address.lower()))
            groups.setdefault((each.channel, each.language), []).append(each)
    return groups


def _unfit(channel: Channel, rendered: tuple[str, str] | None) -> str:
    """Why this text cannot go along this channel, or ''."""
    if rendered is None:
        return _("There is no text for this document along this channel.")
    if channel == Channel.SMS:
        try:
            templates.check_sms(rendered[1])
        except ValidationError as error:
            return str(error.messages[0])
    return ""


def _key_of(key: str, channel: str, language: str) -> str:
    return f"{key}:{channel}:{language}"


def _sent_before(customer: Customer, key: str) -> SendResult | None:
    """What was sent off under this key, if anything was. Raises ValueError for another's key."""
    keys = [
        _key_of(key, channel, language)
        for channel in Channel.values
        for language in Customer.Language.values
    ]
    messages = tuple(Message.objects.filter(key__in=keys).order_by("pk"))
    if not messages:
        return None
    if any(message.customer_id != customer.pk for message in messages):
        raise ValueError("This key was used for another customer.")
    deliveries = tuple(Delivery.objects.filter(message__in=messages).order_by("pk"))
    return SendResult(messages, deliveries, (), repeated=True)


def _create_message(
    planned: PlannedMessage,
    actor: StaffUser | str,
    *,
    customer: Customer,
    document: Document,
    about: str,
    key: str,
) -> Message:
    author, system = (actor, "") if isinstance(actor, StaffUser) else (None, actor)
    message: Message = Message.objects.create(
        customer=customer,
        document=document,
        channel=planned.channel,
        language=planned.language,
        about=about,
        subject=planned.subject,
        text=planned.text,
        key=_key_of(key, planned.channel, planned.language),
        author=author,
        system=system,
    )
    return message


def _create_delivery(message: Message, recipient: Recipient) -> Delivery:
    """One address on its way. It is that customer's address, also when the message is another's."""
    delivery: Delivery = Delivery.objects.create(
        message=message,
        customer=recipient.customer,
        contact_person=recipient.contact,
        address=recipient.address,
        reason=recipient.reason[:LONGEST_REASON],
    )
    return delivery
