"""Time per kind of search and of page, against a primary-key lookup in the same run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from customers.bench import measure
from customers.bench.pages import time_pages

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`manage.py bench`: the same samples each time; figures in milliseconds."""

    help = "Measure the search and the pages on the customers that are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to print it, and how much to measure."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--samples", type=int, default=400, help="customers to search for")
        parser.add_argument("--no-pages", action="store_true", help="leave the web pages out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, then print."""
        sample = measure.sample_of_people(options["samples"])
        if not sample:
            raise CommandError("There are no customers: run `manage.py seed` first.")
        searches = measure.time_searches(sample)
        report: dict[str, Any] = {
            "customers": measure.customer_count(),
            "pk": {"p50_ms": round(searches.pk_p50_ms, 3)},
            "search": searches.kinds,
            "more": searches.more,
            "recall": measure.recall(sample),
            "pages": {}
            if options["no_pages"]
            else time_pages(sample, pk_p50_ms=searches.pk_p50_ms),
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self._print(report)

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(
            f"{report['customers']:,} customers; primary key p50 {report['pk']['p50_ms']} ms"
        )
        self.stdout.write(f"{'search':<66}{'n':>5}{'p50':>8}{'p95':>8}{'cpu':>8}{'x':>7}  bar")
        for kind, row in (*report["search"].items(), *report["more"].items()):
            cpu = f"{row['cpu_ms']:.2f}" if row["cpu_ms"] is not None else ""
            verdict = "" if row["ok"] else "  OVER"
            self.stdout.write(
                f"{kind:<66}{row['n']:>5}{row['p50_ms']:>8.2f}{row['p95_ms']:>8.2f}{cpu:>8}"
                f"{row['ratio']:>7.1f}  {row['bar']}{verdict}"
            )
        for kind, share in report["recall"].items():
            bar = measure.RECALL_BARS.get(kind)
            verdict = "  UNDER" if bar and share < bar else ""
            self.stdout.write(f"recall: {kind:<58}{share:>8.3f}  {bar or ''}{verdict}")
        for name, row in report["pages"].items():
            self.stdout.write(
                f"page: {name:<60}{row['p50_ms']:>8.1f}{row['p95_ms']:>8.1f} ms"
                f"{row['ratio']:>8.1f} x{row['bytes']:>8} bytes"
            )
