"""The virus scanner: clamd, over its own socket, when the settings name one."""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

CONNECT_SECONDS = 5
SECONDS = 20
LONGEST_ANSWER = 4096


class ScannerAwayError(Exception):
    """The scanner does not answer, or not with a verdict."""


class InfectedError(Exception):
    """The scanner found something; the argument is what it calls that."""


def scan(blocks: Iterable[bytes], *, seconds: float = SECONDS) -> bool:
    """Whether the content was scanned and found clean; False when there is no scanner.

    Args:
        blocks: the content, in pieces of any size.
        seconds: how long the scanner may take, from its first byte to its last.

    Raises:
        InfectedError: a virus, or what the scanner takes for one.
        ScannerAwayError: a scanner is set, and gives no verdict.
    """
    if settings.CLAMD is None:
        return False
    try:
        answer = _ask(blocks, deadline=time.monotonic() + seconds)
    except OSError as error:
        raise ScannerAwayError(str(error)) from error
    verdict = answer.removeprefix("stream: ")
    if verdict == "OK":
        return True
    if verdict.endswith(" FOUND"):
        raise InfectedError(verdict.removesuffix(" FOUND"))
    raise ScannerAwayError(answer or "no answer")


def _connect() -> socket.socket:
    address = settings.CLAMD
    if address is None:
        raise ScannerAwayError("there is no scanner")
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(blocks: Iterable[bytes], *, deadline: float) -> str:
    """Clamd's answer to the content, sent as a stream. Raises OSError, also when time is up."""
    with _connect() as connection:
        try:
            connection.sendall(b"zINSTREAM\0")
            for block in blocks:
                _allow(connection, deadline)
                connection.sendall(struct.pack(">I", len(block)) + block if block else b"")
            connection.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # clamd hangs up on what is too large for it, after saying so
        return _read_answer(connection, deadline)


def _read_answer(connection: socket.socket, deadline: float) -> str:
    answer = b""
    while len(answer) < LONGEST_ANSWER and not answer.endswith(b"\0"):
        _allow(connection, deadline)
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", errors="replace").strip()


def _allow(connection: socket.socket, deadline: float) -> None:
    """Give the next step what is left of the time. Raises TimeoutError when that is nothing."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner takes too long")
    connection.settimeout(left)
