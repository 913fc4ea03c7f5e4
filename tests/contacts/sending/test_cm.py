"""CM.com's API, against a server on this machine that answers as CM does."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from contacts.models import Delivery, HeldAddress
from contacts.sending import cm, send_now
from contacts.sending.cm import CmSmsProvider
from contacts.sending.errors import (
    AddressRefusedError,
    PermanentError,
    SendingError,
    TemporaryError,
    UnknownOutcomeError,
)
from tests.contacts.sending.making import TEXT, make_text
from tests.klantbeheer.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


TOKEN = "00000000-1111-2222-3333-444444444444"


class Cm(ThreadingHTTPServer):
    """CM, as far as we use it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.status, self.answer = 200, accepted()
        self.hangs_up = False
        self.dawdles = self.drips = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1.0/message"


class Handler(BaseHTTPRequestHandler):
    server: Cm

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        if self.server.hangs_up:
            self.connection.close()
            return
        time.sleep(self.server.dawdles)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        with suppress(OSError):  # who asked may have had enough of it
            if self.server.drips:
                for byte in self.server.answer:
                    self.wfile.write(bytes([byte]))
                    time.sleep(self.server.drips)
            else:
                self.wfile.write(self.server.answer)

    def do_GET(self) -> None:
        """Whoever follows is told that all is well."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(accepted())

    def log_message(self, *_args: object) -> None:
        """Nothing."""


def accepted() -> bytes:
    return json.dumps(
        {
            "details": "Created 1 message(s)",
            "errorCode": 0,
            "messages": [
                {
                    "to": "0031612345678",
                    "status": "Accepted",
                    "reference": "their-9",
                    "parts": 1,
                    "messageDetails": None,
                    "messageErrorCode": 0,
                }
            ],
        }
    ).encode()


def refused(code: int, *, message_code: int = 0, details: str = "Nee") -> bytes:
    message = {"messageErrorCode": message_code, "messageDetails": details, "reference": "x"}
    return json.dumps(
        {"details": details, "errorCode": code, "messages": [message] if message_code else []}
    ).encode()


@pytest.fixture
def server() -> Iterator[Cm]:
    with Cm() as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running
        running.shutdown()


def send(server: Cm) -> str:
    return CmSmsProvider(url=server.url, token=TOKEN).send(
        to="+31612345678", text="Klaar: € 5", sender="De Spaak", reference="12-abc"
    )


def test_what_is_asked_and_what_comes_back(server: Cm) -> None:
    assert send(server) == "their-9"
    (asked,) = server.asked
    assert asked["messages"]["authentication"] == {"productToken": TOKEN}
    (message,) = asked["messages"]["msg"]
    assert message["to"] == [{"number": "0031612345678"}]
    assert message["body"] == {"type": "auto", "content": "Klaar: € 5"}
    assert (message["from"], message["reference"]) == ("De Spaak", "12-abc")
    assert message["allowedChannels"] == ["SMS"]


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (200, refused(201, message_code=303, details="Invalid MSISDN"), AddressRefusedError),
        (400, refused(201, message_code=302), AddressRefusedError),
        (400, refused(201, message_code=402), AddressRefusedError),
        (400, refused(201, message_code=304), PermanentError),
        (400, refused(202), PermanentError),
        (401, refused(103), TemporaryError),
        (402, refused(102), TemporaryError),
        (429, b"", TemporaryError),
        (500, b"<html>", TemporaryError),
        (503, b"", TemporaryError),
        (404, b"<html>not here</html>", TemporaryError),
        (302, b"", TemporaryError),
        (400, b"[]", TemporaryError),
        (400, accepted(), TemporaryError),
        (502, b"", UnknownOutcomeError),
        (504, b"", UnknownOutcomeError),
        (200, b"<html>", UnknownOutcomeError),
        (200, b"[" * 50_000, UnknownOutcomeError),
        (200, b'{"errorCode": null}', UnknownOutcomeError),
        (200, b"x" * (2 << 20), UnknownOutcomeError),
    ],
    ids=str,
)
def test_refusals(server: Cm, status: int, answer: bytes, error: type[SendingError]) -> None:
    server.status, server.answer = status, answer
    with pytest.raises(SendingError) as caught:
        send(server)
    assert type(caught.value) is error
    assert TOKEN not in str(caught.value)
    assert len(server.asked) == 1


def test_an_answer_that_drips_in_has_an_end(server: Cm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cm, "TIMEOUT", 0.5)
    server.drips = 0.02
    start = time.monotonic()
    with pytest.raises(UnknownOutcomeError):
        send(server)
    assert time.monotonic() - start < len(server.answer) * server.drips


def test_no_answer_at_all(server: Cm, monkeypatch: pytest.MonkeyPatch) -> None:
    server.hangs_up = True
    with pytest.raises(UnknownOutcomeError):
        send(server)
    server.hangs_up, server.dawdles = False, 0.5
    monkeypatch.setattr(cm, "TIMEOUT", 0.2)
    with pytest.raises(UnknownOutcomeError):
        send(server)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("http://127.0.0.1:{free_port}/", TOKEN),
        ("http://no-such-host.invalid/", TOKEN),
        ("file:///etc/passwd", TOKEN),
        ("http://127.0.0.1:1/", ""),
    ],
)
def test_cannot_be_asked(url: str, token: str) -> None:
    with pytest.raises(TemporaryError):
        CmSmsProvider(url=url.format(free_port=free_port()), token=token).send(
            to="+31612345678", text="x", sender="y", reference="z"
        )


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(CmSmsProvider(url="https://cm.example/", token=TOKEN))


@pytest.mark.django_db
class TestDelivery:
    @pytest.fixture(autouse=True)
    def _cm(self, settings: Any, server: Cm) -> None:
        settings.SMS_PROVIDER, settings.SMS_URL, settings.SMS_TOKEN = "cm", server.url, TOKEN

    def test_sent(self, server: Cm) -> None:
        delivery = make_text()
        assert send_now(delivery.pk) == Delivery.Status.SENT
        delivery.refresh_from_db()
        assert delivery.provider_id == "their-9"
        (message,) = server.asked[0]["messages"]["msg"]
        assert message["body"]["content"] == TEXT
        assert len(message["reference"]) <= 32

    def test_a_number_that_does_not_exist_goes_on_hold(self, server: Cm) -> None:
        server.answer = refused(201, message_code=303, details="Invalid MSISDN")
        delivery = make_text()
        assert send_now(delivery.pk) == Delivery.Status.BOUNCED
        held = HeldAddress.objects.get()
        assert (held.channel, held.address) == ("sms", delivery.address)
        assert "Invalid MSISDN" in held.reason

    def test_away(self, server: Cm) -> None:
        server.status = 503
        assert send_now(make_text().pk) == Delivery.Status.QUEUED
