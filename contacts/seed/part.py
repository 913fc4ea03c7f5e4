"""This app's part of the made-up shop, for the hook of the customers' seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.models import ContactMoment, ContactPerson, Memo
from contacts.seed.build import Prepared, rows_of
from contacts.seed.words_index import words_at_end
from customers.models import MessagePreference
from customers.seed.load import reserve_ids
from customers.seed.parts import SeedBulk, SeedPart, register_seed_bulk, register_seed_part
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Mapping

    from django.db import models

SPARE_KEYS = 50


def register() -> None:
    """Take part in `manage.py seed`, and add an option of its own to it."""
    register_seed_part(part())
    register_seed_bulk(bulk())


def part() -> SeedPart:
    """Contact persons, choices of messages, memos and contact moments."""
    return SeedPart(
        name="contacts",
        tables=_tables,
        prepare=_prepare,
        make=rows_of,
        with_key=frozenset({"person"}),
        triggers={"contacts_contactperson": "contacts_search_inserted"},
        around=words_at_end,
    )


def _tables() -> dict[str, type[models.Model]]:
    return {
        "person": ContactPerson,
        "preference": MessagePreference,
        "memo": Memo,
        "moment": ContactMoment,
    }


def _prepare(count: int) -> Prepared:
    return Prepared(reserve_ids(ContactPerson, count + SPARE_KEYS), authors())


def authors() -> list[int]:
    """Keys of the staff that may have written the moments, in a fixed order."""
    may_write = StaffUser.objects.filter(is_active=True, groups__name__in=["balie", "kantoor"])
    return list(may_write.order_by("pk").values_list("pk", flat=True).distinct())


def bulk() -> SeedBulk:
    """`seed --moments N`: so many more contact moments, for all customers."""
    return SeedBulk(
        name="moments",
        help="add so many contact moments to the customers that are there",
        add_arguments=_add_arguments,
        load=_load,
    )


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--busiest", type=int, metavar="M", help="how many of the moments fall to one customer"
    )


def _load(count: int, options: Mapping[str, Any], progress: Callable[[int], object]) -> str:
    from contacts.seed.load import load_moments

    busiest = options.get("busiest")
    report = load_moments(count, busiest=busiest, seed=options["seed"], progress=progress)
    words = _("%(count)d contact moments in %(seconds).1f s, with their history.") % {
        "count": report.moments,
        "seconds": report.seconds,
    }
    if report.busiest:
        words += " " + _("Customer %(number)s has the most.") % {"number": report.busiest}
    return words
