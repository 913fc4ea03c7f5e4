"""Renew the subscriptions that are due, and end those that were to stop, by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from customers.activities.services.subscriptions import nightly


class Command(BaseCommand):
    """The same as the worker does by itself every hour; twice does nothing more."""

    help = "Renew the subscriptions that are due, and end those whose last day has come."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        done = nightly()
        self.stdout.write(f"Renewed: {done.renewed}. Stopped: {done.stopped}.")
        if done.refused:
            self.stdout.write(f"Left for a person: {done.refused}, see the log.")
