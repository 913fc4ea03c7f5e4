"""The worker of the queue, within a test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from klantbeheer import queue


def work_until_empty() -> None:
    """Do what is due, in a thread of its own: in the test's own the browser's event loop may run.

    Raises what `queue.work` raises.
    """

    async def work() -> None:
        await queue.work(concurrency=1, stop=asyncio.Event(), until_empty=True)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()
