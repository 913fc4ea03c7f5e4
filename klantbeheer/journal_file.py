"""A file of JSON lines that several processes append to, and that never loses a line it had.

What is appended is on the disk when the function returns. A line that a crash cut off in the middle is
taken off by the next one who writes; its writer never said that it was there.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Line = dict[str, Any]


class DamagedError(Exception):
    """A line in the middle of the file is not what it was."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(f"{path}, line {number}")
        self.path, self.number = path, number


def read(path: Path) -> dict[str, Line]:
    """The lines by their `id`, in their order; empty when there is no file. Raises DamagedError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    return parse(path, content)


def append(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Add these lines, whether they are there or not. Raises OSError when that cannot be done."""
    with _locked(path) as handle:
        _write(handle, lines)


def append_missing(path: Path, lines: Iterable[Mapping[str, Any]]) -> int:
    """Add those lines of which the `id` is not there yet.

    Returns how many were added. Raises OSError, and DamagedError for a file that cannot be read.
    """
    wanted = list(lines)
    if not wanted:
        return 0
    with _locked(path) as handle:
        known = parse(path, path.read_bytes())
        new = {line["id"]: line for line in wanted if line["id"] not in known}
        _write(handle, new.values())
    return len(new)


def parse(path: Path, content: bytes) -> dict[str, Line]:
    """The lines of such a file, or of a copy of it, by their `id`. Raises DamagedError for `path`."""
    lines = content.split(b"\n")
    if not _is_whole(lines[-1]):
        lines.pop()  # cut off by a crash
    found: dict[str, Line] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            found.setdefault(str(line["id"]), line)
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedError(path, number) from error
    return found


def _is_whole(raw: bytes) -> bool:
    try:
        return "id" in json.loads(raw)
    except (ValueError, TypeError):
        return False


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The open file, for us alone, with every line in it whole."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.fchmod(handle, 0o600)
        _mend_end(handle)
        yield handle
        os.fsync(handle)
        if is_new:
            _keep_name(path)
    finally:
        os.close(handle)  # and with it the lock


def _mend_end(handle: int) -> None:
    """Have the file end with a whole line: the rest of one is taken off."""
    size = end = os.fstat(handle).st_size
    while end:
        start = max(0, end - 65536)
        found = os.pread(handle, end - start, start).rfind(b"\n")
        if found >= 0:
            end = start + found + 1
            break
        end = start
    if end == size:
        return
    if _is_whole(os.pread(handle, size - end, end)):
        os.write(handle, b"\n")
    else:
        os.ftruncate(handle, end)


def _write(handle: int, lines: Iterable[Mapping[str, Any]]) -> None:
    content = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
    while content:
        content = content[os.write(handle, content) :]


def _keep_name(path: Path) -> None:
    """A new file is only there after a crash when its folder is on the disk too."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
