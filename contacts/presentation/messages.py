"""The messages of a customer as the tab shows them, and what follows from a choice, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Channel, Delivery, Message
from contacts.presentation.files import files_of, size_text
from contacts.services.deliveries import AGAIN
from customers.models import Customer
from customers.presentation.dates import ago, clock_words, day_heading, moment_words
from customers.presentation.history import system_words
from customers.values.phones import display_phone
from klantbeheer import queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from contacts.routing import Recipient, Routing, Withheld
    from contacts.services.messages import Plan

Status = Delivery.Status
TAGS = {
    Status.SENT: "tag--ok",
    Status.WITHHELD: "tag--warn",
    Status.UNSURE: "tag--warn",
    Status.FAILED: "tag--danger",
    Status.BOUNCED: "tag--danger",
}
ICONS = {Channel.EMAIL: "mail", Channel.SMS: "message-square"}
SHOWN, MOST = 10, 1000
#: A message that waits longer than this is tried again much later: nobody looks on meanwhile.
SOON = timedelta(minutes=2)


@dataclass(frozen=True)
class DeliveryLine:
    """One address of a message: how it stands, and what can be done about it."""

    id: int
    address: str
    to: str
    status: str
    tag: str
    when: str
    reason: str
    error: str
    may_repeat: bool
    is_unsure: bool


@dataclass(frozen=True)
class SentFile:
    """A file that goes with a message. Once it was sent it is one of the customer's files, at `url`."""

    name: str
    size: str
    url: str = ""


@dataclass(frozen=True)
class MessageLine:
    """One message with its text as sent, its files and its addresses."""

    id: int
    moment: datetime
    icon: str
    title: str
    subject: str
    text: str
    by: str
    deliveries: list[DeliveryLine]
    files: Sequence[SentFile] = ()


@dataclass(frozen=True)
class MessageDay:
    """The messages of one day."""

    heading: str
    messages: list[MessageLine] = field(default_factory=list)


@dataclass(frozen=True)
class MessageList:
    """The messages, newest first; `waiting` says whether to look again in a moment.

    `unsent` says since when they wait while no worker runs, '' when all is well.
    """

    days: list[MessageDay]
    total: int
    more: bool
    waiting: bool
    unsent: str


@dataclass(frozen=True)
class PlanLine:
    """One text of a plan with who gets it."""

    heading: str
    subject: str
    text: str
    recipients: list[tuple[str, str]]


def message_list(customer: Customer, *, everything: bool, user: Any) -> MessageList:
    """The customer's messages as this user sees them, in four queries, and one for their files."""
    messages = Message.objects.filter(customer=customer)
    total = messages.count()
    deliveries = Delivery.objects.select_related("contact_person").order_by("pk")
    rows = (
        messages.select_related("author", "contact_moment")
        .defer("contact_moment__search", "contact_moment__text")
        .order_by("-pk")
        .prefetch_related(Prefetch("deliveries", queryset=deliveries), "files")[
            : MOST if everything else SHOWN
        ]
    )
    sent_files = _sent_files(rows, user)
    days: list[MessageDay] = []
    waiting, overdue, current = False, None, None
    for message in rows:
        day = timezone.localdate(message.created_at)
        if day != current:
            days.append(MessageDay(day_heading(day)))
            current = day
        lines = [_delivery_line(each, message, customer) for each in message.deliveries.all()]
        waiting = waiting or any(is_waiting(each) for each in message.deliveries.all())
        overdue = _earliest(overdue, message)
        files = sent_files.get(message.pk, ())
        days[-1].messages.append(_message_line(message, lines, files))
    more = not everything and total > SHOWN
    return MessageList(days, total, more=more, waiting=waiting, unsent=_unsent(overdue))


def _earliest(found: datetime | None, message: Message) -> datetime | None:
    """The earlier of `found` and when a delivery of this message, still waiting, was due."""
    due = [
        each.next_attempt_at or message.created_at
        for each in message.deliveries.all()
        if each.status == Status.QUEUED
    ]
    return min([*due, *([found] if found else [])], default=None)


def _unsent(due: datetime | None) -> str:
    """The sentence for messages that should have gone by now while nothing sends them."""
    if due is None or due > timezone.now() - queue.SILENT_AFTER or queue.is_worked():
        return ""
    text = _("Messages wait since %(moment)s: the sender is not running. Tell the administrator.")
    return text % {"moment": moment_words(due)}


