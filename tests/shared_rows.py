"""Rows that the tests of a class share: made once, and as each test finds them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def made_once(make: Callable[[], None], blocker: DjangoDbBlocker) -> Iterator[None]:
    """What `make` writes stands while this lasts, in a transaction that is undone at the end.

    A test within it is undone by itself, so the next one finds the same. Not for tests that commit.
    """
    with blocker.unblock(), transaction.atomic():
        make()
        connection.check_constraints()  # else every test would check them again at its end
        with blocker.block():
            yield
        transaction.set_rollback(True)
