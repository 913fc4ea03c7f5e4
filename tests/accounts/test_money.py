"""The arithmetic of invoices, in Python and in the database."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.values.money import Line, Totals, line_amount, rounded, totals
from tests.factories import make_invoice

if TYPE_CHECKING:
    from accounts.models import Invoice

D = Decimal
RATES = [D(0), D(6), D(9), D(12), D("19.60"), D(21), D(100)]

lines_of_an_invoice = st.lists(
    st.builds(
        Line,
        quantity=st.decimals("-9999", "9999", places=3),
        unit_price=st.decimals("-9999", "9999", places=4),
        vat_rate=st.sampled_from(RATES) | st.decimals("0", "100", places=2),
    ),
    max_size=8,
)


def exact(amount: Fraction) -> Decimal:
    """To the cent by counting in whole numbers: another way than that of the code."""
    cents = abs(amount) * 100
    whole = cents.numerator // cents.denominator
    whole += cents - whole >= Fraction(1, 2)
    return D(whole if amount >= 0 else -whole) / 100


class TestRounded:
    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("0.015", "0.02"),
            ("0.025", "0.03"),
            ("2.675", "2.68"),
            ("0.0049999999", "0.00"),
            ("-0.001", "0.00"),
            ("9999999999.994", "9999999999.99"),
        ],
    )
    def test_half_a_cent_goes_away_from_zero(self, amount: str, expected: str) -> None:
        assert str(rounded(D(amount))) == expected


class TestTotals:
    @pytest.mark.parametrize(
        ("lines", "including", "net", "vat", "total"),
        [
            ([], True, "0", "0", "0"),
            ([("1", "121", 21)], True, "100", "21", "121"),
            ([("1", "100", 21)], False, "100", "21", "121"),
            # VAT once over the sum: three times 0.10 at 21 % is 0.06, by line it would be 0.06 too;
            # three times 0.07 is 0.04, by line 0.03.
            ([("1", "0.07", 21)] * 3, False, "0.21", "0.04", "0.25"),
            ([("1", "0.03", 21)] * 2, True, "0.05", "0.01", "0.06"),
            # Every line to the cent first: 3 × 0.335 is 1.01, not 1.005 more later.
            ([("3", "0.335", 0)] * 2, False, "2.02", "0", "2.02"),
            ([("1", "109", 9), ("1", "121", 21)], True, "200", "30", "230"),
            ([("-2", "12.50", 21)], False, "-25", "-5.25", "-30.25"),
            ([("1", "10.00", 21), ("-1", "10.00", 9)], False, "0", "1.20", "1.20"),
        ],
    )
    def test_by_hand(
        self, lines: list[tuple[str, str, int]], including: bool, net: str, vat: str, total: str
    ) -> None:
        made = [Line(D(quantity), D(price), D(rate)) for quantity, price, rate in lines]
        found = totals(made, prices_include_vat=including)
        assert (found.net, found.vat, found.total) == (D(net), D(vat), D(total))

    def test_rates_from_high_to_low_and_the_same_however_written(self) -> None:
        made = [Line(D(1), D(10), D(rate)) for rate in ("9", "21", "21.00", "0")]
        found = totals(made, prices_include_vat=False).rates
        assert [(one.rate, one.net) for one in found] == [
            (D(21), D(20)),
            (D(9), D(10)),
            (D(0), D(10)),
        ]

    @settings(max_examples=100, deadline=None)
    @given(lines_of_an_invoice, st.booleans())
    def test_equal_the_sum_of_the_lines_under_the_rule(
        self, lines: list[Line], including: bool
    ) -> None:
        found = totals(lines, prices_include_vat=including)
        amounts = [exact(Fraction(line.quantity) * Fraction(line.unit_price)) for line in lines]
        assert [line_amount(line) for line in lines] == amounts
        vat = D(0)
        for rate in {line.vat_rate for line in lines}:
            of_rate = sum(
                a for a, line in zip(amounts, lines, strict=True) if line.vat_rate == rate
            )
            part = 100 + Fraction(rate) if including else Fraction(100)
            vat += exact(Fraction(of_rate) * Fraction(rate) / part)
        assert found.vat == vat
        expected = sum(amounts, D(0))
        assert (found.total if including else found.net) == expected
        assert found.net + found.vat == found.total
        assert sum((one.net for one in found.rates), D(0)) == found.net
        assert sum((one.vat for one in found.rates), D(0)) == found.vat

    @settings(max_examples=100, deadline=None)
    @given(lines_of_an_invoice, st.booleans())
    def test_negated_it_is_the_opposite_exactly(self, lines: list[Line], including: bool) -> None:
        there = totals(lines, prices_include_vat=including)
        turned = [replace(line, quantity=-line.quantity) for line in lines]
        back = totals(turned, prices_include_vat=including)
        assert there.net + back.net == there.vat + back.vat == there.total + back.total == 0
        for one, other in zip(there.rates, back.rates, strict=True):
            assert one.rate == other.rate
            assert one.net + other.net == one.vat + other.vat == 0
        assert not any(amount.is_signed() for amount in _amounts(back) if amount == 0)

    @settings(max_examples=100, deadline=None)
    @given(
        lines_of_an_invoice.flatmap(
            lambda lines: st.tuples(st.just(lines), st.permutations(lines))
        ),
        st.booleans(),
    )
    def test_the_order_of_the_lines_does_not_matter(
        self, both: tuple[list[Line], list[Line]], including: bool
    ) -> None:
        one, other = (totals(lines, prices_include_vat=including) for lines in both)
        assert one == other

    def test_large_amounts_are_not_rounded_on_the_way(self) -> None:
        made = [Line(D("9999999.999"), D("99999999.9999"), D(21))]
        exact_product = (D("9999999.999") * D("99999999.9999")).quantize(
            D("0.01"), rounding=ROUND_HALF_UP
        )
        assert totals(made, prices_include_vat=False).net == exact_product


def _amounts(found: Totals) -> list[Decimal]:
    return [found.net, found.vat, found.total]


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.fixture
    def invoice(self) -> Invoice:
        return make_invoice()

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(lines=lines_of_an_invoice, including=st.booleans())
    def test_the_same(self, invoice: Invoice, lines: list[Line], including: bool) -> None:
        found = totals(lines, prices_include_vat=including)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_invoiceline")
            cursor.executemany(
                "INSERT INTO accounts_invoiceline (invoice_id, customer_id, position, description,"
                " quantity, unit_price, vat_rate, amount, released)"
                " VALUES (%s, %s, %s, 'x', %s, %s, %s, %s, false)",
                [
                    (
                        invoice.pk,
                        invoice.customer_id,
                        position,
                        line.quantity,
                        line.unit_price,
                        line.vat_rate,
                        line_amount(line),
                    )
                    for position, line in enumerate(lines)
                ],
            )
            cursor.execute("SELECT * FROM accounts_totals(%s, %s)", [invoice.pk, including])
            assert cursor.fetchone() == (len(lines), 0, found.net, found.vat)
            transaction.set_rollback(True)  # these lines have no history
