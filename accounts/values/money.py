"""The arithmetic of an invoice, in `Decimal`. The database does the same: accounts/sql/rules.sql.

The rounding rule: every line is rounded to the cent; VAT is calculated per rate, over the sum of its
lines, and rounded once. A half cent is rounded away from zero, so that a credit invoice is exactly
its original with the sign turned.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_HUNDRED = Decimal(100)
_PRECISION = 60  # digits: more than any amount that a column holds, so that only `rounded` rounds


@dataclass(frozen=True)
class Line:
    """What a line of an invoice counts with. A rate of 21 means 21 %."""

    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class RateTotal:
    """The sum of the lines at one rate of VAT."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True)
class Totals:
    """What stands at the foot of an invoice; `rates` from the highest to the lowest."""

    net: Decimal
    vat: Decimal
    total: Decimal
    rates: tuple[RateTotal, ...]


def rounded(amount: Decimal) -> Decimal:
    """`amount` to the cent, a half cent away from zero; never a negative zero."""
    with localcontext(prec=_PRECISION):
        return amount.quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def line_amount(line: Line) -> Decimal:
    """Quantity × price, to the cent."""
    with localcontext(prec=_PRECISION):
        return rounded(line.quantity * line.unit_price)


def totals(lines: Iterable[Line], *, prices_include_vat: bool) -> Totals:
    """The totals of an invoice, in total and per rate of VAT.

    Args:
        lines: in any order; without lines everything is nil.
        prices_include_vat: whether VAT is in the prices, or comes on top of them.
    """
    sums: dict[Decimal, Decimal] = {}
    with localcontext(prec=_PRECISION):
        for line in lines:
            sums[line.vat_rate] = sums.get(line.vat_rate, ZERO) + line_amount(line)
        rates = tuple(
            _rate_total(rate, sums[rate], prices_include_vat) for rate in sorted(sums, reverse=True)
        )
        net = sum((one.net for one in rates), ZERO)
        vat = sum((one.vat for one in rates), ZERO)
        return Totals(net=net, vat=vat, total=net + vat, rates=rates)


def _rate_total(rate: Decimal, amount: Decimal, prices_include_vat: bool) -> RateTotal:
    if prices_include_vat:
        vat = rounded(amount * rate / (_HUNDRED + rate))
        return RateTotal(rate=rate, net=amount - vat, vat=vat)
    return RateTotal(rate=rate, net=amount, vat=rounded(amount * rate / _HUNDRED))
