"""Without a mail server or a provider of texts: files in a folder that only the shop can read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class Backend(BaseEmailBackend):
    """Writes every e-mail to a file of its own in EMAIL_FILE_PATH, as it would have gone out."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them. Returns how many. Raises OSError when the folder cannot be written."""
        for message in email_messages:
            name = str(message.extra_headers["Message-ID"]).strip("<>").partition("@")[0]
            keep(Path(settings.EMAIL_FILE_PATH), f"{name}.eml", message.message().as_bytes())
        return len(email_messages)


def keep(folder: Path, name: str, content: bytes) -> None:
    """Write a file that only this user can read; one of the same name is written over."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder / f".{name}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    new.replace(folder / name)
