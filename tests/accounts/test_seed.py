"""Made-up accounts and invoices: numbers without a gap, valid totals, with lines, payments, history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Max, Min, Sum
from stdnum import iban as iban_check

from accounts.models import BillingAccount, Invoice, InvoiceLine, InvoicePayment, InvoiceSettings
from accounts.seed.load import load_invoices
from accounts.seed.making import iban
from accounts.seed.slots import PINNED, Free, Series, slots_of, year_of
from accounts.services.numbering import next_in_series
from accounts.values.money import Line, totals
from customers.models import Customer
from customers.seed.load import load_customers
from klantbeheer.history_guard import find_gaps
from tests.factories import make_account, make_customer, make_invoice, make_staff

COUNT = 500


def gaps() -> list[str]:
    """The series whose numbers do not run from 1 to how many there are."""
    found = Invoice.objects.exclude(number="").values("series")
    rows = found.annotate(low=Min("sequence"), high=Max("sequence"), n=Count("pk"))
    return [row["series"] for row in rows if (row["low"], row["high"]) != (1, row["n"])]


def wrong() -> list[str]:
    """What is not as its lines, its payments and its status say."""
    problems = []
    for invoice in Invoice.objects.prefetch_related("lines", "payments"):
        lines = [Line(li.quantity, li.unit_price, li.vat_rate) for li in invoice.lines.all()]
        sums = totals(lines, prices_include_vat=invoice.prices_include_vat)
        paid = sum((payment.amount for payment in invoice.payments.all()), Decimal())
        if (sums.net, sums.vat, sums.total) != (invoice.net, invoice.vat, invoice.total):
            problems.append(f"{invoice}: totals")
        if paid != invoice.paid:
            problems.append(f"{invoice}: paid")
    return problems


class TestSlots:
    def test_every_number_once_in_the_order_of_the_days(self) -> None:
        slots = slots_of(Series("2025", 1, 700, *year_of(2025)))
        assert [slot.sequence for slot in slots] == list(range(1, 701))
        days = [slot.day for slot in slots]
        assert days == sorted(days)
        assert (days[0], days[-1]) == year_of(2025)

    def test_the_known_numbers_have_their_days(self) -> None:
        series = Series("2026", 1, 1212, *year_of(2026), pinned=True)
        days = {slot.sequence: slot.day for slot in slots_of(series)}
        assert {number: days[number] for number, _day in PINNED} == dict(PINNED)
        assert list(days.values()) == sorted(days.values())

    def test_taking(self) -> None:
        free = Free((Series("2026", 1, 1212, *year_of(2026), pinned=True),))
        taken = free.take(date(2026, 10, 30), 1183)
        assert taken
        assert (taken.number, taken.day) == ("2026-1183", date(2026, 10, 30))
        other = free.take(date(2026, 10, 30))
        assert other
        assert abs((other.day - date(2026, 10, 30)).days) <= 1
        assert len(free.rest()) == 1210
        assert free.take(date(2024, 1, 1)) is None


@pytest.mark.parametrize("number", [1, 100_000, 999_999])
@pytest.mark.parametrize("country", ["NL", "BE"])
def test_bank_accounts_are_valid(number: int, country: str) -> None:
    assert iban_check.is_valid(iban(number, country))


@pytest.mark.django_db
class TestLoading:
    def test_the_shop_is_alive_and_whole(self) -> None:
        """One large load, for all that is to be seen on it."""
        make_staff("balie")
        load_customers(COUNT, seed=1)
        self._is_of_all_sorts()
        self._has_the_hand_written_ones()
        load_customers(200, seed=1)
        assert gaps() == []
        assert next_in_series("2026") == 1213 + int(200 * 0.24)

    def _is_of_all_sorts(self) -> None:
        assert find_gaps() == []
        assert gaps() == []
        assert wrong() == []
        assert Invoice.objects.count() > COUNT
        assert BillingAccount.objects.count() > COUNT * 0.3
        statuses = set(Invoice.objects.values_list("status", flat=True))
        assert statuses >= {"draft", "open", "paid", "credited"}
        assert InvoiceLine.objects.filter(activity__billing="invoiced").exists()
        assert not InvoiceLine.objects.filter(activity__billing="due").exists()
        assert Invoice.objects.filter(status="open", paid__gt=0).exists()
        assert not Invoice.objects.exclude(customer__status="active").exists()
        assert not Invoice.objects.exclude(customer__billing_account=F("account")).exists()
        assert InvoiceSettings.load().legal_name

    def test_every_row_passes_the_models_own_checks(self) -> None:
        """Of each field: keys and constraints the database has checked already."""
        load_customers(50, seed=2)
        for model in (BillingAccount, Invoice, InvoiceLine, InvoicePayment, InvoiceSettings):
            links = [field.name for field in model._meta.concrete_fields if field.is_relation]
            for row in model._default_manager.all():
                try:
                    row.clean_fields(exclude=links)
                    row.clean()
                except ValidationError as error:
                    pytest.fail(f"{model.__name__}: {error}")

    def _has_the_hand_written_ones(self) -> None:
        late = Invoice.objects.get(number="2026-1183")
        assert late.customer.number == "100000"
        assert (late.total, late.status, late.due_on) == (
            Decimal("149.95"),
            "open",
            date(2026, 11, 13),
        )
        assert InvoiceLine.objects.get(invoice=late, activity__billing="invoiced")
        couriers = Customer.objects.get(company_name__startswith="Fietskoeriers")
        assert couriers.invoices.count() == 74
        shared = couriers.billing_account_id
        assert Customer.objects.filter(billing_account=shared).count() == 2
        year = couriers.invoices.filter(issued_on__gte=date(2025, 12, 1))
        assert year.aggregate(sum=Sum("total"))["sum"] == Decimal("19858.00")
        unpaid = couriers.invoices.unpaid()
        assert sum(one.total - one.paid for one in unpaid) == Decimal("1284.60")
        assert {one.payer.company_name for one in unpaid} == {"Holding Domstad N.V."}
        credit = Invoice.objects.get(number="2026-1098", credits__number="2026-1071")
        assert (credit.kind, credit.total) == ("credit", Decimal("-251.70"))

    def test_several_batches_follow_each_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from customers.seed import load

        monkeypatch.setattr(load, "BATCH", 50)
        load_customers(150, seed=1)
        assert gaps() == []
        assert wrong() == []
        assert next_in_series("2025") == Invoice.objects.filter(series="2025").count() + 1

    def test_a_few_customers_have_no_invoices(self) -> None:
        load_customers(20, seed=1)
        assert not Invoice.objects.exists()
        assert find_gaps() == []


@pytest.mark.django_db
class TestBulk:
    def test_as_many_as_asked(self) -> None:
        load_customers(100, seed=1)
        before = Invoice.objects.count()
        done: list[int] = []
        report = load_invoices(400, progress=done.append)
        assert sum(done) == report.rows == 400
        assert Invoice.objects.count() == before + 400
        assert (find_gaps(), gaps(), wrong()) == ([], [], [])
        assert next_in_series("2026") == Invoice.objects.filter(series="2026").count() + 1

    def test_behind_what_is_there(self) -> None:
        invoice = make_invoice(issued=True, issued_on=date(2026, 11, 18))
        load_invoices(30)
        assert gaps() == []
        assert Invoice.objects.get(number="2026-0001") == invoice

    def test_a_prefix(self) -> None:
        InvoiceSettings.objects.create(pk=1, legal_name="De Spaak", series_prefix="F")
        make_account(make_customer())
        load_invoices(30)
        assert set(Invoice.objects.values_list("series", flat=True)) == {"F2024", "F2025", "F2026"}
        assert gaps() == []

    def test_what_cannot_be(self) -> None:
        make_customer()
        make_account(make_customer(status="prospect"))
        with pytest.raises(CommandError):
            call_command("seed", invoices=10, verbosity=0)
        assert not Invoice.objects.exists()

    def test_the_command(self) -> None:
        make_account(make_customer())
        call_command("seed", invoices=12, verbosity=0)
        assert Invoice.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_a_large_load_uses_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from customers.seed import bulk

    monkeypatch.setattr(bulk, "MANY", 100)
    monkeypatch.setattr(bulk, "BATCH", 80)
    make_account(make_customer(), make_customer())
    load_invoices(200)
    assert Invoice.objects.count() == 200
    assert (find_gaps(), gaps(), wrong()) == ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
