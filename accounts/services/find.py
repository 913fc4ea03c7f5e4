"""Finding a billing account by its number, its name or its IBAN."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from accounts.models import BillingAccount
from accounts.values.bank import compact_iban
from customers.models import Customer, CustomerRelation
from customers.values.text import clean_text, fold_width

FOUND = 20
LONGEST = 160
LONGEST_IBAN, SHORTEST_IBAN = 34, 4
SHORTEST_NUMBER, SHORTEST_NAME = 4, 2
MOST = 2000  # whoever finds more types on

# Words are letters and digits once they are folded, so that each may stand between quotes.
_QUERY = """
    SELECT '''' || replace(nullif(public.customers_fold(%s), ''), ' ', ''':* & ''') || ''':*'
"""
_WORDS = "to_tsvector('simple'::regconfig, public.customers_fold(name))"


def find_accounts(text: str, *, limit: int = FOUND) -> list[BillingAccount]:
    """The accounts that `text` may mean: the number itself first, the closed ones last.

    Args:
        text: the beginning of a number or an IBAN, or beginnings of words of the name.
        limit: how many at most.
    """
    try:
        wanted = clean_text(text[:LONGEST])
    except ValidationError:
        return []
    if not wanted:
        return []
    keys = {row[0] for row in _keys(wanted, limit)}
    rows: list[BillingAccount] = list(BillingAccount.objects.filter(pk__in=keys))
    digits = _digits(wanted)
    rows.sort(key=lambda row: (not row.active, row.number != digits, len(row.number), row.number))
    return rows[:limit]


def _digits(text: str) -> str:
    return "".join(fold_width(text).split())


def _keys(text: str, limit: int) -> list[Any]:
    """The keys by each of the three; each by an index of its own, the open ones first."""
    parts: list[tuple[str, list[Any]]] = []
    digits, iban = _digits(text), compact_iban(text)
    if digits.isascii() and digits.isdigit():
        parts.append(("number = %s", [digits]))
        if len(digits) >= SHORTEST_NUMBER:
            parts.append(("number LIKE %s", [f"{digits}%"]))
    if iban.isascii() and iban.isalnum() and SHORTEST_IBAN <= len(iban) <= LONGEST_IBAN:
        # Between the lowest and the highest: an index of any collation knows where those are.
        condition = "iban <> '' AND iban >= %s AND iban <= %s AND iban LIKE %s"
        parts.append((condition, [iban, iban.ljust(LONGEST_IBAN, "Z"), f"{iban}%"]))
    if len(text) >= SHORTEST_NAME:
        parts.append((f"{_WORDS} @@ %s::tsquery", [_words(text)]))
    if not parts:
        return []
    one = (
        f"(SELECT id FROM (SELECT * FROM {BillingAccount._meta.db_table} WHERE {{}} LIMIT {MOST})"
        " found ORDER BY active DESC, length(number), number LIMIT %s)"
    )
    sql = " UNION ".join(one.format(condition) for condition, _values in parts)
    values = [value for _condition, found in parts for value in (*found, limit)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
    return found


def _words(text: str) -> str | None:
    """The text as a search for words that begin like its words; None for a text without any."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [text])
        found: str | None = cursor.fetchone()[0]
    return found


def likely_accounts(customer: Customer, *, limit: int = 5) -> list[BillingAccount]:
    """The open accounts that this customer may be meant to have: of its number, or of its kin."""
    relations = CustomerRelation.objects.filter(Q(customer=customer) | Q(other=customer))
    pairs = relations.filter(active=True).values_list("customer", "other")
    kin = {key for pair in pairs for key in pair} - {customer.pk}
    theirs = Customer.objects.filter(pk__in=kin).exclude(billing_account=None)
    keys = set(theirs.values_list("billing_account", flat=True)) if kin else set()
    found = BillingAccount.objects.choosable().filter(Q(number=customer.number) | Q(pk__in=keys))
    return list(found.exclude(pk=customer.billing_account_id or 0).order_by("number")[:limit])
