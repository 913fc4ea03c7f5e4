"""Does the work that waits in the queue: messages to customers, upkeep."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from klantbeheer import history, queue
from klantbeheer.db import serving
from klantbeheer.readiness import NotReadyError

if TYPE_CHECKING:
    from argparse import ArgumentParser

MOST_JOBS = 32


class Command(BaseCommand):
    """Work until told to stop (Ctrl-C, SIGTERM), and finish the jobs in hand first."""

    help = "Does the work that waits in the queue: sends messages to customers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much to do at once, and when to stop."""
        parser.add_argument("--concurrency", type=int, default=4, help="how many jobs at once")
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing is due")
        parser.add_argument(
            "--until-stdin-closes",
            action="store_true",
            help="stop with the process that started it",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work. Raises CommandError when the database is not ready for it."""
        concurrency = options["concurrency"]
        if not 1 <= concurrency <= MOST_JOBS:
            raise CommandError(f"--concurrency is between 1 and {MOST_JOBS}.")
        pool = connection.settings_dict["OPTIONS"].get("pool")
        if isinstance(pool, dict):  # one connection for each job, and some for the upkeep
            pool["max_size"] = max(pool.get("max_size", 0), concurrency + 2)
        serving.connect_as_application()
        connection.get_connection_params()  # starts the embedded database
        with history.acting(actor=queue.ACTOR):
            asyncio.run(self._work(concurrency, options))

    async def _work(self, concurrency: int, options: dict[str, Any]) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        loop.set_default_executor(ThreadPoolExecutor(concurrency + 2))
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        if options["until_stdin_closes"]:
            _watch_stdin(loop, stop)
        self.stdout.write(_("The worker is ready. Stop with Ctrl-C."))
        self.stdout.flush()
        try:
            await queue.work(concurrency=concurrency, stop=stop, until_empty=options["until_empty"])
        except queue.QueueMissingError as error:
            raise CommandError(_("The database is not up to date. Run migrate first.")) from error
        except NotReadyError as error:
            raise CommandError(str(error)) from error


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Stop when the other end of stdin is gone, also when its process was killed with -9."""
    stdin = sys.stdin.fileno()

    def read() -> None:
        if not os.read(stdin, 4096):
            loop.remove_reader(stdin)
            stop.set()

    loop.add_reader(stdin, read)
