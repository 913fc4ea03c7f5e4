"""How long invoices are kept, and what of them holds a customer back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice, InvoiceLine, InvoicePayment
from customers import hooks
from customers.hooks import KeptUntil, LifeSign, RetentionHold, Vault
from customers.models import ShopSettings
from customers.values.periods import FISCAL_YEARS
from klantbeheer.personal_data import ERASED_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

INVOICES, LINES, PAYMENTS = (
    model._meta.db_table for model in (Invoice, InvoiceLine, InvoicePayment)
)
#: What an invoice says of who pays it.
RECIPIENT = (
    "recipient_name",
    "recipient_lines",
    "recipient_vat_number",
    "recipient_peppol_id",
)


def register() -> None:
    """Register what accounts have to say of it."""
    hooks.register_life_sign("invoices", newest_invoice)
    hooks.register_retention_hold(
        RetentionHold("invoice", _("an unpaid or draft invoice"), with_unpaid, position=50)
    )
    hooks.register_vault(
        Vault(
            name="invoices",
            label=_("Invoices"),
            note=_("tax law: 7 years in the Netherlands, 10 in Belgium"),
            handling="fiscal",
            tables=[INVOICES, LINES, PAYMENTS],
            kept=kept_invoices,
            tab="account",
            named=paid_for_others,
            named_columns=RECIPIENT,
        )
    )


def newest_invoice(customers: Sequence[int]) -> dict[int, LifeSign]:
    """The last day on which an invoice was made, issued or paid, own ones and those to pay."""
    found: dict[int, LifeSign] = {}
    last = Greatest("issued_on", "paid_on", TruncDate("created_at"))
    others = Invoice.objects.filter(payer__in=customers).exclude(payer=F("customer"))
    for rows, whose in (
        (Invoice.objects.filter(customer__in=customers), "customer_id"),
        (others, "payer_id"),
    ):
        for row in rows.order_by().values(whose).annotate(last=Max(last), rows=Count("pk")):
            known = found.get(row[whose], LifeSign(row["last"], 0))
            found[row[whose]] = LifeSign(max(known.day, row["last"]), known.rows + row["rows"])
    return found


def with_unpaid(customers: Sequence[int]) -> Collection[int]:
    """Those with an invoice that is to be paid or still a draft, also as who pays for another."""
    held: set[int] = set()
    for whose in ("customer", "payer"):
        of = Q(**{f"{whose}__in": customers})
        if whose == "payer":
            of &= ~Q(payer=F("customer"))
        for state in (Q(status="open"), Q(status="draft", issued_on=None)):
            rows = Invoice.objects.filter(of & state).order_by()
            held |= set(rows.values_list(f"{whose}_id", flat=True))
    return held


# ---------------------------------------------------------------- what the tax law keeps
def last_day(issued_on: datetime.date, countries: Iterable[str]) -> datetime.date:
    """The last day on which an invoice must be there: so many whole years after that of its issue.

    Of several countries the longest counts.
    """
    years = max(FISCAL_YEARS.get(country, FISCAL_YEARS["NL"]) for country in countries)
    return datetime.date(min(issued_on.year + years, datetime.MAXYEAR), 12, 31)


def kept_invoices(
    customers: Sequence[int], today: datetime.date
) -> Mapping[str, Sequence[KeptUntil]]:
    """The issued invoices of these customers that must be kept, with their lines and payments."""
    return _kept(Invoice.objects.filter(customer__in=customers), today)


def _kept(invoices: Any, today: datetime.date) -> dict[str, list[KeptUntil]]:
    shop = ShopSettings.load().country
    issued = invoices.exclude(issued_on=None).order_by()
    until: dict[int, datetime.date] = {}
    for key, day, *countries in issued.values_list(
        "pk", "issued_on", "customer__country", "payer__country", "recipient_country"
    ):
        if (last := last_day(day, [shop, *countries])) >= today:
            until[key] = last
    if not until:
        return {}
    kept = {INVOICES: _by_day({key: key for key in until}, until)}
    for table, model in ((LINES, InvoiceLine), (PAYMENTS, InvoicePayment)):
        rows = model.objects.filter(invoice__in=list(until)).order_by()
        kept[table] = _by_day(dict(rows.values_list("pk", "invoice_id")), until)
    return kept


def paid_for_others(
    customers: Sequence[int], today: datetime.date
) -> Mapping[int, Mapping[str, Sequence[int]]]:
    """The invoices of others that name these as who pays, once the tax law asks no longer for them."""
    invoices = Invoice.objects.filter(payer__in=customers).exclude(payer=F("customer"))
    kept = {key for part in _kept(invoices, today).get(INVOICES, ()) for key in part.pks}
    due: dict[int, dict[str, list[int]]] = {}
    told = invoices.exclude(issued_on=None).exclude(recipient_name__in=["", ERASED_TEXT])
    for key, payer in told.order_by("pk").values_list("pk", "payer_id"):
        if key not in kept:
            due.setdefault(payer, {}).setdefault(INVOICES, []).append(key)
    return due


def _by_day(rows: Mapping[int, int], until: Mapping[int, datetime.date]) -> list[KeptUntil]:
    """Rows, by the invoice that they hang on, together per day."""
    days: dict[datetime.date, list[int]] = {}
    for key, invoice in rows.items():
        days.setdefault(until[invoice], []).append(key)
    return [KeptUntil(keys, day) for day, keys in sorted(days.items())]
