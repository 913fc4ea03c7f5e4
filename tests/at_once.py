"""Several deeds at the same moment: real threads and transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Barrier
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.services.combining import OverlapError

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED: tuple[type[Exception], ...] = (OverlapError, ValidationError)


def at_once(
    *deeds: Callable[[], Any], refused: tuple[type[Exception], ...] = REFUSED, whole: bool = True
) -> list[Any]:
    """Do all of them at the same moment, each in a thread: its result, or why it was refused.

    Args:
        deeds: what to do.
        refused: the errors that are an answer; any other one fails the test.
        whole: whether each deed is one transaction, or has its own inside.
    """
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            with transaction.atomic() if whole else nullcontext():
                return deed()
        except refused as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result(60) for each in [pool.submit(do, deed) for deed in deeds]]
