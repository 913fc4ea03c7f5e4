"""The list of a customer as a file, and the file for the bookkeeping with its columns."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import ExportProfile, Invoice
from accounts.presentation.export import COLUMNS, USUAL
from accounts.services.invoices import credit
from customers.models import Customer
from tests.accounts.making import line, make_issued, make_shop
from tests.factories import make_account, make_customer, make_invoice, make_staff
from tests.reading import text_of

if TYPE_CHECKING:
    from django.test import Client

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db
LIST = "/customers/100871/invoices/export/"
PAGE = "/invoices/export/"
FILE = f"{PAGE}file/"
NOVEMBER = {"since": "1-11-2026", "until": "30-11-2026"}


@pytest.fixture
def clerk(client: Client) -> StaffUser:
    user = make_staff("kantoor", first_name="Bram", last_name="de Wit")
    client.force_login(user)
    return user


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    customer = make_customer(number="100871", assigned_to=clerk)
    make_account(customer, number="500871", name="Domstad", iban="NL91ABNA0417164300")
    return customer


def rows_of(response: Any, delimiter: str = ";") -> list[dict[str, str]]:
    """The rows of a CSV, by the names of its columns."""
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def columns(*names: str, **fields: Any) -> dict[str, Any]:
    """The form of the columns, with these in this order."""
    places = {f"place_{name}": place for place, name in enumerate(names, start=1)}
    return {"name": "Exact", "separator": ";", "decimal_comma": "on"} | places | fields


class TestOfACustomer:
    def test_filtered_and_sorted_as_listed(self, client: Client, domstad: Customer) -> None:
        for amount in ("121.00", "60.50"):
            make_invoice(domstad, issued=True, amount=amount)
        make_invoice(domstad)
        rows = rows_of(client.get(LIST, {"show": "open", "sort": "amount"}))
        assert [row["Factuurnummer"] for row in rows] == ["2026-0002", "2026-0001"]
        assert rows[0]["Totaal"] == "60,50"
        assert len(rows_of(client.get(LIST))) == 3

    def test_nothing_is_run_and_amounts_stay_numbers(
        self, client: Client, clerk: StaffUser, domstad: Customer
    ) -> None:
        invoice = make_invoice(
            domstad, issued=True, subject="=HYPERLINK(1)", customer_reference="-1+2"
        )
        credit(invoice=invoice, actor=clerk, reason="x")
        rows = {row["Soort"]: row for row in rows_of(client.get(LIST))}
        assert rows["Factuur"]["Omschrijving"] == "'=HYPERLINK(1)"
        assert rows["Factuur"]["Referentie van de klant"] == "'-1+2"
        assert rows["Creditfactuur"]["Totaal"] == "-121,00"

    def test_excel_has_numbers_and_dates(self, client: Client, domstad: Customer) -> None:
        make_invoice(domstad, issued_on=datetime.date(2026, 11, 18), subject="=1+1")
        response: Any = client.get(LIST, {"format": "xlsx"})
        sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
        assert sheet is not None
        heading, row = list(sheet.iter_rows(values_only=True))
        found = dict(zip(heading, row, strict=True))
        assert found["Totaal"] == 121
        assert found["Datum"] == datetime.datetime(2026, 11, 18)
        assert found["Omschrijving"] == "=1+1"
        assert sheet.cell(2, 5).data_type == "s"

    def test_a_constant_number_of_queries(self, client: Client, domstad: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                rows_of(client.get(LIST))
            return len(found)

        make_invoice(domstad, issued=True)
        count()
        few = count()
        for _n in range(5):
            make_invoice(payer=domstad, issued=True)
        assert count() == few


class TestFile:
    def test_a_row_for_each_rate_that_adds_up(
        self, client: Client, clerk: StaffUser, domstad: Customer
    ) -> None:
        make_shop(prices_include_vat=True)
        lines = [line(price="100"), line(price="10.01", rate="9"), line(price="3.33")]
        invoice = make_issued(*lines, customer=domstad, customer_reference="PO 7")
        rows = rows_of(client.get(FILE, NOVEMBER))
        assert list(rows[0]) == [str(COLUMNS[name].label) for name in USUAL]
        assert [row["Btw-tarief"] for row in rows] == ["21,00", "9,00"]
        amounts = [Decimal(row["Totaal"].replace(",", ".")) for row in rows]
        assert sum(amounts) == invoice.total
        for row in rows:
            assert row["Factuurnummer"] == invoice.number
            assert row["Rekeningnummer"] == "500871"
            assert row["Klantnummer"] == "100871"
            assert row["Referentie van de klant"] == "PO 7"
            assert row["Onze referentie"] == "Bram de Wit"
            assert row["IBAN"] == "NL91ABNA0417164300"
            assert row["Valuta"] == "EUR"

    def test_our_reference_is_the_assigned_colleague_when_none_was_kept(
        self, client: Client, domstad: Customer
    ) -> None:
        make_invoice(domstad, issued=True)
        [row] = rows_of(client.get(FILE, NOVEMBER))
        assert row["Onze referentie"] == "Bram de Wit"

    def test_of_an_erased_customer_too(self, client: Client, domstad: Customer) -> None:
        """The books have no gap, whoever was erased; nobody else sees these invoices any more."""
        gone, payer = make_customer(), make_customer()
        for customer, pays in ((gone, gone), (domstad, payer), (domstad, domstad)):
            make_invoice(customer, status="paid", recipient_name="Jansen", payer=pays)
        for customer in (gone, payer):
            customer.status = Customer.Status.ERASED
            customer.save()
        rows = rows_of(client.get(FILE, NOVEMBER))
        assert [row["Factuurnummer"] for row in rows] == ["2026-0001", "2026-0002", "2026-0003"]
        assert [row["Naam"] for row in rows] == ["Jansen"] * 3
        assert rows[0]["Klantnummer"] == gone.number
        assert client.get(f"/invoices/{gone.invoices.get().pk}/").status_code == 404

    @pytest.mark.parametrize("assigned", [True, False])
    def test_our_reference_as_issued(
        self, client: Client, clerk: StaffUser, domstad: Customer, assigned: bool
    ) -> None:
        make_shop()
        domstad.assigned_to = clerk if assigned else None
        domstad.save()
        make_issued(customer=domstad)
        if assigned:
            domstad.assigned_to = make_staff(first_name="Anna", last_name="Smit")
            domstad.save()
        [row] = rows_of(client.get(FILE, NOVEMBER))
        assert row["Onze referentie"] == ("Bram de Wit" if assigned else "")

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            (NOVEMBER, ["2026-0001", "2026-0002", "2026-0004"]),
            (NOVEMBER | {"state": "open"}, ["2026-0001", "2026-0004"]),
            (NOVEMBER | {"state": "paid"}, ["2026-0002"]),
            (NOVEMBER | {"state": "credit"}, ["2026-0004"]),
            ({"since": "1-10-2026", "until": "31-10-2026"}, ["2026-0003"]),
            ({}, ["2026-0003"]),  # the last whole month
        ],
    )
    def test_the_period_and_the_state(
        self,
        client: Client,
        clerk: StaffUser,
        domstad: Customer,
        asked: dict[str, str],
        expected: list[str],
    ) -> None:
        make_invoice(domstad, issued_on=datetime.date(2026, 11, 1))
        make_invoice(domstad, issued_on=datetime.date(2026, 11, 2), status="paid")
        make_invoice(domstad, issued_on=datetime.date(2026, 10, 31))
        make_invoice(domstad)
        credit(invoice=Invoice.objects.get(number="2026-0002"), actor=clerk, reason="x")
        Invoice.objects.get(number="2026-0002")
        numbers = [row["Factuurnummer"] for row in rows_of(client.get(FILE, asked))]
        if asked.get("state") == "paid":
            expected = []  # what was credited is no longer paid
        assert numbers == expected

    @pytest.mark.parametrize(
        "asked",
        [
            {"since": "morgen"},
            {"since": "2-2-2026", "until": "1-1-2026"},
            {"state": "nonsense"},
            {"profile": "9" * 30},
            {"profile": "\0"},
            {"profile": "x"},
        ],
    )
    def test_what_cannot_be_read_gives_no_file(
        self, client: Client, clerk: StaffUser, asked: dict[str, str]
    ) -> None:
        response = client.get(FILE, asked)
        assert response["Location"].startswith(PAGE)

    def test_the_kept_columns_in_their_order_and_form(
        self, client: Client, domstad: Customer
    ) -> None:
        make_invoice(domstad, issued=True, subject="a,b")
        kept = ExportProfile.objects.create(
            name="Exact",
            columns=["total", "subject", "gone", 7, "total"],
            separator=",",
            decimal_comma=False,
        )
        response = client.get(FILE, NOVEMBER | {"profile": str(kept.pk)})
        assert rows_of(response, ",") == [{"Totaal": "121.00", "Omschrijving": "a,b"}]

    def test_a_constant_number_of_queries(self, client: Client, domstad: Customer) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as found:
                rows_of(client.get(FILE, NOVEMBER))
            return len(found)

        make_invoice(domstad, issued=True)
        count()
        few = count()
        for _n in range(5):
            make_invoice(issued=True)
        assert count() == few

    def test_is_noted(
        self, client: Client, domstad: Customer, caplog: pytest.LogCaptureFixture
    ) -> None:
        make_invoice(domstad, issued=True)
        rows_of(client.get(FILE, NOVEMBER))
        assert "exported 1 invoices for the bookkeeping" in caplog.text


class TestColumns:
    def test_are_kept_by_name(self, client: Client, clerk: StaffUser) -> None:
        response = client.post(PAGE, columns("total", "number"))
        kept = ExportProfile.objects.get()
        assert response["Location"] == f"{PAGE}?profile={kept.pk}"
        assert kept.columns == ["total", "number"]
        assert ExportProfile.history.latest().history_user == clerk
        shown = client.get(response["Location"]).context["form"]
        assert [field.value() for field in shown.places[:3]] == [1, 2, None]
        assert shown.places[0].label == "Totaal"

    def test_are_changed(self, client: Client, clerk: StaffUser) -> None:
        kept = ExportProfile.objects.create(name="Exact", columns=["number"])
        url = f"{PAGE}?profile={kept.pk}"
        data = columns("net", place_vat="1", separator="\t")
        data.pop("decimal_comma")
        assert client.post(url, data)["Location"] == url
        kept.refresh_from_db()
        assert (kept.columns, kept.separator, kept.decimal_comma) == (["net", "vat"], "\t", False)
        client.post(url, data)
        assert ExportProfile.history.filter(id=kept.pk).count() == 2

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            (columns("number", name=""), "name"),
            (columns("number", name="EXACT"), "name"),
            (columns("number", name="x" * 61), "name"),
            (columns("number", separator="|"), "separator"),
            (columns(), "__all__"),
            (columns(place_number="x"), "place_number"),
            (columns(place_number="0"), "place_number"),
            (columns(place_number="9" * 30), "place_number"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field(
        self, client: Client, clerk: StaffUser, data: dict[str, Any], field: str
    ) -> None:
        ExportProfile.objects.create(name="Exact", columns=["number"])
        data = {"name": "Nieuw"} | data if data["name"] == "Exact" else data
        data = data | ({"name": "Nieuw"} if field not in {"name"} else {})
        response = client.post(PAGE, data)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert ExportProfile.objects.count() == 1

    @pytest.mark.parametrize("key", ["x", "9" * 30, "7", "\0"])
    def test_unknown_ones_are_not_there(self, client: Client, clerk: StaffUser, key: str) -> None:
        assert client.get(PAGE, {"profile": key}).status_code == 404

    def test_the_page_says_what_is_in_the_file(self, client: Client, clerk: StaffUser) -> None:
        text = text_of(client.get(PAGE))
        assert "Een regel per btw-tarief van een factuur" in text
        assert "Uitgegeven vanaf" in text
