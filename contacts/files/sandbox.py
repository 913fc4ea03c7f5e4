"""Runs `worker.py` on a file: a separate process, so that no file can hurt or slow the server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

WORKER = Path(__file__).with_name("worker.py")
MEMORY = 1024 * 1024 * 1024  # bytes of address space; a machine of 2 GB has room for two
SECONDS = 20
AT_ONCE = 2
WAIT_FOR_TURN = 15

Reason = Literal["damaged", "too_large", "locked", "no_page", "busy"]
_turns = threading.BoundedSemaphore(AT_ONCE)


class SandboxError(Exception):
    """The file could not be opened; `reason` says why.

    'damaged', 'too_large' (or taking too long), 'locked' (a password), 'no_page', 'busy'.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def run(
    task: str, data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY, **options: Any
) -> tuple[dict[str, Any], bytes]:
    """What the worker says of the file, and the bytes it made of it. Raises SandboxError.

    Args:
        task: a name of `worker.TASKS`; `options` are its arguments.
        data: the file.
        seconds: after which it is stopped.
        memory: address space it may use.
    """
    if not _turns.acquire(timeout=WAIT_FOR_TURN):
        raise SandboxError("busy")
    command = [sys.executable, "-I", str(WORKER), task]
    try:
        done = subprocess.run(  # noqa: S603  # our own script, and numbers
            [*command, str(memory), str(seconds), json.dumps(options)],
            input=data,
            capture_output=True,
            timeout=seconds,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SandboxError("too_large") from None
    finally:
        _turns.release()
    line, _newline, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise SandboxError("damaged")
    header: dict[str, Any] = json.loads(line)
    if "error" in header:
        raise SandboxError(header["error"])
    return header, made
