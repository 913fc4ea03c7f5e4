"""The accounts and invoices of a batch of made-up customers; made where Django is not known."""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.seed.making import (
    COMPANY_DAYS,
    LISTS,
    LOW,
    PERSON_DAYS,
    Billed,
    Item,
    account_of,
    credited,
    invoice_of,
    items_of,
    paid,
)
from accounts.seed.memorable import COMPANY, HOLDING, known
from accounts.seed.slots import Free
from accounts.values.peppol import peppol_id
from customers.values.names import PersonName, envelope_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from accounts.seed.making import Prepared, Wanted
    from accounts.seed.slots import Slot
    from customers.seed.parts import Keyed, Rows

    Row = dict[str, Any]

NAMES = ("account", "line", "invoice", "payment")
#: How many have an account without having been invoiced yet, and how many invoices are credited.
WITH_ACCOUNT, CREDITED = 0.25, 0.008
FOR_WHAT_WAS_DONE = 0.7
BILLABLE = frozenset({"order", "repair", "project", "fault_report"})
LATEST = timedelta(days=60)  # what was done is invoiced within this time
MOST_LINES = 3
COUNTRIES = {"BE": "België", "DE": "Duitsland", "FR": "Frankrijk", "LU": "Luxemburg"}
NAME_FIELDS = (
    "kind", "salutation", "initials", "first_name", "infix", "last_name", "company_name",
    "language",
)  # fmt: skip


def rows_of(random: Random, prepared: Prepared, customers: Keyed, so_far: Rows) -> Rows:
    """Everything that this app hangs on these customers; they get the keys of their accounts."""
    return _Batch(random, prepared, customers, so_far).made()


class _Batch:
    def __init__(self, random: Random, prepared: Prepared, customers: Keyed, so_far: Rows) -> None:
        self.random, self.prepared = random, prepared
        self.seeded = dict(customers)
        self.rows: Rows = {name: [] for name in NAMES}
        self.account_ids = iter(prepared.account_ids)
        self.invoice_ids = iter(prepared.invoice_ids)
        self.free = Free(prepared.series)
        self.billed: dict[int, Billed] = {}
        self.payers = _payers(so_far)
        self.to_bill = _to_bill(so_far)
        #: The days on which something was done that may be invoiced, and for whom.
        self.done: list[tuple[date, int]] = []

    def made(self) -> Rows:
        """All rows."""
        by_hand = {}
        for pk, seeded in self.seeded.items():
            wanted = known(seeded.values)
            if wanted is not None:
                by_hand[pk] = wanted
        for pk, wanted in by_hand.items():
            self._by_hand(pk, wanted)
        others = [pk for pk in self.seeded if pk not in by_hand and self._is_active(pk)]
        everybody = others or [pk for pk in self.seeded if self._is_active(pk)]
        self._draw(everybody)
        for pk in others:
            if pk not in self.billed and self.random.random() < WITH_ACCOUNT:
                self._billed(pk)
        return self.rows

    # ------------------------------------------------------------ accounts
    def _is_active(self, pk: int) -> bool:
        return bool(self.seeded[pk].values["status"] == "active")

    def _billed(self, pk: int) -> Billed:
        """Who gets this customer's invoices; with the account, made when there is none yet."""
        if pk in self.billed:
            return self.billed[pk]
        values = self.seeded[pk].values
        account = values.get("billing_account_id")
        if account is None:
            account = next(self.account_ids)
            name = _name(values)
            self.rows["account"].append(
                account_of(self.random, self.prepared, values, name, account)
            )
            values["billing_account_id"] = account
        payer = self.payers.get(pk, pk)
        found = billed_of(pk, account, values)
        if payer != pk and payer in self.seeded:
            found = _paid_by(found, payer, self.seeded[payer].values)
        self.billed[pk] = found
        return found

    # ------------------------------------------------------------ hand-written
    def _by_hand(self, pk: int, wanted: Sequence[Wanted]) -> None:
        values = self.seeded[pk].values
        if values.get("company_name") == HOLDING:
            self._share(pk)
            return
        whose = self._billed(pk)
        if values.get("company_name") == COMPANY:
            # The holding pays, on the account that they share: the name on it is that of the account.
            whose = replace(whose, name=str(values["company_name"]))
        made: dict[int, tuple[Row, list[Row]]] = {}
        for one in sorted(wanted, key=lambda each: each.day):
            slot = self.free.take(one.day, one.sequence)
            if slot is None:
                continue
            if one.credits in made:
                self._credit(whose, slot, *made[one.credits])
                continue
            item = Item(one.subject, Decimal(one.amount), activity=self._tagged(pk, one.tag))
            row, lines = self._invoice(whose, slot, [item], one.subject)
            if one.sequence is not None:
                made[one.sequence] = row, lines
            self._pay(row, None if one.paid is None else Decimal(one.paid))

    def _share(self, pk: int) -> None:
        """The account of the company that this one holds."""
        for seeded in self.seeded.values():
            if seeded.values.get("company_name") == COMPANY:
                account = seeded.values.get("billing_account_id")
                self.seeded[pk].values["billing_account_id"] = account

    def _tagged(self, pk: int, tag: str) -> int | None:
        """The key of the activity that this invoice is for, which is invoiced now."""
        for row in self.to_bill.get(pk, ()):
            if tag and row.get("tag") == tag:
                row["billing"] = "invoiced"
                return int(row["id"])
        return None

    # ------------------------------------------------------------ drawn
    def _draw(self, customers: Sequence[int]) -> None:
        slots = iter(self.free.rest())
        there = set(customers)
        self.done = sorted(
            (row["closed_on"], pk)
            for pk, rows in self.to_bill.items()
            if pk in there
            for row in rows
        )
        waiting: list[tuple[Billed, Row, list[Row]]] = []
        for slot in slots:
            if waiting and (slot.day - waiting[0][1]["issued_on"]).days > 6:
                whose, row, lines = waiting.pop(0)
                if row["series"] == slot.series:
                    self._credit(whose, slot, row, lines)
                    continue
                self._pay(row, None)
            pk = self._whose(customers, slot.day)
            whose = self._billed(pk)
            items, subject = self._items(pk, whose, slot.day)
            row, lines = self._invoice(whose, slot, items, subject)
            if self.random.random() < CREDITED:
                waiting.append((whose, row, lines))
            else:
                self._pay(row, None)
        for _whose, row, _lines in waiting:
            self._pay(row, None)
        for _nth in range(self.prepared.drafts if customers else 0):
            pk = self._whose(customers, date.max)
            whose = self._billed(pk)
            self._invoice(whose, None, items_of(self.random, company=whose.company), "")

    def _whose(self, customers: Sequence[int], day: date) -> int:
        """Somebody for whom something was done shortly before, or who was a customer then.

        Somebody at all when that does not succeed.
        """
        if day < date.max and self.random.random() < FOR_WHAT_WAS_DONE:
            first, last = bisect(self.done, (day - LATEST, 0)), bisect(self.done, (day, 0))
            if first < last:
                return self.done[first + int(self.random.random() * (last - first))][1]
        for _try in range(8):
            pk = customers[int(self.random.random() * len(customers))]
            if self.seeded[pk].values["customer_since"] <= day:
                return pk
        return pk

    def _items(self, pk: int, whose: Billed, day: date) -> tuple[list[Item], str]:
        """What was done for the customer shortly before, if anything; else made up."""
        done = [
            row
            for row in self.to_bill.get(pk, ())
            if row["billing"] != "invoiced" and day - LATEST <= row["closed_on"] <= day
        ][:MOST_LINES]
        for row in done:
            row["billing"] = "invoiced"
        items = [
            Item(row["title"], row["amount"], activity=row["id"],
                 rate=LOW if row["kind"] == "repair" else Item.rate)
            for row in done
        ]  # fmt: skip
        if items:
            return items, items[0].description
        subjects = LISTS["subject.company" if whose.company else "subject.person"]
        return items_of(self.random, company=whose.company), subjects.pick(self.random)

    # ------------------------------------------------------------ rows
    def _invoice(
        self, whose: Billed, slot: Slot | None, items: Sequence[Item], subject: str
    ) -> tuple[Row, list[Row]]:
        key = next(self.invoice_ids)
        row, lines = invoice_of(
            self.random, self.prepared, whose, key=key, slot=slot, items=items, subject=subject
        )
        self.rows["invoice"].append(row)
        self.rows["line"] += lines
        return row, lines

    def _pay(self, row: Row, amount: Decimal | None) -> None:
        payment = paid(self.random, self.prepared, row, amount)
        if payment:
            self.rows["payment"].append(payment)

    def _credit(self, whose: Billed, slot: Slot, original: Row, lines: list[Row]) -> None:
        key = next(self.invoice_ids)
        row, more, payments = credited(
            self.random, self.prepared, whose, key=key, slot=slot, original=original, lines=lines
        )
        self.rows["invoice"].append(row)
        self.rows["line"] += more
        self.rows["payment"] += payments


