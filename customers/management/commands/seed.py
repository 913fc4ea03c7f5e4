"""Fill the register with believable made-up customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.seed.load import MANY, load_customers
from customers.seed.parts import seed_bulks

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from customers.seed.parts import SeedBulk


class Command(BaseCommand):
    help = "Add believable made-up customers, with their history. The same seed: the same people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--customers", type=int, metavar="N", help="how many (2000 when nothing else is asked)"
        )
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="which people")
        for bulk in seed_bulks():
            parser.add_argument(f"--{bulk.name}", type=int, metavar="N", help=bulk.help)
            bulk.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        bulks = [bulk for bulk in seed_bulks() if options[bulk.name] is not None]
        count: int = options["customers"] if options["customers"] is not None else 2_000
        if options["customers"] is not None or not bulks:
            self._customers(count, options)
        for bulk in bulks:
            self._bulk(bulk, options[bulk.name], options)
        asked = max([count, *(options[bulk.name] for bulk in bulks)])
        if asked >= MANY and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")

    def _bulk(self, bulk: SeedBulk, count: int, options: dict[str, Any]) -> None:
        quiet = options["verbosity"] == 0
        if count < 1:
            raise CommandError(_("Ask for at least one."))
        with tqdm(total=count, unit=f" {bulk.name}", disable=quiet or None) as bar:
            try:
                words = bulk.load(count, options, bar.update)
            except ValueError as error:
                raise CommandError(str(error)) from None
        if not quiet:
            self.stdout.write(words)

    def _customers(self, count: int, options: dict[str, Any]) -> None:
        if count < 1:
            raise CommandError(_("Ask for at least one customer."))
        quiet = options["verbosity"] == 0
        with tqdm(total=count, unit=_(" customers"), disable=quiet or None) as bar:
            try:
                report = load_customers(count, seed=options["seed"], progress=bar.update)
            except ValidationError as error:
                raise CommandError(error.messages[0]) from None
        if not quiet:
            self.stdout.write(
                _(
                    "%(count)d customers from number %(first)d on, in %(seconds).1f s:"
                    " %(rate).0f a second with history, search and all that hangs on them."
                    " A bare COPY of the same rows: %(bare).0f a second, %(ratio).1f times as fast."
                )
                % {
                    "count": report.customers,
                    "first": report.first_number,
                    "seconds": report.seconds,
                    "rate": report.rate,
                    "bare": report.bare_rate,
                    "ratio": report.ratio,
                }
            )
