"""One made-up billing account, one invoice with its lines and payments. Knows no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accounts.values.money import Line, line_amount, totals
from customers.seed.people import TODAY
from customers.seed.weighted import Weighted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from accounts.seed.slots import Series, Slot

    Row = dict[str, Any]

ADDRESS = ("street", "house_number", "house_number_addition", "postcode", "city", "country")
HIGH, LOW = Decimal("21.00"), Decimal("9.00")  # per cent; mending bicycles is at the low rate
COMPANY_DAYS, PERSON_DAYS = 30, 14
SYSTEM = "seed"
#: The share that is not paid yet, by the age in days of an invoice.
UNPAID = ((14, 0.7), (30, 0.35), (60, 0.1), (120, 0.03), (10_000, 0.004))
PARTLY = 0.12
BANKS = ("INGB", "RABO", "ABNA", "TRIO", "ASNB")
BELGIAN_BANKS = ("001", "310", "363", "733", "091")


def _lists() -> dict[str, Weighted[str]]:
    found = {}
    text = (Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, _colon, rest = line.partition(": ")
            found[key] = Weighted.falling([part.strip() for part in rest.split("|")])
    return found


LISTS = _lists()


@dataclass(frozen=True)
class Prepared:
    """What the making needs from the database."""

    series: tuple[Series, ...]
    account_ids: Sequence[int]
    invoice_ids: Sequence[int]
    drafts: int
    authors: Sequence[int]
    #: Payment terms by their days, and their words by language and days.
    terms: Mapping[int, int]
    term_words: Mapping[tuple[str, int], str]
    shop_lines: str
    credit_words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Billed:
    """Whose invoices they are: what stands on them, and where they are booked."""

    customer: int
    account: int
    payer: int
    since: date
    company: bool
    name: str
    lines: str
    country: str
    language: str
    days: int
    delivery: str = "email"
    vat_number: str = ""
    peppol_id: str = ""


@dataclass(frozen=True)
class Item:
    """A line to be: prices include VAT."""

    description: str
    price: Decimal
    quantity: Decimal = Decimal(1)
    rate: Decimal = HIGH
    activity: int | None = None


@dataclass(frozen=True)
class Wanted:
    """A hand-written invoice; `paid` None lets chance decide, `credits` names an earlier one."""

    day: date
    subject: str
    amount: str
    sequence: int | None = None
    paid: str | None = None
    tag: str = ""
    credits: int | None = None


# ---------------------------------------------------------------- accounts
def account_of(
    random: Random, prepared: Prepared, values: Mapping[str, Any], name: str, pk: int
) -> Row:
    """The account of a customer, with its name and address."""
    company = values["kind"] == "company"
    days = COMPANY_DAYS if company else PERSON_DAYS
    row: Row = {name_: values[name_] for name_ in ADDRESS if values.get(name_) is not None}
    row |= {
        "id": pk,
        "number": values["number"],
        "name": name,
        "registration_number": values.get("registration_number", ""),
        "vat_number": values.get("vat_number", ""),
        "payment_term_id": prepared.terms.get(days),
        "invoicing_method": "per_order",
        "delivery_method": "email" if values.get("emails") else "post",
        "version": 1,
    }
    if company:
        row["invoicing_method"] = ("monthly", "monthly", "weekly", "per_order", "per_order")[
            int(random.random() * 5)
        ]
    if random.random() < (0.6 if company else 0.25):
        row["iban"] = iban(int(values["number"]), values["country"])
        if random.random() < 0.3:
            row["mandate_reference"] = f"M{values['number']}"
            row["mandate_signed_on"] = values["customer_since"]
    return row


def iban(number: int, country: str = "NL") -> str:
    """A made-up account number of a bank; its check digits are right."""
    if country == "BE":
        digits = f"{BELGIAN_BANKS[number % len(BELGIAN_BANKS)]}{number % 10**7:07d}"
        account = f"{digits}{int(digits) % 97 or 97:02d}"
    else:
        country, account = "NL", f"{BANKS[number % len(BANKS)]}{number % 10**10:010d}"
    text = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{country}{98 - int(text) % 97:02d}{account}"


# ---------------------------------------------------------------- invoices
def invoice_of(
    random: Random,
    prepared: Prepared,
    whose: Billed,
    *,
    key: int,
    slot: Slot | None,
    items: Sequence[Item],
    subject: str,
    credit: Row | None = None,
) -> tuple[Row, list[Row]]:
    """An invoice with its lines; without a slot a draft. `credit` is the one that it credits.

    What is paid is left to `paid()`.
    """
    sign = -1 if credit else 1
    lines = [Line(sign * item.quantity, item.price, item.rate) for item in items]
    sums = totals(lines, prices_include_vat=True)
    staff = prepared.authors
    row: Row = {
        "id": key,
        "account_id": whose.account,
        "customer_id": whose.customer,
        "payer_id": whose.payer,
        "status": "draft",
        "subject": subject[:160],
        "net": sums.net,
        "vat": sums.vat,
        "total": sums.total,
        "author_id": staff[int(random.random() * len(staff))] if staff else None,
        "version": 1,
        "prices_include_vat": True,
    }
    if slot is not None:
        row |= _issued(prepared, whose, slot) | {"kind": "credit" if credit else "invoice"}
    if credit:
        row |= {"credits_id": credit["id"], "due_on": slot.day if slot else None}
    shared = {
        "invoice_id": key,
        "customer_id": whose.customer,
        "released": credit is not None,
    }
    numbered = enumerate(zip(items, lines, strict=True), 1)
    return row, [_line(place, item, line) | shared for place, (item, line) in numbered]


def _line(place: int, item: Item, line: Line) -> Row:
    return {
        "position": place,
        "description": item.description[:200],
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "vat_rate": line.vat_rate,
        "amount": line_amount(line),
        "activity_id": item.activity,
    }


def _issued(prepared: Prepared, whose: Billed, slot: Slot) -> Row:
    return {
        "status": "open",
        "series": slot.series,
        "sequence": slot.sequence,
        "number": slot.number,
        "issued_on": slot.day,
        "due_on": slot.day + timedelta(days=whose.days),
        "language": whose.language,
        "delivery_method": whose.delivery,
        "recipient_name": whose.name,
        "recipient_lines": whose.lines,
        "recipient_country": whose.country,
        "recipient_vat_number": whose.vat_number,
        "recipient_peppol_id": whose.peppol_id,
        "shop_lines": prepared.shop_lines,
        "payment_words": prepared.term_words.get((whose.language, whose.days), ""),
        "created_at": datetime.combine(slot.day, time(9), UTC),
        "version": 3,
    }


def items_of(random: Random, *, company: bool) -> list[Item]:
    """What was bought and done, made up."""
    chance, items = random.random, []
    for _nth in range(1 + int(chance() ** 2 * 4)):
        if chance() < 0.45:
            price = Decimal(12 + int(chance() ** 2 * 110)) + Decimal("0.50")
            items.append(Item(LISTS["work"].pick(random), price, rate=LOW))
        else:
            many = 1 + int(chance() ** 3 * (12 if company else 3))
            price = Decimal(4 + int(chance() ** 3 * 180)) + Decimal("0.95")
            items.append(Item(LISTS["part"].pick(random), price, Decimal(many)))
    return items


def paid(random: Random, prepared: Prepared, row: Row, amount: Decimal | None = None) -> Row | None:
    """The payment of an issued invoice, put on the invoice too; None when nothing came in.

    Args:
        random: what to draw from.
        prepared: the staff.
        row: the invoice.
        amount: what came in; by chance and by age when left out.
    """
    age = (TODAY - row["issued_on"]).days
    if amount is None:
        unpaid = next(share for days, share in UNPAID if age <= days)
        amount = row["total"]
        if random.random() < unpaid:
            part = random.random() < PARTLY and row["total"] > 20
            amount = Decimal(int(row["total"] / 2)) if part else Decimal(0)
    if not amount:
        return None
    took = 1 + int(random.random() * 25)
    day = min(row["issued_on"] + timedelta(days=took), TODAY - timedelta(days=1))
    day = max(day, row["issued_on"])
    row["paid"] = amount
    if amount == row["total"]:
        row |= {"status": "paid", "paid_on": day}
    method = ("bank", "bank", "bank", "pin", "debit", "cash")[int(random.random() * 6)]
    return payment_of(random, prepared, row["id"], amount=amount, day=day, method=method)


def payment_of(
    random: Random,
    prepared: Prepared,
    invoice: int,
    *,
    amount: Decimal,
    day: date,
    method: str,
) -> Row:
    """One payment."""
    staff = prepared.authors
    return {
        "invoice_id": invoice,
        "amount": amount,
        "received_on": day,
        "method": method,
        "staff_id": staff[int(random.random() * len(staff))] if staff else None,
        "system": "" if staff else SYSTEM,
        "moment": datetime.combine(day, time(10, int(random.random() * 60)), UTC),
    }


def credited(
    random: Random,
    prepared: Prepared,
    whose: Billed,
    *,
    key: int,
    slot: Slot,
    original: Row,
    lines: Sequence[Row],
) -> tuple[Row, list[Row], list[Row]]:
    """The credit invoice of an unpaid one, its lines, and the two payments that settle them."""
    items = [
        Item(line["description"], line["unit_price"], line["quantity"], line["vat_rate"],
             line["activity_id"])
        for line in lines
    ]  # fmt: skip
    subject = prepared.credit_words.get(whose.language, "{number}").format(
        number=original["number"]
    )
    row, more = invoice_of(
        random, prepared, whose, key=key, slot=slot, items=items, subject=subject, credit=original
    )
    for line in lines:
        line["released"] = True
    total = original["total"]
    original |= {"status": "credited", "paid": total, "paid_on": slot.day}
    row |= {"status": "paid", "paid": -total, "paid_on": slot.day, "payment_words": ""}
    payments = [
        payment_of(random, prepared, one, amount=amount, day=slot.day, method="settled")
        for one, amount in ((original["id"], total), (key, -total))
    ]
    return row, more, payments
