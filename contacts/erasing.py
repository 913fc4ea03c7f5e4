"""What else there is to do in contacts when a customer, a contact person or an address is erased."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from contacts.models import ContactMoment, ContactPerson, Delivery, HeldAddress
from contacts.sending.identity import reference
from customers.hooks import register_draft_subject, register_erasure_step
from klantbeheer.personal_data import ERASED_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from customers.privacy.erasure.scope import Erasure

PERSONS = ContactPerson._meta.db_table
DELIVERIES = Delivery._meta.db_table
HELD = HeldAddress._meta.db_table


def register() -> None:
    """Take part in every erasure."""
    register_draft_subject("person_id", standing_persons)
    register_draft_subject("moment_id", standing_moments)
    register_erasure_step("contacts", carry_out)


def carry_out(erasure: Erasure) -> None:
    """Nothing is sent any more to who goes, nobody finds them, and what was sent goes as a file."""
    _archive(erasure)
    _release(erasure)
    _withhold(erasure)


def _archive(erasure: Erasure) -> None:
    """A contact person without a name is nobody to choose."""
    if erasure.columns.get(PERSONS) is None and (keys := erasure.rows.get(PERSONS)):
        rows = ContactPerson.objects.filter(pk__in=keys)
        rows.exclude(archived=True, preferred=False).update(archived=True, preferred=False)


def _release(erasure: Erasure) -> None:
    """An address that is known no more holds nothing back; one is held once only."""
    if keys := erasure.rows.get(HELD):
        held = HeldAddress.objects.filter(pk__in=keys, released_at=None)
        held.update(released_at=timezone.now())


def _withhold(erasure: Erasure) -> None:
    keys = erasure.rows.get(DELIVERIES)
    if not keys:
        return
    waiting = Delivery.objects.filter(pk__in=keys, status=Delivery.Status.QUEUED)
    waiting.update(status=Delivery.Status.WITHHELD, next_attempt_at=None)
    for name in sent_files(Delivery.objects.filter(pk__in=keys).only("pk")):
        erasure.file(name)


def sent_files(deliveries: Iterable[Delivery]) -> list[str]:
    """The files that were written in place of sending, as far as they are there."""
    places = (
        ("mail:", Path(settings.EMAIL_FILE_PATH), ".eml"),
        ("sms:", Path(settings.SMS_FILE_PATH), ".json"),
    )
    found = []
    for delivery in deliveries:
        name = reference(delivery)
        found += [
            f"{p}{name}{end}" for p, folder, end in places if (folder / f"{name}{end}").exists()
        ]
    return found


# ---------------------------------------------------------------- forms that are still open
def standing_persons(keys: Collection[int]) -> Collection[int]:
    """Those of these contact persons who are there and were not erased."""
    found = ContactPerson.objects.filter(pk__in=keys).exclude(last_name=ERASED_TEXT)
    return set(found.values_list("pk", flat=True))


def standing_moments(keys: Collection[int]) -> Collection[int]:
    """Those of these contacts that are there and whose text was not erased."""
    found = ContactMoment.objects.filter(pk__in=keys).exclude(text=ERASED_TEXT)
    return set(found.values_list("pk", flat=True))
