"""Proves that every live row equals its newest history row."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from klantbeheer.history import tracked_models
from klantbeheer.history_guard import find_gaps, missing_guards

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Reconcile all live rows with the history, and look whether the database's guards are in place."""

    help = "Proves that every live row equals its newest history row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of gaps to show."""
        parser.add_argument("--show", type=int, default=20, help="how many gaps per table to show")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found. Raises CommandError when anything is wrong."""
        start = perf_counter()
        with transaction.atomic():
            gaps = find_gaps(limit=options["show"])
            missing = missing_guards()
        for gap in gaps:
            self.stderr.write(f"{gap.table} {gap.pk}: {gap.problem}")
        for guard in missing:
            self.stderr.write(f"{guard}: the database does not watch this; run migrate")
        if gaps or missing:
            raise CommandError("The history has gaps.")
        tables = len(tracked_models())
        self.stdout.write(
            f"History is complete: {tables} tables reconciled in {perf_counter() - start:.1f} s."
        )
