"""Fill the register with believable made-up customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.seed.load import MANY, load_customers

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Add believable made-up customers, with their history. The same seed: the same people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=2_000, metavar="N", help="how many")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="which people")

    def handle(self, *args: Any, **options: Any) -> None:
        count: int = options["customers"]
        if count < 1:
            raise CommandError(_("Ask for at least one customer."))
        quiet = options["verbosity"] == 0
        with tqdm(total=count, unit=_(" customers"), disable=quiet or None) as bar:
            try:
                report = load_customers(count, seed=options["seed"], progress=bar.update)
            except ValidationError as error:
                raise CommandError(error.messages[0]) from None
        if count >= MANY and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE)")
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
