"""Backups: the database, the uploaded files and the journal of erasures in one folder, and back.

`making` and `restoring` do the work; a backup is a folder with a manifest that says what each part is.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager


class BackupError(Exception):
    """A backup cannot be made or restored; the text says why, for who asked for it."""


class Steps(Protocol):
    """Tells how far it is: `with steps('Database', total) as done: done(bytes)`."""

    def __call__(
        self, name: str, total: int | None = None
    ) -> AbstractContextManager[Callable[[int], object]]: ...


@contextmanager
def silently(name: str, total: int | None = None) -> Iterator[Callable[[int], object]]:
    """Tell nothing."""
    yield lambda _amount: None


_before_replacing: dict[str, Callable[[], object]] = {}


def register_before_replacing(name: str, work: Callable[[], object]) -> None:
    """Have `work` done before a database is replaced by an older one; the same name replaces."""
    _before_replacing[name] = work


def before_replacing() -> list[Callable[[], object]]:
    """What is to be done before a database is replaced."""
    return [work for _name, work in sorted(_before_replacing.items())]
