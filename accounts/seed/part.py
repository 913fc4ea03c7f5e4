"""This app's part of the made-up shop, for the hooks of the customers' seed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.documents.shop import shop_lines
from accounts.documents.words import term_words
from accounts.models import (
    BillingAccount,
    Invoice,
    InvoiceLine,
    InvoicePayment,
    InvoiceSettings,
    PaymentTerm,
)
from accounts.seed.build import rows_of
from accounts.seed.making import COMPANY_DAYS, PERSON_DAYS, Prepared, iban
from accounts.seed.slots import PINNED_COUNT, PINNED_YEAR, Series, year_of
from accounts.services.numbering import counter_name
from customers.models import Customer
from customers.seed import counters
from customers.seed.load import reserve_ids
from customers.seed.parts import SeedBulk, SeedPart, register_seed_bulk, register_seed_part
from customers.seed.people import TODAY
from klantbeheer.staff.models import StaffUser

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator, Mapping

    from django.db import models

#: Invoices for each customer, by year; a shop of a few people has none.
SHARES = {TODAY.year - 2: 0.12, TODAY.year - 1: 0.18, TODAY.year: 0.24}
FEWEST = 40
#: So many customers make the numbers that everybody knows.
SHOP = range(500, 8_001)
CREDIT_WORDS = {
    "nl": "Creditfactuur bij {number}",
    "fr": "Note de crédit sur la facture {number}",
    "de": "Gutschrift zu Rechnung {number}",
    "en": "Credit note for invoice {number}",
}
SHOP_OF_DEMO = {
    "legal_name": "De Spaak Rijwielen B.V.",
    "street": "Voorstraat 12",
    "postcode": "3512 AM",
    "city": "Utrecht",
    "phone": "030 555 01 00",
    "email": "administratie@example.nl",
    "registration_number": "61234510",
    "vat_number": "NL123456782B01",
    "iban": iban(123_456_789),
    "footer": "Op al onze leveringen zijn onze algemene voorwaarden van toepassing.",
}


@dataclass
class Planned:
    """The next number of each series, while batches are made that are not loaded yet."""

    next_of: dict[str, int] = field(default_factory=dict)

    def stretch(self, year: int, count: int, *, pinned: bool = False) -> Series:
        """The next `count` numbers of a year."""
        name = f"{InvoiceSettings.load().series_prefix}{year}"
        first = self.next_of.get(name) or next_number(name)
        self.next_of[name] = first + count
        begin, end = year_of(year)
        return Series(name, first, count, begin, end, pinned=pinned and first == 1)


_planned = Planned()


def register() -> None:
    """Take part in `manage.py seed`, and add an option of its own to it."""
    register_seed_part(part())
    register_seed_bulk(bulk())


def part() -> SeedPart:
    """Accounts, and invoices with their lines and payments. After the activities, which they bill."""
    return SeedPart(
        name="invoices",
        tables=tables,
        begin=begin,
        prepare=_prepare,
        make=rows_of,
        owners={"account": "customers", "payment": None},
        with_key=frozenset({"account", "invoice"}),
        around=counters_follow,
    )


def tables() -> dict[str, type[models.Model]]:
    """The tables by the names of their rows: the lines stand there before their invoices do."""
    return {
        "account": BillingAccount,
        "line": InvoiceLine,
        "invoice": Invoice,
        "payment": InvoicePayment,
    }


def begin() -> None:
    """Forget what was planned before, and say what stands on the invoices of a made-up shop."""
    _planned.next_of.clear()
    if not InvoiceSettings.objects.exists():
        term = PaymentTerm.objects.filter(days=PERSON_DAYS).first()
        InvoiceSettings.objects.create(pk=1, payment_term=term, **SHOP_OF_DEMO)


def next_number(series: str) -> int:
    """The number that follows in a series, whatever the counter says."""
    highest = Invoice.objects.filter(series=series).aggregate(highest=Max("sequence"))["highest"]
    return max((highest or 0) + 1, counters.next_of(counter_name(series)))


def _prepare(customers: int) -> Prepared:
    counts = {year: int(customers * share) for year, share in SHARES.items()}
    if customers < FEWEST:
        counts = {}
    pinned = customers in SHOP and not Invoice.objects.exists()
    if pinned and not _planned.next_of:
        counts[PINNED_YEAR] = PINNED_COUNT
    series = tuple(
        _planned.stretch(year, many, pinned=pinned and year == PINNED_YEAR)
        for year, many in counts.items()
        if many
    )
    drafts = customers // 150
    return prepared(series, accounts=customers, drafts=drafts)


def prepared(series: tuple[Series, ...], *, accounts: int, drafts: int = 0) -> Prepared:
    """Keys, terms and words for these stretches of numbers."""
    staff = StaffUser.objects.filter(is_active=True, groups__name__in=["balie", "kantoor"])
    invoices = sum(one.count for one in series) + drafts
    terms = PaymentTerm.objects.filter(days__in=[PERSON_DAYS, COMPANY_DAYS], active=True)
    settings, words = InvoiceSettings.load(), {}
    for language, _label in Customer.Language.choices:
        with translation.override(language):
            for days in (PERSON_DAYS, COMPANY_DAYS):
                words[str(language), days] = term_words(language, days)[:120]
    return Prepared(
        series=series,
        account_ids=reserve_ids(BillingAccount, accounts) if accounts else [],
        invoice_ids=reserve_ids(Invoice, invoices) if invoices else [],
        drafts=drafts,
        authors=list(staff.order_by("pk").values_list("pk", flat=True).distinct()),
        terms={term.days: term.pk for term in terms.order_by("-pk")},
        term_words=words,
        shop_lines=shop_lines(settings, settings.legal_name),
        credit_words=CREDIT_WORDS,
    )


@contextmanager
def counters_follow() -> Iterator[None]:
    """After a batch, in its transaction: who issues the next invoice goes on from there."""
    yield
    follow(_planned.next_of)


def follow(series: Mapping[str, int]) -> None:
    """Let the counters of these series go on behind the invoices that are there."""
    for name in series:
        highest = Invoice.objects.filter(series=name).aggregate(highest=Max("sequence"))["highest"]
        if highest:
            counters.raise_to(counter_name(name), highest + 1)


def bulk() -> SeedBulk:
    """`seed --invoices M`: so many more invoices, for all customers with an account."""
    return SeedBulk(
        name="invoices",
        help="add so many invoices with lines and payments to the customers with an account",
        add_arguments=_no_arguments,
        load=_load,
    )


def _no_arguments(_parser: ArgumentParser) -> None:
    """There are none."""


def _load(count: int, options: Mapping[str, Any], progress: Callable[[int], object]) -> str:
    from accounts.seed.load import load_invoices

    report = load_invoices(count, seed=options["seed"], progress=progress)
    return _(
        "%(count)d invoices in %(seconds).1f s, with lines, payments and history:"
        " %(rate).0f a second."
    ) % {"count": report.rows, "seconds": report.seconds, "rate": report.rate}
