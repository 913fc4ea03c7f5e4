"""Django's SMTP, with one thing added: it knows whether the message had been given when it broke."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

from contacts.sending.errors import UnknownOutcomeError

_GO_AHEAD = 354


class _KnowsTheMoment(smtplib.SMTP):
    """Raises UnknownOutcomeError when the line breaks after the server asked for the message."""

    _asked_for = False
    _given = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's."""
        self._asked_for, self._given = True, False
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if self._given and not isinstance(error, smtplib.SMTPResponseException):
                raise UnknownOutcomeError(type(error).__name__) from error
            raise
        finally:
            self._asked_for = False

    def getreply(self) -> tuple[int, bytes]:
        """As smtplib's."""
        code, text = super().getreply()
        if self._asked_for and code == _GO_AHEAD:
            self._given = True
        return code, text


class _KnowsTheMomentOverTls(_KnowsTheMoment, smtplib.SMTP_SSL):
    """The same, over TLS from the start."""


class Backend(EmailBackend):
    """Hands e-mail to the mail server of the settings."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """As Django's, with our two."""
        return _KnowsTheMomentOverTls if self.use_ssl else _KnowsTheMoment
