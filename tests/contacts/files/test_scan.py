"""The virus scanner's protocol, against a server of our own that speaks it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError

from contacts.files.intake import prepare
from contacts.files.scan import InfectedError, ScannerAwayError, scan
from klantbeheer.environment import socket_address
from tests.contacts.files import samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOUND = b"stream: Eicar-Test-Signature FOUND\0"


class Clamd:
    """A clamd that finds EICAR; `answer` instead says what it answers, or that it hangs or hangs up."""

    def __init__(self, listener: socket.socket, answer: bytes | str = b"") -> None:
        self.listener, self.answer = listener, answer
        self.streams: list[bytes] = []
        self.done = threading.Event()

    def serve(self) -> None:
        """Answer one connection after the other, until the listener is closed."""
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        if self.answer == "hang up":
            return
        file = connection.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            content += file.read(size)
        self.streams.append(content)
        if self.answer == "hang":
            self.done.wait(10)
            return
        assert isinstance(self.answer, bytes)
        verdict = FOUND if samples.EICAR in content else b"stream: OK\0"
        connection.sendall(self.answer or verdict)


@contextmanager
def clamd(settings: Any, answer: bytes | str = b"", path: str = "") -> Iterator[Clamd]:
    """Such a server, to which the settings point."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listener.bind(path or ("127.0.0.1", 0))
    listener.listen()
    settings.CLAMD = path or listener.getsockname()
    server = Clamd(listener, answer)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    yield server
    server.done.set()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def test_clean(settings: Any) -> None:
    blocks = [b"a" * 70_000, b"", b"b"]
    with clamd(settings) as server:
        assert scan(blocks)
    assert server.streams == [b"".join(blocks)]


def test_by_a_socket_file(settings: Any, tmp_path: Path) -> None:
    with clamd(settings, path=str(tmp_path / "clamd.sock")):
        assert scan([b"schoon"])
        with pytest.raises(InfectedError):
            scan([samples.EICAR])


def test_found(settings: Any) -> None:
    with clamd(settings), pytest.raises(InfectedError, match=r"^Eicar-Test-Signature$"):
        scan([b"x", samples.EICAR])


def test_without_a_scanner(settings: Any) -> None:
    assert settings.CLAMD is None
    assert not scan([samples.EICAR])


@pytest.mark.parametrize(
    "answer",
    [
        "hang",
        "hang up",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: ",
        b"\xff\0",
        b"stream: NOT OK\0",
    ],
)
def test_no_verdict(settings: Any, answer: bytes | str) -> None:
    start = time.monotonic()
    with clamd(settings, answer), pytest.raises(ScannerAwayError):
        scan([b"x" * 100_000], seconds=0.5)
    assert time.monotonic() - start < 8


def test_nobody_listens(settings: Any, tmp_path: Path) -> None:
    with clamd(settings):
        pass
    with pytest.raises(ScannerAwayError):
        scan([b"x"])
    settings.CLAMD = str(tmp_path / "nothing.sock")
    with pytest.raises(ScannerAwayError):
        scan([b"x"])


class TestUpload:
    def test_what_was_scanned_says_so(self, settings: Any) -> None:
        sent = samples.photo_with_place()
        with clamd(settings) as server:
            assert prepare(samples.upload("foto.jpg", sent)).scanned
        assert server.streams == [sent], "as it was sent, not as it was made anew"

    def test_a_virus_is_refused(self, settings: Any) -> None:
        with clamd(settings), pytest.raises(ValidationError, match=r"bon\.txt.*Eicar"):
            prepare(samples.upload("bon.txt", samples.EICAR))

    def test_without_a_verdict_nothing_is_kept(self, settings: Any) -> None:
        with clamd(settings, "hang up"), pytest.raises(ValidationError) as refusal:
            prepare(samples.upload("bon.txt", b"schoon"))
        assert refusal.value.code == "not_scanned"


class TestSetting:
    @pytest.mark.parametrize(
        ("value", "address"),
        [
            ("", None),
            ("127.0.0.1:3310", ("127.0.0.1", 3310)),
            ("[::1]:3310", ("::1", 3310)),
            ("unix:/run/clamd.sock", "/run/clamd.sock"),
        ],
    )
    def test_read(self, monkeypatch: pytest.MonkeyPatch, value: str, address: Any) -> None:
        monkeypatch.setenv("X", value)
        assert socket_address("X") == address

    @pytest.mark.parametrize("value", ["clamd", "3310", ":3310", "host:x", "unix:clamd", "host:²"])
    def test_refused(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("X", value)
        with pytest.raises(ImproperlyConfigured, match="X must be"):
            socket_address("X")
