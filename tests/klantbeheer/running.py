"""The demo as a process of its own, as a user starts it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue
from time import monotonic
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "het-wachtwoord-van-de-demo"
#: In seconds: a busy machine is no reason for a test to fail.
PATIENCE = 300


def environment(var: Path) -> dict[str, str]:
    """The environment of a shop of its own in `var`, on the embedded database."""
    mine = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return mine | {
        "KLANTBEHEER_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "klantbeheer.settings",
        "KLANTBEHEER_HTTPS": "0",
        "PYTHONUNBUFFERED": "1",
    }


def manage(var: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py on the shop in `var`."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=check,
    )


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _hears_ctrl_c() -> None:
    """Whoever runs the tests in the background of a shell has Ctrl-C switched off in them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Demo:
    """A running demo. Ends by `stop()` (Ctrl-C) or `kill()` (a power cut)."""

    def __init__(self, var: Path, *arguments: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(self.port), *arguments],
            cwd=ROOT,
            env=environment(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_hears_ctrl_c,  # noqa: PLW1509  # it takes no lock
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> Self:
        try:
            self.wait_for("Ctrl-C")
        except TimeoutError:
            self.kill()  # one that never came up is not left behind
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Read the output until it says `text`. Raises TimeoutError with what it said instead."""
        end = monotonic() + seconds
        while text not in self.output:
            try:
                self.output += self._lines.get(timeout=max(0.1, end - monotonic()))
            except Empty:
                raise TimeoutError(self.output) from None
            if monotonic() > end or self.process.poll() not in {None, 0}:
                raise TimeoutError(self.output)

    @property
    def password(self) -> str:
        """The password that it printed."""
        found = re.search(r"Wachtwoord: (\S+)", self.output)
        assert found, self.output
        return found[1]

    def stop(self) -> int:
        """Press Ctrl-C and wait."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Pull the plug of the server process."""
        self.process.kill()
        self.process.wait(10)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
