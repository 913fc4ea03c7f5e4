"""One delivery on its way: claimed, checked once more, handed over, noted.

Each of those steps is a transaction of its own, and no transaction is open while the other side is
talked to. A delivery that was claimed and never noted is in nobody's hands: it becomes `unsure`, and a
person decides.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Channel, ContactMoment, Delivery, Document
from contacts.routing import recipients_for
from contacts.sending import email, sms
from contacts.sending.errors import (
    AddressRefusedError,
    PermanentError,
    SendingError,
    TemporaryError,
    UnknownOutcomeError,
    WithheldError,
)
from contacts.sending.waiting import enqueue
from contacts.services import message_files
from contacts.services.held import hold
from contacts.services.moments import add_moment

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

Status = Delivery.Status
Result = TypeVar("Result")

#: How long to wait before each further try; after the last one the delivery has failed.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=24),
)
#: Longer than the slowest server may take and a database may be away: who took longer has died.
SENDING_AT_MOST = timedelta(minutes=15)
#: Pauses, in seconds, while what happened cannot be written down.
NOTING = (0.5, 1, 2, 5, 10, 20, 30, 30, 30)
LONGEST_ERROR = 400
ACTOR = "worker"


def send_now(delivery_id: int) -> Delivery.Status:
    """Send a waiting delivery; one that is not waiting, or not yet due, is left alone.

    Returns:
        How the delivery stands afterwards.

    Raises:
        Delivery.DoesNotExist: there is no such delivery.
    """
    delivery = _claim(delivery_id)
    if delivery is None:
        return Status(Delivery.objects.values_list("status", flat=True).get(pk=delivery_id))
    try:
        hand_over = _prepare(delivery)
    except SendingError as error:
        return _note_failure(delivery, error)
    except Exception as error:
        # Nothing has left yet, so there is no reason to be unsure.
        logger.error("delivery %d was not prepared: %s", delivery.pk, type(error).__name__)
        return _note_failure(delivery, TemporaryError(_("This message could not be prepared.")))
    try:
        provider_id = hand_over()
    except SendingError as error:
        return _note_failure(delivery, error)
    return _surely(lambda: note_sent(delivery.pk, provider_id))


def _prepare(delivery: Delivery) -> Callable[[], str]:
    """Everything that can go wrong before anything leaves. Raises SendingError.

    Returns:
        What hands the message over, and returns its id.
    """
    if objection := _objection(delivery):
        raise WithheldError(objection)
    if delivery.message.channel == Channel.EMAIL:
        return partial(email.hand_over, email.compose(delivery))
    return partial(sms.hand_over, sms.compose(delivery))


def _claim(delivery_id: int) -> Delivery | None:
    """Take the delivery in hand, committed, or None when it is not waiting for that."""
    due = models.Q(next_attempt_at=None) | models.Q(next_attempt_at__lte=Now())
    with transaction.atomic(durable=True):
        delivery: Delivery | None = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("message__customer", "customer")
            .filter(due, pk=delivery_id, status=Status.QUEUED)
            .first()
        )
        if delivery is not None:
            delivery.status = Status.SENDING
            delivery.attempts += 1
            # While sending: until when somebody has it in hand.
            delivery.next_attempt_at = timezone.now() + SENDING_AT_MOST
            delivery.save(update_fields=["status", "attempts", "next_attempt_at"])
    return delivery


def _objection(delivery: Delivery) -> str:
    """Why this address may not get it any more, in words, or ''."""
    message, wanted = delivery.message, _comparable(delivery.address)
    routing = recipients_for(message.customer, Document(message.document))
    for each in routing.recipients:
        if each.channel == message.channel and _comparable(each.address) == wanted:
            return ""
    reasons = {_comparable(each.address): each.reason for each in reversed(routing.withheld)}
    return reasons.get(wanted) or reasons.get("") or _("This address no longer gets this.")


def _comparable(address: str) -> str:
    return "".join(address.split()).casefold()


# ---------------------------------------------------------------- noting what happened
def _note_failure(delivery: Delivery, error: SendingError) -> Delivery.Status:
    text = str(error)
    if isinstance(error, WithheldError):
        return _surely(lambda: _note(delivery.pk, Status.WITHHELD, error=text))
    if isinstance(error, AddressRefusedError):
        return _surely(lambda: _note_refused(delivery.pk, text))
    if isinstance(error, PermanentError):
        return _surely(lambda: _note(delivery.pk, Status.FAILED, error=text))
    if isinstance(error, UnknownOutcomeError):
        return _surely(lambda: _note(delivery.pk, Status.UNSURE, error=text))
    return _surely(lambda: _note_later(delivery.pk, text))


@transaction.atomic
def _note(delivery_id: int, status: Delivery.Status, *, error: str = "") -> Delivery.Status:
    """Write down how it stands; one that somebody decided about meanwhile stays as it is."""
    delivery = in_hand(delivery_id)
    if delivery is None:
        return Status(Delivery.objects.values_list("status", flat=True).get(pk=delivery_id))
    delivery.status = status
    delivery.next_attempt_at = None
    delivery.error = error[:LONGEST_ERROR]
    delivery.save()
    return status


@transaction.atomic
def note_sent(delivery_id: int, provider_id: str) -> Delivery.Status:
    """Sent, and in the timeline with its text as sent: once for a message, whoever got it first."""
    delivery = in_hand(delivery_id)
    if delivery is None:
        return Status(Delivery.objects.values_list("status", flat=True).get(pk=delivery_id))
    delivery.status = Status.SENT
    delivery.sent_at = timezone.now()
    delivery.next_attempt_at = None
    delivery.error = ""
    delivery.provider_id = provider_id[:200]
    delivery.save()
    _put_in_timeline(delivery)
    return Status.SENT


def _put_in_timeline(delivery: Delivery) -> None:
    message, kinds = delivery.message, ContactMoment.Kind
    of_customer = delivery.customer_id == message.customer_id
    try:
        with transaction.atomic():
            moment = add_moment(
                customer=message.customer,
                kind=kinds.EMAIL if message.channel == Channel.EMAIL else kinds.SMS,
                direction=ContactMoment.Direction.OUT,
                subject=message.subject,
                text=message.text,
                moment=delivery.sent_at,
                contact_person=delivery.contact_person if of_customer else None,
                actor=message.author or message.system,
                message=message,
            )
    except ValidationError as error:
        # Erased while the message was under way: that it was sent has to be known all the same.
        code = getattr(error, "code", "")
        logger.warning("delivery %d has no place in the timeline: %s", delivery.pk, code)
        return
    try:
        with transaction.atomic():
            message_files.attach_to(moment, message)
    except OSError as error:
        kind = type(error).__name__
        logger.error("the files of message %d are not on the timeline: %s", message.pk, kind)


@transaction.atomic
def _note_later(delivery_id: int, error: str) -> Delivery.Status:
    """Back to waiting, with a job for the next try; after the last pause it has failed."""
    delivery = in_hand(delivery_id)
    if delivery is None or delivery.attempts > len(PAUSES):
        return _note(delivery_id, Status.FAILED, error=error)
    delivery.status = Status.QUEUED
    delivery.next_attempt_at = timezone.now() + PAUSES[delivery.attempts - 1]
    delivery.error = error[:LONGEST_ERROR]
    delivery.save()
    enqueue(delivery)
    return Status.QUEUED


@transaction.atomic
def _note_refused(delivery_id: int, error: str) -> Delivery.Status:
    """There is no such address: it goes on hold, whoever writes to it."""
    status = _note(delivery_id, Status.BOUNCED, error=error)
    if status == Status.BOUNCED:
        hold_address(Delivery.objects.select_related("message", "customer").get(pk=delivery_id))
    return status


def hold_address(delivery: Delivery, *, actor: str = ACTOR) -> None:
    """Put the address of a delivery that bounced on hold, for the delivery's `error`."""
    hold(
        address=delivery.address,
        channel=delivery.message.channel,
        customer=delivery.customer,
        reason=delivery.error,
        actor=actor,
    )


def in_hand(delivery_id: int) -> Delivery | None:
    """The delivery, locked, while it is being sent; None when that was settled otherwise.

    `unsure` counts: the worker that knows better has come back.
    """
    delivery: Delivery | None = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__customer", "message__author", "contact_person")
        .filter(pk=delivery_id, status__in=[Status.SENDING, Status.UNSURE])
        .first()
    )
    return delivery


def _surely(note: Callable[[], Result]) -> Result:
    """Do `note`, again and again while the database is away: what happened must not be forgotten."""
    for pause in NOTING:
        try:
            return note()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    return note()