def is_waiting(delivery: Delivery) -> bool:
    """Whether its status is about to change."""
    if delivery.status == Status.SENDING:
        return True
    at = delivery.next_attempt_at
    soon = at is None or at < timezone.now() + SOON
    return delivery.status == Status.QUEUED and soon


def shown_address(address: str, channel: str, customer: Customer) -> str:
    """An e-mail address as it is, a number as it is dialled."""
    return display_phone(address, customer.country) if channel == Channel.SMS else address


def _sent_files(messages: Iterable[Message], user: Any) -> dict[int, list[SentFile]]:
    """The files of the messages that have any, by message."""
    with_files = [message for message in messages if message.files.all()]
    moments = {
        message.pk: message.contact_moment.pk
        for message in with_files
        if hasattr(message, "contact_moment")
    }
    kept = files_of(moments.values(), user)
    found: dict[int, list[SentFile]] = {}
    for message in with_files:
        rows = {row.name: row for row in kept.get(moments.get(message.pk, 0), ())}
        found[message.pk] = [
            SentFile(
                file.name,
                size_text(file.size),
                (row.preview_url or row.download_url) if (row := rows.get(file.name)) else "",
            )
            for file in message.files.all()
        ]
    return found


def _message_line(
    message: Message, lines: list[DeliveryLine], files: Sequence[SentFile]
) -> MessageLine:
    return MessageLine(
        id=message.pk,
        moment=message.created_at,
        icon=ICONS[Channel(message.channel)],
        title=str(message),
        subject=message.subject,
        text=message.text,
        by=message.author.short_name if message.author else system_words(message.system),
        deliveries=lines,
        files=files,
    )


def _delivery_line(delivery: Delivery, message: Message, customer: Customer) -> DeliveryLine:
    person = delivery.contact_person
    return DeliveryLine(
        id=delivery.pk,
        address=shown_address(delivery.address, message.channel, customer),
        to=person.display_name if person else "",
        status=str(delivery.get_status_display()),
        tag=TAGS.get(Status(delivery.status), ""),
        when=_when(delivery),
        reason=delivery.reason,
        error=delivery.error,
        may_repeat=delivery.status in AGAIN,
        is_unsure=delivery.status == Status.UNSURE,
    )


def _when(delivery: Delivery) -> str:
    """When it was sent, or when it is tried again."""
    if delivery.sent_at:
        return ago(delivery.sent_at)
    at = delivery.next_attempt_at
    if delivery.status == Status.QUEUED and at and delivery.attempts:
        if timezone.localdate(at) == timezone.localdate():
            return _("next attempt at %(time)s") % {"time": clock_words(at)}
        return _("next attempt %(time)s") % {"time": ago(at)}
    return ""


# ---------------------------------------------------------------- what follows from a choice
def follows(routing: Routing, customer: Customer) -> list[str]:
    """Where a document goes now, or why it does not, in sentences."""
    sentences = [
        _("Now goes to %(addresses)s, in %(language)s")
        % {"addresses": ", ".join(addresses), "language": language}
        for language, addresses in _by_language(routing.recipients, customer).items()
    ]
    return sentences + withheld_words(routing.withheld, customer)


def withheld_words(withheld: Iterable[Withheld], customer: Customer) -> list[str]:
    """Why addresses get nothing, each reason once; an address that the reason lacks goes before it."""
    words = []
    for each in withheld:
        address = shown_address(each.address, each.channel, customer)
        told = not address or address in each.reason
        words.append(each.reason if told else f"{address}: {each.reason}")
    return list(dict.fromkeys(words))


def _by_language(recipients: Iterable[Recipient], customer: Customer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in recipients:
        language = str(Customer.Language(each.language).label)
        found.setdefault(language, []).append(shown_address(each.address, each.channel, customer))
    return found


def plan_lines(plan: Plan, customer: Customer) -> list[PlanLine]:
    """The texts of a plan as the form shows them."""
    return [
        PlanLine(
            heading=_("%(channel)s in %(language)s")
            % {
                "channel": _("E-mail") if message.channel == Channel.EMAIL else "SMS",
                "language": Customer.Language(message.language).label,
            },
            subject=message.subject,
            text=message.text,
            recipients=[
                (shown_address(each.address, each.channel, customer), each.reason)
                for each in message.recipients
            ],
        )
        for message in plan.messages
    ]
