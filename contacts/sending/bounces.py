"""Delivery status notifications (RFC 3464): the mail that says that another mail did not arrive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message as Part

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Channel, Delivery
from contacts.sending.deliver import hold_address
from contacts.sending.email import REFERENCE_HEADER
from contacts.sending.errors import blames_address
from contacts.sending.identity import delivery_number
from klantbeheer import history
from klantbeheer.personal_data import ERASED_TEXT

ACTOR = "bounce"
LONGEST = 10 * 1024 * 1024
#: A notification that names no message of ours is about one of the last days.
RECENT = timedelta(days=14)
_STATUS = re.compile(r"([245])\.[0-9]{1,3}\.[0-9]{1,3}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,200}>")
Status = Delivery.Status
LEFT = frozenset({Status.SENDING, Status.SENT, Status.UNSURE, Status.BOUNCED})


class NotAReportError(Exception):
    """What came in cannot be read as a mail at all."""


@dataclass(frozen=True)
class Failure:
    """What a notification says about one recipient."""

    recipient: str
    action: str
    status: str
    diagnostic: str

    @property
    def is_permanent(self) -> bool:
        """Whether it will never arrive."""
        return self.action == "failed" and not self.status.startswith("4.")


@dataclass(frozen=True)
class Report:
    """A notification: which mail of ours it is about, and what became of it."""

    message_ids: tuple[str, ...]
    reference: str
    subject: str
    failures: tuple[Failure, ...]


def read_report(content: bytes) -> Report | None:
    """Read a mail. Returns None for one that is no delivery status notification.

    Raises NotAReportError for what is no mail, or too large to be a notification.
    """
    if len(content) > LONGEST:
        raise NotAReportError("It is too large for a delivery status notification.")
    try:
        mail = message_from_bytes(content, policy=policy.compat32)
        parts = list(mail.walk())
    except RecursionError as error:
        raise NotAReportError("Its parts are packed too deep in one another.") from error
    if not mail.keys():
        raise NotAReportError("It has no headers, so it is no e-mail.")
    report = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None
    original = _original(parts)
    # Some servers return nothing of the mail, but answer it as a mail program would.
    about = [original.get("Message-ID", "")] if original is not None else []
    about += [mail.get("In-Reply-To", ""), mail.get("References", "")]
    return Report(
        message_ids=tuple(found for text in about for found in _MESSAGE_ID.findall(str(text))),
        reference=_header(original, REFERENCE_HEADER),
        subject=_header(original, "Subject"),
        failures=tuple(_failures(report)),
    )


def _original(parts: list[Part]) -> Part | None:
    """The headers of the mail that did not arrive, as far as they were sent back."""
    for part in parts:
        kind, content = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(content, list) and content:
            return content[0] if isinstance(content[0], Part) else None
        if kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            return message_from_bytes(raw) if isinstance(raw, bytes) else None
    return None


def _failures(report: Part) -> list[Failure]:
    blocks = report.get_payload()
    found = []
    for block in blocks if isinstance(blocks, list) else []:
        recipient = _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
        if not recipient:
            continue  # the first block is about the message as a whole
        status = _STATUS.search(_header(block, "Status"))
        found.append(
            Failure(
                recipient=recipient.rpartition(";")[2].strip().strip("<>").lower(),
                action=_header(block, "Action").lower(),
                status=status[0] if status else "",
                diagnostic=_header(block, "Diagnostic-Code").partition(";")[2].strip(),
            )
        )
    return found


def _header(part: object, name: str) -> str:
    """A header as plain words: whatever is in it, it can be compared and stored."""
    value = getattr(part, "get", lambda *_a: "")(name, "")
    try:
        text = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError):
        text = str(value)
    readable = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return " ".join(readable.split())


# ---------------------------------------------------------------- what follows from it
def apply_report(report: Report) -> list[str]:
    """Settle the deliveries that a notification is about.

    Returns:
        A line for each recipient; it names deliveries by number and nobody by name.
    """
    return [_apply(report, failure) for failure in report.failures]


def _apply(report: Report, failure: Failure) -> str:
    number = _find(report, failure)
    if number is None:
        return "ignored: it is about no message of ours"
    if not failure.is_permanent:
        return f"delivery {number}: ignored: {failure.action or 'no action'} is not final"
    with transaction.atomic(), history.acting(actor=ACTOR):
        delivery: Delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("message", "customer")
            .get(pk=number)
        )
        if delivery.status not in LEFT:
            return f"delivery {number}: ignored: it is {delivery.status}"
        if delivery.status != Status.BOUNCED:
            delivery.status = Status.BOUNCED
            delivery.next_attempt_at = None
            delivery.error = _in_words(failure)
            delivery.save()
        if not blames_address(failure.status):
            return f"delivery {number}: bounced, not because of its address"
        hold_address(delivery, actor=ACTOR)
    return f"delivery {number}: bounced, its address is on hold"


def _find(report: Report, failure: Failure) -> int | None:
    """The delivery: by our reference, by Message-ID, or by the address and the subject."""
    # Of who was erased nothing is noted any more.
    deliveries = Delivery.objects.filter(message__channel=Channel.EMAIL)
    deliveries = deliveries.exclude(address__startswith=ERASED_TEXT)
    references = [report.reference, *(i.strip("<>").partition("@")[0] for i in report.message_ids)]
    for text in references:
        number = delivery_number(text)
        if number is not None and deliveries.filter(pk=number).exists():
            return number
    # References can name the mails of a whole conversation: the first is ours or none is.
    known = deliveries.filter(provider_id__in=report.message_ids[:1])
    if not known.exists() and report.subject:
        known = deliveries.filter(
            address__iexact=failure.recipient,
            message__subject=report.subject,
            message__created_at__gte=timezone.now() - RECENT,
            status__in=LEFT,
        )
    return known.order_by("-pk").values_list("pk", flat=True).first()


def _in_words(failure: Failure) -> str:
    answer = failure.diagnostic or failure.status
    if not answer:
        return _("It came back.")
    return (_("It came back: %(answer)s") % {"answer": answer})[:400]
