"""A mail server on this machine that takes, refuses, dawdles or hangs up, as a test tells it."""

from __future__ import annotations

import threading
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.controller import Controller

from tests.klantbeheer.running import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage


class MailServer:
    """Started by `with`. What it took is in `received`."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.answers_at_rcpt: list[str] = []
        self.answers_at_data: list[str] = []
        self.hangs_up = False
        self.dawdles_at_rcpt = False
        self.has_message = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.may_answer.set()
        self._controller.stop()

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.received]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.dawdles_at_rcpt:
            await server.loop.run_in_executor(None, self.may_answer.wait, 20)
        if self.answers_at_rcpt:
            return self.answers_at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers_at_data:
            return self.answers_at_data.pop(0)
        self.received.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        self.has_message.set()
        if self.hangs_up:
            server.transport.abort()
            return "421 never seen"
        await server.loop.run_in_executor(None, self.may_answer.wait, 20)
        return "250 OK"
