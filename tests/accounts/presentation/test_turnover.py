"""The turnover by month and its drawing."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from accounts.models import Invoice
from accounts.presentation.turnover import BOTTOM, TOP, Month, of_months, turnover_of
from accounts.services.invoices import credit
from tests.factories import make_customer, make_invoice, make_staff

TODAY = datetime.date(2026, 11, 22)
FIRSTS = [datetime.date(2026, month, 1) for month in (9, 10, 11)]


class TestDrawing:
    @pytest.mark.parametrize(
        ("amounts", "labels"),
        [
            ((500, 2480, 1128), ["0", "1.000", "2.000"]),
            ((12, 30, 5), ["0", "10", "20", "30"]),
            ((0, 1, 0), ["0", "1", "2", "3"]),
            ((9_500_000, 100, 0), ["0", "5.000.000"]),
            ((1000, -1000, 500), ["-1.000", "0", "1.000"]),
        ],
    )
    def test_the_lines_stand_at_round_amounts(
        self, amounts: tuple[int, ...], labels: list[str]
    ) -> None:
        found = of_months(FIRSTS, dict(zip(FIRSTS, map(Decimal, amounts), strict=True)))
        assert [line.label for line in found.lines] == labels

    @pytest.mark.parametrize("amounts", [(500, 2480, 1128), (-300, 200, 0), (-5, -10, -1)])
    def test_a_bar_is_as_high_as_its_amount(self, amounts: tuple[int, ...]) -> None:
        found = of_months(FIRSTS, dict(zip(FIRSTS, map(Decimal, amounts), strict=True)))
        low, high = min(0, *amounts), max(0, *amounts)
        scale = (BOTTOM - TOP) / max(high - low, 3)
        for bar, amount in zip(found.bars, amounts, strict=True):
            assert float(bar.height) == pytest.approx(abs(amount) * scale, abs=0.11)
            assert TOP - 0.1 <= float(bar.y) <= BOTTOM + 0.1
        assert [bar.is_now for bar in found.bars] == [False, False, True]

    def test_it_says_in_words_what_is_drawn(self) -> None:
        amounts = map(Decimal, (500, 2480, 1128))
        found = of_months(FIRSTS, dict(zip(FIRSTS, amounts, strict=True)))
        assert found.title == (
            "Omzet per maand, september 2026 tot en met november 2026; hoogste maand oktober met"
            " €\u00a02.480, november tot nu toe €\u00a01.128"
        )
        assert [bar.label for bar in found.bars] == ["sep", "okt", "nov"]

    def test_may_is_a_month(self) -> None:
        assert Month(datetime.date(2026, 5, 1), Decimal(0)).short == "mei"


@pytest.mark.django_db
@pytest.mark.usefixtures("that_day")
class TestOfACustomer:
    def test_without_vat_less_what_was_credited_by_month_of_issue(self) -> None:
        customer = make_customer()
        days = [datetime.date(2025, 11, 30), datetime.date(2025, 12, 1), datetime.date(2026, 11, 2)]
        made = [make_invoice(customer, issued_on=day) for day in days]
        credit(invoice=Invoice.objects.get(pk=made[1].pk), actor=make_staff("kantoor"), reason="x")
        make_invoice(customer)  # a draft
        make_invoice(make_customer(), payer=customer, issued=True)
        found = turnover_of(customer, TODAY)
        amounts = {month.first: month.net for month in found.months if month.net}
        assert len(found.months) == 12
        # What was credited in November leaves December as it was.
        assert amounts == {datetime.date(2025, 12, 1): Decimal(100)}
        assert found.months[-1].net == 0
        assert found.total == 100
        assert found.average == Decimal(100) / 12

    def test_nothing_at_all(self) -> None:
        assert turnover_of(make_customer(), TODAY).is_empty
