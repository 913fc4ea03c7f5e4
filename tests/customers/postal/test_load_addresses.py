"""Reading address files: told apart by content, good rows in the table, bad ones with their place."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from customers.models import PostalAddress
from customers.postal import load_shipped_addresses
from customers.postal.loading import recognise
from customers.postal.lookup import find_address
from customers.postal.rows import AddressRow, BadRow
from tests.customers.postal import bagfile

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def load(path: Path, **options: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_addresses", path, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def table() -> list[tuple[object, ...]]:
    fields = ("country", "postcode", "house_number", "addition", "street", "city", "source")
    return list(PostalAddress.objects.order_by("pk").values_list(*fields))


def rows_of(path: Path) -> list[AddressRow | BadRow]:
    return list(recognise(path).read(lambda _read: None))


class TestBag:
    @pytest.fixture
    def extract(self, tmp_path: Path) -> Path:
        return bagfile.write_extract(
            tmp_path / "lvbag.zip",
            towns=[bagfile.town("2142", "Doesburg"), bagfile.town("3000", "Bêlgum")],
            streets=[
                bagfile.street("S1", "Voorstraat", "2142"),
                bagfile.street("S2", "Vroeger", "2142", past=True),
                bagfile.street("S2", "Nu &amp; straks", "2142"),
            ],
            numbers=[
                [
                    bagfile.number("N1", 47, "6981AB", "S1"),
                    bagfile.number("N2", 47, "6981AB", "S1", letter="A"),
                    bagfile.number("N3", 47, "6981AB", "S1", letter="A", addition="bis"),
                    bagfile.number("N4", 48, "6981AB", "S1", addition="2"),
                ],
                [
                    bagfile.number("N5", 1, "6981AC", "S2"),
                    bagfile.number("N6", 2, "6981AC", "S2", town_key="3000"),
                    bagfile.number("N7", 3, "6981AC", "S1", status=bagfile.WITHDRAWN),
                    bagfile.number("N8", 4, "6981AC", "S1", past=True),
                    bagfile.number("N9", 5, "", "S1"),
                ],
            ],
        )

    def test_only_what_is_in_use_is_taken(self, extract: Path) -> None:
        out, err = load(extract)
        assert table() == [
            ("NL", "6981AB", 47, "", "Voorstraat", "Doesburg", "bag"),
            ("NL", "6981AB", 47, "A", "Voorstraat", "Doesburg", "bag"),
            ("NL", "6981AB", 47, "A-bis", "Voorstraat", "Doesburg", "bag"),
            ("NL", "6981AB", 48, "2", "Voorstraat", "Doesburg", "bag"),
            ("NL", "6981AC", 1, "", "Nu & straks", "Doesburg", "bag"),
            ("NL", "6981AC", 2, "", "Nu & straks", "Bêlgum", "bag"),
        ]
        assert "6" in out
        assert err == ""

    def test_numbers_without_a_known_street_are_named(self, tmp_path: Path) -> None:
        path = bagfile.write_extract(
            tmp_path / "x.zip",
            towns=[bagfile.town("2142", "Doesburg")],
            streets=[bagfile.street("S1", "Voorstraat", "2142"), bagfile.street("S9", "Weg", "1")],
            numbers=[
                [
                    bagfile.number("N1", 1, "6981AB", "S1"),
                    bagfile.number("N2", 2, "6981AB", "S7"),
                    bagfile.number("N3", 3, "6981AB", "S9"),
                    bagfile.number("N4", 4, "698AB", "S1"),
                ]
            ],
        )
        _out, err = load(path)
        assert [row[2] for row in table()] == [1]
        assert all(key in err for key in ("N2", "N3", "N4"))

    def test_damaged_file_is_one_sentence(self, extract: Path, tmp_path: Path) -> None:
        broken = tmp_path / "broken.zip"
        with ZipFile(extract) as good, ZipFile(broken, "w") as bad:
            for name in good.namelist():
                data = good.read(name)
                bad.writestr(name, data[: len(data) // 2] if "NUM" in name else data)
        with pytest.raises(CommandError) as error:
            load(broken)
        assert "\n" not in str(error.value)
        assert table() == []

    def test_memory_stays_bounded(self, tmp_path: Path) -> None:
        path = bagfile.write_extract(
            tmp_path / "large.zip",
            towns=[bagfile.town("2142", "Doesburg")],
            streets=[bagfile.street("S1", "Voorstraat", "2142")],
            numbers=[[bagfile.number(f"N{n}", n, "6981AB", "S1") for n in range(1, 3_000)]],
        )
        import tracemalloc

        tracemalloc.start()
        try:
            count = sum(1 for _row in recognise(path).read(lambda _read: None))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert count == 2_999
        assert peak < 4_000_000  # the whole tree would take over 9 MB


class TestGeoNames:
    LINES = (
        "NL\t3512\tUtrecht\tUtrecht\t09\tUtrecht\t0344\t\t\t52.09\t5.12\t6\n"
        "BE\t2000\tAntwerpen\tVlaanderen\tVLG\tAntwerpen\tVAN\t\t\t51.22\t4.4\t4\n"
        "BE\t1040\tEtterbeek\tBruxelles\tBRU\t\t\t\t\t50.8\t4.4\t4\n"
        "BE\t1040\tBrussel\tBruxelles\tBRU\t\t\t\t\t50.8\t4.4\t4\n"
    )

    @pytest.fixture(params=["txt", "zip"])
    def file(self, request: pytest.FixtureRequest, tmp_path: Path) -> Path:
        path = tmp_path / f"BE.{request.param}"
        if request.param == "txt":
            path.write_text(self.LINES, encoding="utf-8")
        else:
            with ZipFile(path, "w") as archive:
                archive.writestr("readme.txt", "Readme for GeoNames\n")
                archive.writestr("BE.txt", self.LINES)
        return path

    def test_towns_of_postcodes(self, file: Path) -> None:
        load(file)
        assert table() == [
            ("NL", "3512", None, "", "", "Utrecht", "geonames"),
            ("BE", "2000", None, "", "", "Antwerpen", "geonames"),
            ("BE", "1040", None, "", "", "Etterbeek", "geonames"),
            ("BE", "1040", None, "", "", "Brussel", "geonames"),
        ]

    def test_one_country_only(self, file: Path) -> None:
        load(file, country="nl")
        assert [row[1] for row in table()] == ["3512"]

    def test_twice_is_once(self, file: Path) -> None:
        load(file)
        out, _err = load(file)
        assert len(table()) == 4
        assert "0" in out


class TestTables:
    @pytest.mark.parametrize(
        ("content", "encoding"),
        [
            ("postcode;huisnummer;toevoeging;straat;plaats;land\n"
             "3512 JE;47;A;Café'straat;Utrecht;NL\n", "utf-8"),
            ("\ufeffPostcode;Huisnummer;Toevoeging;Straat;Plaats\n"
             "3512JE;47;A;Café'straat;Utrecht\n", "utf-8"),
            ("Plaats,Straat,Toevoeging,Huisnr,Postcode\nUtrecht,Café'straat,A,47,3512 je\n", "cp1252"),
            ("City\tStreet\tNumber\tPostal code\tCountry\n"
             "Utrecht\tCafé'straat\t47 A\t3512JE\tNetherlands\n", "utf-8"),
            ("woonplaats;huisletter;huisnummer;openbareruimtenaam;postcode\r\n"
             "Utrecht;A;47;Café'straat;3512JE\r\n", "utf-8"),
        ],
    )  # fmt: skip
    def test_any_order_delimiter_and_encoding(
        self, tmp_path: Path, content: str, encoding: str
    ) -> None:
        path = tmp_path / "adressen.csv"
        path.write_bytes(content.encode(encoding))
        load(path)
        assert table() == [("NL", "3512JE", 47, "A", "Café'straat", "Utrecht", "csv")]

    def test_adresplus(self, tmp_path: Path) -> None:
        path = tmp_path / "adresplus.csv"
        path.write_text(
            "openbareruimtenaam;verkorteopenbareruimtenaam;openbareruimte_id;huisnummer;huisletter;"
            "huisnummertoevoeging;postcode;nummeraanduiding_id;woonplaats;woonplaatscode;gemeente\n"
            "De Ruijterkade;;0363300000006091;105;A;2;"
            "1011AB;0363200000081086;Amsterdam;1024;Amsterdam\n",
            encoding="utf-8",
        )
        load(path)
        assert table() == [("NL", "1011AB", 105, "A-2", "De Ruijterkade", "Amsterdam", "csv")]

    def test_bad_rows_are_named_by_line_and_the_good_ones_loaded(self, tmp_path: Path) -> None:
        path = tmp_path / "fout.csv"
        path.write_text(
            "postcode;huisnummer;toevoeging;straat;plaats;land\n"
            "3512JE;47;;Voorstraat;Utrecht;NL\n"
            "3512;x;;Voorstraat;Utrecht;NL\n"
            "12;1;;Voorstraat;Utrecht;NL\n"
            "\n"
            "3512JE;1;;Voorstraat;;NL\n"
            "3512JE;;A;Voorstraat;Utrecht;NL\n"
            "3512JE;1;;Voorstraat;Utrecht;Atlantis\n"
            ";1;;Voorstraat;Utrecht;NL\n",
            encoding="utf-8",
        )
        _out, err = load(path)
        assert [row[2] for row in table()] == [47]
        lines = err.strip().splitlines()
        assert [line.split(":")[0].split()[-1] for line in lines] == ["3", "4", "6", "7", "8", "9"]

    def test_only_the_first_twenty_errors_are_shown(self, tmp_path: Path) -> None:
        path = tmp_path / "fout.csv"
        path.write_text("postcode,plaats\n3512JE,Utrecht\n" + "x,Utrecht\n" * 30, encoding="utf-8")
        _out, err = load(path)
        assert len(err.strip().splitlines()) == 21
        assert "10" in err.strip().splitlines()[-1]

    def test_nothing_but_errors_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "fout.csv"
        path.write_text("postcode,plaats\nx,Utrecht\n", encoding="utf-8")
        with pytest.raises(CommandError):
            load(path)

    def test_replace_takes_out_the_countries_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(
            "postcode,plaats,land\n3512JE,Utrecht,NL\n2000,Antwerpen,BE\n", encoding="utf-8"
        )
        load(path)
        path.write_text("postcode,plaats,land\n2018,Antwerpen,BE\n", encoding="utf-8")
        load(path, replace=True)
        assert [row[1] for row in table()] == ["3512JE", "2018"]


class TestUnknown:
    @pytest.mark.parametrize(
        "content",
        [b"", b"\x00\x01\x02", b"naam;adres\nJansen;Voorstraat\n", b"PK\x03\x04broken", b"\n\n"],
    )
    def test_one_clear_sentence(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "iets.bin"
        path.write_bytes(content)
        with pytest.raises(CommandError, match=r"iets\.bin") as error:
            load(path)
        assert "\n" not in str(error.value)

    def test_another_zip(self, tmp_path: Path) -> None:
        path = tmp_path / "foto.zip"
        with ZipFile(path, "w") as archive:
            archive.writestr("foto.jpg", b"x")
        with pytest.raises(CommandError, match=r"foto\.zip"):
            load(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"weg\.csv"):
            load(tmp_path / "weg.csv")

    def test_bad_country(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text("postcode,plaats\n3512JE,Utrecht\n", encoding="utf-8")
        with pytest.raises(CommandError):
            load(path, country="Nederland")


class TestShipped:
    def test_is_whole_and_loads_once(self) -> None:
        from customers.postal import csv
        from customers.postal.loading import SHIPPED

        rows = list(csv.read(SHIPPED, lambda _read: None))
        assert [row for row in rows if isinstance(row, BadRow)] == []
        assert load_shipped_addresses() > 2_500
        assert load_shipped_addresses() == 0

    def test_knows_the_street_of_the_first_customer(self) -> None:
        load_shipped_addresses()
        found = find_address("3512 JE", 47)
        assert found is not None
        assert (found.street, found.city) == ("Voorstraat", "Utrecht")
        assert found.additions == ("A", "A-bis")

    def test_knows_the_town_of_every_seeded_postcode(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        from customers.seed.register import make

        load_shipped_addresses()
        for seeded in make(2, 100_000, 120):
            row = seeded.values
            with django_assert_max_num_queries(4):
                found = find_address(row["postcode"], row["house_number"], country=row["country"])
            assert found is not None
            assert row["city"] in {found.city, *found.cities}
            assert found.known_number is not False

    def test_makes_way_for_a_register(self, tmp_path: Path) -> None:
        load_shipped_addresses()
        path = tmp_path / "register.csv"
        path.write_text("postcode,huisnummer,straat,plaats\n3512JE,47,Domplein,Utrecht\n")
        load(path)
        found = find_address("3512 JE", 47)
        assert found is not None
        assert (found.street, found.streets, found.source) == ("Domplein", (), "csv")
        assert find_address("1011 AC", 155) is not None
        town = find_address("3512 XX")
        assert town is not None
        assert town.city == "Utrecht"
