"""Count the words of the search anew: a nightly job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """How often each name occurs orders the look-alikes; it is counted here and not while writing."""

    help = "Count the search's words anew; with --all, rebuild the search from the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: to rebuild everything."""
        parser.add_argument("--all", action="store_true", help="rebuild every table of the search")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh in one transaction."""
        with transaction.atomic(), connection.cursor() as cursor:
            if options["all"]:
                cursor.execute("SELECT public.customers_search_reload()")
            cursor.execute(
                "SELECT added, gone, recounted FROM public.customers_search_refresh_words()"
            )
            added, gone, recounted = cursor.fetchone()
        self.stdout.write(f"{added} words added, {gone} removed, {recounted} counted anew")
