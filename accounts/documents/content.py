"""What stands on an invoice, in its language: of an issued one from what was kept with it alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import translation

from accounts.documents.shop import Shop, read_shop, shop_lines
from accounts.documents.words import (
    Words,
    amount_in,
    credit_words,
    day_in,
    is_debit,
    number_in,
    words_in,
)
from accounts.models import Invoice, InvoiceSettings
from accounts.services.issuing import payment_words, plan_issue
from accounts.values.bank import grouped_iban
from accounts.values.money import Line, totals
from customers.models import ShopSettings

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from accounts.models import InvoiceLine
    from accounts.values.money import Totals

#: How a VAT number begins in the European Union; Greece has letters of its own.
_EU = re.compile(
    r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)"
)
_HOME = "NL"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Recipient:
    """Who gets it, and how it is to be paid: kept with an issued one, foreseen for a draft."""

    name: str
    lines: tuple[str, ...]
    due_on: datetime.date | None
    vat_number: str
    payment_words: str


@dataclass(frozen=True)
class Row:
    """A line, in words: description, quantity, price, rate and amount."""

    description: str
    quantity: str
    price: str
    rate: str
    amount: str


@dataclass(frozen=True)
class Content:
    """Everything that is drawn, in the order in which it is read."""

    words: Words
    title: str
    shop: Shop
    recipient: Recipient
    facts: tuple[tuple[str, str], ...]
    subject: str
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...]
    final: tuple[str, str]
    remarks: tuple[str, ...]
    day: datetime.date
    number: str
    is_draft: bool


def content_of(invoice: Invoice) -> Content:
    """The content of an invoice; of a draft as it would be issued now."""
    words, language = words_in(invoice.language), invoice.language
    shop = _shop(invoice)
    recipient = _recipient(invoice)
    lines = sorted(invoice.lines.all(), key=lambda line: line.position)
    sums = totals(
        (Line(line.quantity, line.unit_price, line.vat_rate) for line in lines),
        prices_include_vat=invoice.prices_include_vat,
    )
    credit = invoice.kind == Invoice.Kind.CREDIT
    day = invoice.issued_on or invoice.created_at.date()
    final = words.to_receive if credit else words.to_pay
    total = -sums.total if credit else sums.total
    return Content(
        words=words,
        title=words.credit if credit else words.invoice,
        shop=shop,
        recipient=recipient,
        facts=tuple(_facts(invoice, words, recipient)),
        subject=invoice.subject,
        rows=tuple(_row(line, language) for line in lines),
        sums=tuple(_sums(sums, words, invoice)),
        final=(final, amount_in(total, language, invoice.currency)),
        remarks=tuple(_remarks(invoice, words, shop, recipient, sums)),
        day=day,
        number=invoice.number,
        is_draft=not invoice.number,
    )


def _shop(invoice: Invoice) -> Shop:
    if invoice.shop_lines:
        return read_shop(invoice.shop_lines)
    return read_shop(shop_lines(InvoiceSettings.load(), ShopSettings.load().shop_name))


def _recipient(invoice: Invoice) -> Recipient:
    name, text, due = invoice.recipient_name, invoice.recipient_lines, invoice.due_on
    if invoice.number:
        vat_number = invoice.recipient_vat_number
        return Recipient(name, _lines(text), due, vat_number, invoice.payment_words)
    plan = plan_issue(invoice)
    to = plan.recipient
    with translation.override(invoice.language):
        payment = payment_words(invoice.account)
    return Recipient(to.name, to.lines, plan.due_on, to.vat_number, payment)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _facts(invoice: Invoice, words: Words, recipient: Recipient) -> Iterator[tuple[str, str]]:
    """What stands in the block beside the address; what is not known is left out."""
    language = invoice.language
    yield words.number, invoice.number or words.draft
    if invoice.issued_on:
        yield words.day, day_in(invoice.issued_on, language)
    if recipient.due_on and invoice.kind == Invoice.Kind.INVOICE:
        yield words.due, day_in(recipient.due_on, language)
    for label, value in (
        (words.your_reference, invoice.customer_reference),
        (words.our_reference, invoice.our_reference),
        (words.your_vat, recipient.vat_number),
    ):
        if value.strip():
            yield label, value


def _row(line: InvoiceLine, language: str) -> Row:
    return Row(
        description=line.description,
        quantity=number_in(line.quantity, language, _decimals(line.quantity, 0)),
        price=number_in(line.unit_price, language, _decimals(line.unit_price, 2)),
        rate=_rate(line.vat_rate, language),
        amount=number_in(line.amount, language),
    )


def _decimals(number: Decimal, least: int) -> int:
    """How many decimals it takes to write this number, and at least so many."""
    exponent = number.normalize().as_tuple().exponent
    return max(least, -exponent) if isinstance(exponent, int) else least


def _rate(rate: Decimal, language: str) -> str:
    return f"{number_in(rate, language, _decimals(rate, 0))}{_NO_BREAK}%"


def _sums(sums: Totals, words: Words, invoice: Invoice) -> Iterator[tuple[str, str]]:
    language, currency = invoice.language, invoice.currency
    yield words.net, amount_in(sums.net, language, currency)
    for one in sums.rates:
        label = words.vat_of.format(
            rate=_rate(one.rate, language), net=amount_in(one.net, language, currency)
        )
        yield label, amount_in(one.vat, language, currency)


def _remarks(
    invoice: Invoice, words: Words, shop: Shop, recipient: Recipient, sums: Totals
) -> Iterator[str]:
    """The sentences beneath the totals: what it credits, how to pay, about VAT."""
    original = invoice.credits
    if original is not None and original.issued_on is not None:
        yield credit_words(invoice.language, original.number, original.issued_on)
    yield from _payment(invoice, words, shop, recipient, sums.total)
    if sums.vat == 0 and _is_foreign(recipient.vat_number, shop.vat_number):
        yield words.reverse.format(vat=recipient.vat_number)
    yield words.including if invoice.prices_include_vat else words.excluding


def _payment(
    invoice: Invoice, words: Words, shop: Shop, recipient: Recipient, total: Decimal
) -> Iterable[str]:
    if total < 0:
        return [words.settled]
    if total == 0:
        return [words.nothing]
    values = {
        "amount": amount_in(total, invoice.language, invoice.currency),
        "day": day_in(recipient.due_on, invoice.language) if recipient.due_on else "…",
        "iban": grouped_iban("".join(shop.iban.split())).replace(" ", _NO_BREAK),
        "shop": shop.name,
        "number": invoice.number or words.draft,
    }
    if is_debit(recipient.payment_words):
        return [f"{recipient.payment_words}. {words.collect.format(**values)}"]
    return [(words.pay if shop.iban else words.pay_later).format(**values)]


def _is_foreign(vat_number: str, shop_vat_number: str) -> bool:
    """Whether this is a VAT number of another country of the European Union than the shop's."""
    country = vat_number.strip()[:2].upper()
    home = shop_vat_number.strip()[:2].upper() or _HOME
    return _EU.fullmatch(country) is not None and country != home
