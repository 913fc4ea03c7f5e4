"""The files that go with a message: kept as they are sent, e-mailed, and put on the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from contacts.files import store
from contacts.files.kinds import BY_TYPE
from contacts.files.names import clean_name
from contacts.models import Attachment, MessageFile
from klantbeheer import history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contacts.models import ContactMoment, Message

#: Of all files of one e-mail. In an e-mail they take a third more, and many servers stop at 20 MB.
MOST_MB = 14
MOST_BYTES = MOST_MB * 1024 * 1024


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes with an e-mail: what it is called, its kind, and all of it."""

    name: str
    content_type: str
    content: bytes


def check(files: Sequence[OutgoingFile]) -> None:
    """See whether these files can be e-mailed.

    Raises:
        ValidationError: together they are too large.
        ValueError: one has no name, is empty, or is of a kind that is not kept here.
    """
    for file in files:
        if file.content_type not in BY_TYPE or not file.content or not clean_name(file.name):
            raise ValueError(f"{file.name!r} ({file.content_type}) cannot go with a message.")
    if sum(len(file.content) for file in files) > MOST_BYTES:
        text = _("These files are larger than %(most)d MB together: too large for an e-mail.")
        raise ValidationError(text % {"most": MOST_MB}, code="too_large")


def keep(message: Message, files: Sequence[OutgoingFile]) -> None:
    """Keep the files of a new message, outside the web root. Call it inside a transaction."""
    for file in files:
        MessageFile.objects.create(
            message=message,
            customer_id=message.customer_id,
            file=store.write(ContentFile(file.content), folder=store.MESSAGES),
            name=clean_name(file.name),
            content_type=file.content_type,
            size=len(file.content),
        )


def read(message: Message) -> list[OutgoingFile]:
    """The files of a message, with what is in them. Raises FileNotFoundError when one is gone."""
    found = []
    for row in MessageFile.objects.filter(message=message).exclude(file=""):
        with row.file.open("rb") as content:
            found.append(OutgoingFile(row.name, row.content_type, content.read()))
    return found


def attach_to(moment: ContactMoment, message: Message) -> None:
    """Put a message's files with its contact moment, once. Call it inside a transaction.

    They are copies: who removes one from the customer's files does not take it from the message.

    Raises:
        OSError: a file cannot be read or written.
    """
    if Attachment.objects.filter(moment=moment).exists():
        return
    files = read(message)
    with history.acting(actor=message.author or message.system):
        for file in files:
            Attachment.objects.create(
                customer_id=moment.customer_id,
                moment=moment,
                file=store.write(ContentFile(file.content)),
                name=file.name,
                content_type=file.content_type,
                size=len(file.content),
                uploaded_by=message.author,
            )