# ---------------------------------------------------------------- what was made before
def _payers(so_far: Rows) -> dict[int, int]:
    """Who pays for whom: the preferred Factuuradres of each customer that has one."""
    return {
        row["customer_id"]: row["invoice_customer_id"]
        for row in so_far.get("person", ())
        if row["type_id"] == "invoice_address" and row.get("preferred") and not row.get("archived")
    }


def _to_bill(so_far: Rows) -> dict[int, list[Row]]:
    """What was done and may be invoiced, by customer."""
    found: dict[int, list[Row]] = {}
    for row in so_far.get("activity", ()):
        if row["status"] == "done" and row["kind"] in BILLABLE and row["amount"]:
            found.setdefault(row["customer_id"], []).append(row)
    return found


# ---------------------------------------------------------------- names and addresses
def billed_of(pk: int, account: int, values: Mapping[str, Any], days: int | None = None) -> Billed:
    """What stands on the invoices of a customer, from the values of the customer or the account."""
    company = values["kind"] == "company"
    usual = COMPANY_DAYS if company else PERSON_DAYS
    return Billed(
        customer=pk,
        account=account,
        payer=pk,
        since=values["customer_since"],
        company=company,
        name=_name(values),
        lines=_lines(values),
        country=values["country"],
        language=values.get("language", "nl"),
        days=usual if days is None else days,
        delivery="email" if values.get("emails") else "post",
        vat_number=values.get("vat_number", ""),
        peppol_id=peppol_id(values["country"], values.get("registration_number", "")),
    )


def _paid_by(billed: Billed, payer: int, values: Mapping[str, Any]) -> Billed:
    """The same with the name and address of who pays."""
    other = billed_of(payer, billed.account, values)
    return replace(other, customer=billed.customer, since=billed.since, days=billed.days)


def _name(values: Mapping[str, Any]) -> str:
    fields = {name: values[name] for name in NAME_FIELDS if values.get(name)}
    return envelope_line(PersonName(**fields))[:160]


def _lines(values: Mapping[str, Any]) -> str:
    parts = (values.get(name) for name in ("street", "house_number", "house_number_addition"))
    street = " ".join(str(part) for part in parts if part)
    town = f"{values.get('postcode', '')} {values.get('city', '')}".strip()
    return "\n".join(line for line in (street, town, COUNTRIES.get(values["country"], "")) if line)
