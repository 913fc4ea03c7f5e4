"""Finds a Chromium, or installs one. A missing browser is a failure, never a skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_or_install() -> str:
    """The path of a Chromium. Raises RuntimeError with what to do when there is none to be had."""
    if path := _find():
        return path
    print("No Chromium found; installing one …", file=sys.stderr)  # noqa: T201  # said to the tester
    for command in _ways_to_install():
        try:
            subprocess.run(command, check=True, timeout=600, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"  {' '.join(command)}: {error}", file=sys.stderr)  # noqa: T201
        if path := _find():
            return path
    raise RuntimeError(
        "The browser tests need Chromium. Install it (Debian: apt-get install chromium), or name an "
        "installed one in the environment variable CHROMIUM."
    )


def _find() -> str | None:
    """Named by CHROMIUM, on the path, or downloaded by Playwright."""
    if (named := os.environ.get("CHROMIUM")) and Path(named).exists():
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-*/chrome"))), None)


def _ways_to_install() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        ways[:0] = [
            [*root, "apt-get", "update", "-qq"],
            [*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ]
    return ways
