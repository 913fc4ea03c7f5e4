"""The search of the screen, from the shell."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from customers.search.query import SearchQuery, parse_one_box
from customers.search.service import COUNT_LIMIT, LIMIT, Hit, search
from customers.values.postcodes import join_house_number

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

#: Options that are fields of the query by another name.
_FIELDS = {"digits": "postcode", "house_number": "house_number", "postcode": "postcode"}
_OTHER_FIELDS = ("last_name", "first_name", "phone", "email", "number", "company", "birth_date")


class Command(BaseCommand):
    """`manage.py search jansen 1234`; `-` reads one query per line and prints one line of JSON each."""

    help = "Search for customers as the screen does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to search for, and how to print it."""
        parser.add_argument("text", nargs="*", help="what was typed; - for a query per line")
        parser.add_argument("--digits", default="", help="the postcode's digits, or the postcode")
        parser.add_argument("--house-number", default="")
        for name in _OTHER_FIELDS:
            parser.add_argument(f"--{name.replace('_', '-')}", default="")
        parser.add_argument("--inactive", action="store_true", help="inactive customers too")
        parser.add_argument("--limit", type=int, default=LIMIT)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search once, or once per line of standard input."""
        with override("nl"):
            if options["text"] == ["-"]:
                for line in sys.stdin:
                    self._answer_line(line.strip(), options)
                return
            found = _run({**options, "text": " ".join(options["text"])})
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for row in found:
            where = f"{row['postcode']} {row['house_number']} {row['city']}"
            self.stdout.write(
                f"{row['rank']:>3} {row['number']:>8}  {row['name']:<34} {where:<34} {row['why']}"
            )

    def _answer_line(self, line: str, options: dict[str, Any]) -> None:
        """One query: plain text for the one box, or JSON with the names of the options.

        A line that cannot be searched for answers with its error: the lines after it go on.
        """
        given = {key: value for key, value in options.items() if key != "text"}
        answer: list[dict[str, Any]] | dict[str, str]
        try:
            answer = _run({**given, **_read_line(line)})
        except CommandError as error:
            answer = {"error": str(error)}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        self.stdout.flush()


def _read_line(line: str) -> dict[str, Any]:
    if not line.startswith("{"):
        return {"text": line}
    try:
        asked: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise CommandError("This line is no JSON.") from error
    return {key.replace("-", "_"): value for key, value in asked.items()}


def _run(asked: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        result = search(
            _query_of(asked),
            include_inactive=bool(asked.get("inactive")),
            limit=_limit_of(asked),
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return list(_printable(result.hits))


def _limit_of(asked: dict[str, Any]) -> int:
    try:
        return min(max(int(asked.get("limit") or LIMIT), 1), COUNT_LIMIT)
    except (TypeError, ValueError) as error:
        raise CommandError("The limit is a whole number.") from error


def _query_of(asked: dict[str, Any]) -> SearchQuery:
    """The one box when only text is given; with a digits option the text is a name."""
    text = str(asked.get("text") or asked.get("q") or "")
    names = {**_FIELDS, **dict.fromkeys(_OTHER_FIELDS)}
    texts = {
        field or option: str(asked[option]) for option, field in names.items() if asked.get(option)
    }
    if texts and text and not any(c.isdigit() or c in "@+" for c in text):
        texts.setdefault("last_name", text)
        return SearchQuery(**texts)
    return replace(parse_one_box(text), **texts)


def _printable(hits: list[Hit]) -> Iterator[dict[str, Any]]:
    for rank, hit in enumerate(hits, start=1):
        yield {
            "rank": rank,
            "number": hit.number,
            "name": hit.name,
            "postcode": hit.postcode,
            "house_number": join_house_number(hit.house_number, hit.house_number_addition),
            "city": hit.city,
            "why": hit.why.text if hit.why else "",
        }
