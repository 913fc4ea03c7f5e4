"""A mail server, and deliveries that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contacts.sending.mailserver import MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A mail server on this machine, which the settings name."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "contacts.sending.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "winkel@spaak.example"
        yield server


@pytest.fixture
def sms_folder(settings: Any, tmp_path: Path) -> Path:
    """Where text messages go that go nowhere."""
    settings.SMS_PROVIDER, settings.SMS_FILE_PATH = "loopback", tmp_path / "sms"
    return tmp_path / "sms"
