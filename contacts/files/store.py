"""Where the files are kept, and how they go with the transaction that they belong to."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from contacts.models import Attachment, MessageFile, attachment, message

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.core.files.base import File
    from django.core.files.storage import Storage

log = logging.getLogger(__name__)
ATTACHMENTS, MESSAGES = "attachments", "messages"
#: The folders, and how a file in each gets its name.
_NAMES: dict[str, Callable[[], str]] = {
    ATTACHMENTS: lambda: attachment.random_name(Attachment(), ""),
    MESSAGES: lambda: message.random_name(MessageFile(), ""),
}


class _Pending:
    """A file whose row is not committed yet: it goes when the transaction lets go of this object."""

    def __init__(self, name: str) -> None:
        self._discard = weakref.finalize(self, _discard, storages["default"], name)

    def keep(self) -> None:
        """The row is committed: the file stays."""
        self._discard.detach()


def write(content: File[Any], *, folder: str = ATTACHMENTS) -> str:
    """Write the content under a random name, which is returned. Call it inside a transaction.

    The transaction holds the only reference to what keeps the file: a rollback, of a savepoint too,
    drops that reference and with it the file. What a crash leaves behind, `manage.py check_files` finds.
    """
    content.seek(0)
    name = storages["default"].save(_NAMES[folder](), content)
    transaction.on_commit(_Pending(name).keep)
    return name


def delete_after_commit(name: str) -> None:
    """Take the file away once the transaction that takes its row's name away is committed."""
    storage = storages["default"]
    transaction.on_commit(lambda: _discard(storage, name))


def _discard(storage: Storage, name: str) -> None:
    """Delete a file; one that cannot be deleted now is a leftover that `check_files` finds."""
    try:
        storage.delete(name)
    except OSError:
        log.exception("file %s could not be deleted; run check_files --remove", name)
