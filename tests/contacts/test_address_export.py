"""The address book as a CSV or Excel file."""

from __future__ import annotations

import csv
import logging
from datetime import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from customers.models import Customer
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

URL = "/addresses/export/"
HEADING = [
    "Klantnummer",
    "Soort",
    "Status",
    "Bedrijf",
    "Aanhef",
    "Voorletters",
    "Voornaam",
    "Tussenvoegsel",
    "Achternaam",
    "Briefaanhef",
    "Functie",
    "Straat",
    "Huisnummer",
    "Toevoeging",
    "Postcode",
    "Plaats",
    "Land",
    "Telefoon",
    "Mobiel",
    "E-mail",
    "Mag mailen",
    "Taal",
    "Gewijzigd",
]


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_staff("kantoor"))
    return client


@pytest.fixture
def _shop() -> None:
    shop = make_customer(
        number="000871",
        kind="company",
        company_name="=HYPERLINK(1)",
        last_name="",
        infix="",
        initials="",
        salutation="",
        phone="+31302345678",
    )
    make_contact(
        shop,
        salutation="mrs",
        initials="S.",
        infix="van",
        last_name='Jansen; "de"\nVries',
        job_title="@SUM(A1)",
        mobile="+4915112345678",
        emails="s@x.example",
    )
    make_contact(shop, type_id="sales", last_name="Anders", emails="")


def csv_rows(client: Client, **asked: str) -> list[dict[str, str]]:
    response: Any = client.get(f"{URL}csv/", asked)
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    found = list(csv.reader(StringIO(content), delimiter=";"))
    assert found[0] == HEADING
    return [dict(zip(HEADING, row, strict=True)) for row in found[1:]]


def sheet(client: Client, **asked: str) -> Any:
    response: Any = client.get(f"{URL}xlsx/", asked)
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    return load_workbook(BytesIO(content)).active


@pytest.mark.usefixtures("_shop")
class TestCsv:
    def test_a_contact(self, office: Client) -> None:
        (row,) = csv_rows(office, type="purchasing")
        assert row["Klantnummer"] == "000871"
        assert row["Soort"] == "Inkoop"
        assert row["Bedrijf"] == "'=HYPERLINK(1)"
        assert row["Functie"] == "'@SUM(A1)"
        assert row["Achternaam"] == 'Jansen; "de"\nVries'
        assert row["Briefaanhef"].startswith("Geachte mevrouw Van Jansen")
        assert (row["Straat"], row["Huisnummer"], row["Postcode"]) == (
            "Voorstraat",
            "47",
            "3512 JE",
        )
        assert row["Mobiel"].startswith("'+49 ")
        assert (row["E-mail"], row["Mag mailen"]) == ("s@x.example", "1")
        assert row["Land"] == "Nederland"

    def test_a_main_address(self, office: Client) -> None:
        (row,) = csv_rows(office)
        assert (row["Soort"], row["Telefoon"]) == ("Hoofdadres", "030 234 56 78")
        assert row["Mag mailen"] == ""
        assert row["Gewijzigd"].startswith(f"{timezone.localdate():%Y-%m-%d}")

    def test_the_filter_holds(self, office: Client) -> None:
        assert len(csv_rows(office, type="contacts")) == 2
        assert len(csv_rows(office, type="contacts", has_email="no")) == 1
        assert csv_rows(office, postcode="9999") == []


@pytest.mark.usefixtures("_shop")
class TestExcel:
    def test_typed_cells(self, office: Client) -> None:
        rows = list(sheet(office, type="purchasing").iter_rows())
        assert [cell.value for cell in rows[0]] == HEADING
        cells = dict(zip(HEADING, rows[1], strict=True))
        assert (cells["Klantnummer"].value, cells["Klantnummer"].data_type) == ("000871", "s")
        assert (cells["Huisnummer"].value, cells["Huisnummer"].data_type) == (47, "n")
        assert (cells["Mag mailen"].value, cells["Mag mailen"].data_type) == (1, "n")
        assert isinstance(cells["Gewijzigd"].value, datetime)
        assert abs(cells["Gewijzigd"].value - timezone.localtime().replace(tzinfo=None)).days == 0

    def test_no_text_is_a_formula(self, office: Client) -> None:
        cells = [cell for row in sheet(office, type="contacts").iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert "=HYPERLINK(1)" in [cell.value for cell in cells]

    def test_too_many_rows(self, office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("contacts.views.address_book.XLSX_ROWS", 2)
        response = office.get(f"{URL}xlsx/", {"type": "contacts", "sort": "city"}, follow=True)
        assert response.redirect_chain == [("/addresses/?type=contacts&sort=city", 302)]
        assert "In een Excelblad passen 1 rijen" in response.content.decode()


def test_file_names_and_headers(office: Client) -> None:
    day = f"{timezone.localdate():%Y-%m-%d}"
    for kind, content_type in (
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        response: Any = office.get(f"{URL}{kind}/")
        assert response["Content-Disposition"] == f'attachment; filename="adressen-{day}.{kind}"'
        assert response["Content-Type"] == content_type
        assert response["Cache-Control"] == "no-store"
        assert b"".join(response.streaming_content)
    assert office.get(f"{URL}pdf/").status_code == 404


@pytest.mark.usefixtures("_shop")
def test_every_export_is_in_the_security_log(
    office: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="klantbeheer.security"):
        csv_rows(office, type="contacts", postcode="3512 JE")
        sheet(office, text="geheim")
        office.get("/addresses/labels/", {"type": "contacts"})
    said = [record.getMessage() for record in caplog.records if "exported" in record.getMessage()]
    assert len(said) == 3
    assert "exported 2 addresses as csv, filtered by postcode, type" in said[0]
    assert "exported 0 addresses as xlsx, filtered by text, type" in said[1]
    assert "exported 2 addresses as labels" in said[2]
    assert not any(word in " ".join(said) for word in ("3512", "geheim", "contacts"))


def test_a_large_list_comes_in_pieces(office: Client) -> None:
    Customer.objects.bulk_create(
        Customer(number=str(500_000 + at), last_name=f"Jansen{at}", status="active", version=1)
        for at in range(3_000)
    )
    response: Any = office.get(f"{URL}csv/", {"sort": "number"})
    pieces = list(response.streaming_content)
    assert len(pieces) > 2
    lines = b"".join(pieces).decode().splitlines()
    assert len(lines) == 3_001
    assert lines[-1].startswith("502999;")
    assert not response.has_header("Content-Length")
