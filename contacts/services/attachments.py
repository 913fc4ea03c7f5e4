"""Keeping a file with a contact moment, and taking it away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.files import store
from contacts.files.intake import ReadyFile, prepare
from contacts.models import Attachment, ContactMoment
from customers.models import Customer
from klantbeheer import history

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from klantbeheer.staff.models import StaffUser

MOST_FILES = 20  # at one contact moment


def attach(
    *, moment: ContactMoment, upload: UploadedFile[Any] | ReadyFile, actor: StaffUser
) -> Attachment:
    """Keep a file with a contact moment. An inactive customer too can get one: a letter still comes in.

    Args:
        moment: where the file belongs.
        upload: as it was sent, or as `FilesField` made it ready (then it is not looked at again).
        actor: who adds it.

    Raises:
        ValidationError: in a sentence, what is wrong with the file; or there is no place for it (too
            many files, the moment taken off the timeline, the customer erased).
    """
    ready = upload if isinstance(upload, ReadyFile) else prepare(upload)
    with transaction.atomic(), history.acting(actor=actor):
        _check_place(moment, ready.name)
        attachment: Attachment = Attachment.objects.create(
            customer_id=moment.customer_id,
            moment=moment,
            file=store.write(ready.content),
            name=ready.name,
            content_type=ready.kind.content_type,
            size=ready.size,
            scanned=ready.scanned,
            uploaded_by=actor,
        )
    return attachment


def _check_place(moment: ContactMoment, name: str) -> None:
    """Lock the moment and see whether one more file may come. Raises ValidationError."""
    locked = ContactMoment.objects.select_for_update(of=("self",)).select_related("customer")
    there: ContactMoment = locked.get(pk=moment.pk)
    if there.removed_at is not None or there.customer.status == Customer.Status.ERASED:
        raise ValidationError(
            _("%(name)s: this contact moment is gone. Make a new one for the file.")
            % {"name": name},
            code="gone",
        )
    if there.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise ValidationError(too_many_text(name), code="too_many")


def too_many_text(name: str) -> str:
    """The sentence for a file that is one too many."""
    text = ngettext(
        "%(name)s: a contact moment has at most %(most)d file. Make another moment for it.",
        "%(name)s: a contact moment has at most %(most)d files. Make another moment for it.",
        MOST_FILES,
    )
    return text % {"name": name, "most": MOST_FILES}


def remove_attachment(*, attachment: Attachment, actor: StaffUser, reason: str) -> None:
    """Take the file away for good; the row stays, with who did it, when and (in the history) why.

    A file that somebody else removed meanwhile is left as it is.
    """
    with transaction.atomic(), history.acting(actor=actor, reason=reason):
        rows = Attachment.objects.select_for_update(of=("self",))
        locked: Attachment = rows.get(pk=attachment.pk)
        if locked.removed_at is not None:
            return
        store.delete_after_commit(str(locked.file))
        locked.file = ""
        locked.removed_by = actor
        locked.removed_at = timezone.now()
        locked.save()
