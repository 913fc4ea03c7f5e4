"""Amounts of money: as people type them, and as the screens show them."""

from __future__ import annotations

import re
from decimal import Decimal

SIGNS = {"EUR": "€"}
#: Thousands in groups of three behind a first group, or none at all; then perhaps decimals.
_DUTCH = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(?P<part>\d+))?")
_ENGLISH = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?")
_LONGEST = 40


def parse_amount(text: str) -> Decimal:
    """The amount in '€ 1.284,60', '1284.6', '− 42', '42,-'.

    A single point before three digits ('1.284') parts thousands, as in Dutch; behind a nought
    ('0.333') it cannot.

    Raises:
        ValueError: it is no amount.
    """
    plain = re.sub(r"[€\s\u00a0\u202f]|EUR", "", text[:_LONGEST].strip())
    if len(text) > _LONGEST or not plain.isascii():
        plain = plain.replace("−", "-").replace("–", "-")
    plain = re.sub(r"[,.](-{1,2}|=)$", "", plain)
    sign = "-" if plain.startswith("-") else ""
    plain = plain.removeprefix("-").removeprefix("+")
    found = _DUTCH.fullmatch(plain) or _ENGLISH.fullmatch(plain)
    if len(text) > _LONGEST or not plain.isascii() or found is None:
        raise ValueError(text)
    whole = re.sub(r"\D", "", found["whole"])
    return Decimal(f"{sign}{whole}.{found['part'] or '0'}")


def show_amount(amount: Decimal | None, currency: str = "EUR", *, decimals: int = 2) -> str:
    """'€ 1.284,60', '− € 42,00'; '' for None. The spaces do not break."""
    if amount is None:
        return ""
    sign = "−\u00a0" if amount < 0 else ""
    return f"{sign}{SIGNS.get(currency, currency)}\u00a0{show_number(abs(amount), decimals)}"


def show_number(number: Decimal, decimals: int = 2) -> str:
    """'1.284,60': with a point for thousands and a comma for decimals."""
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
