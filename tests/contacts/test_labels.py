"""Labels, read back from the PDF: what stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from contacts.labels import SHEETS, labels_pdf
from contacts.presentation.address_book import Entry
from customers.models import ShopSettings
from klantbeheer.pdf_text import printable
from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from django.test import Client

POINT = 25.4 / 72
URL = "/addresses/labels/"


def read(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def boxes(pdf: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every piece of text, in millimetres from the top left."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[page].get_textpage()
        height = document[page].get_height()
        found = []
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            sides = (left, height - top, right, height - bottom)
            found.append(tuple(side * POINT for side in sides))
        return found
    finally:
        document.close()


SHORT = ["J.A. van der Jansen", "Voorstraat 47", "3512 JE  UTRECHT"]
LONG = [
    "Koninklijke Nederlandse Vereniging van Fietsenmakers en Rijwielhandelaren te Utrecht B.V.",
    "t.a.v. S. van der Hoeven-Wiersma tot Voorthuizen van Oud-Beijerland",
    "Burgemeester van der Voort van Zijplaan 1234-bis achterhuis",
    "3512 JE  'S-GRAVENHAGE-ACHTER-DE-DIJK",
    "VERENIGD KONINKRIJK",
]


@pytest.mark.parametrize("key", SHEETS)
@pytest.mark.parametrize("lines", [SHORT, LONG, ["X" * 300, "1000 BRUSSEL"]])
def test_each_label_stays_within_its_own(key: str, lines: list[str]) -> None:
    sheet = SHEETS[key]
    pdf = labels_pdf([lines] * sheet.count, sheet=sheet)
    assert len(read(pdf)) == 1
    labels = [sheet.corner(place) for place in range(sheet.count)]
    used = set()
    for left, top, right, bottom in boxes(pdf):
        inside = [
            at
            for at, (x, y) in enumerate(labels)
            if x <= left and right <= x + sheet.width and y <= top and bottom <= y + sheet.height
        ]
        assert len(inside) == 1, (left, top, right, bottom)
        used.add(inside[0])
    assert used == set(range(sheet.count))


@pytest.mark.parametrize("key", SHEETS)
def test_the_sheets_fit_on_a4(key: str) -> None:
    sheet = SHEETS[key]
    x, y = sheet.corner(sheet.count - 1)
    assert x + sheet.width <= 210
    assert y + sheet.height <= 297
    if sheet.columns > 1:
        assert sheet.step_x >= sheet.width
    assert sheet.step_y >= sheet.height


def test_a_long_address_keeps_its_town() -> None:
    text = " ".join(read(labels_pdf([LONG], sheet=SHEETS["3x7"]))[0].split())
    for piece in ("Koninklijke", "Wiersma", "1234-bis", "DIJK", "VERENIGD KONINKRIJK"):
        assert piece in text


@pytest.mark.parametrize("key", SHEETS)
def test_what_gives_way_is_the_end_of_a_long_name(key: str) -> None:
    lines = ["Vereniging " * 60, "Nieuwstraat 5", "1000 BRUSSEL", "BELGIË"]
    text = " ".join(read(labels_pdf([lines], sheet=SHEETS[key]))[0].split())
    assert text.startswith("Vereniging")
    assert text.endswith("Nieuwstraat 5 1000 BRUSSEL BELGIË")


def test_the_first_free_label() -> None:
    sheet = SHEETS["3x8"]
    pdf = labels_pdf([SHORT] * 3, sheet=sheet, start=23)
    assert len(read(pdf)) == 2
    x, y = sheet.corner(22)
    first = boxes(pdf)[0]
    assert x <= first[0] <= x + sheet.width
    assert y <= first[1] <= y + sheet.height
    assert boxes(pdf, 1)[0][1] < sheet.height


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Müller-Łódź Çelik Ñandú", "Müller-Łódź Çelik Ñandú"),
        ("Ștefan Țuță Ðorđe Þór Æsa Œuvre ẞ", "Ștefan Țuță Ðorđe Þór Æsa Œuvre ẞ"),
        ("Nguyễn Thị", "Nguyên Thi"),
        ("Əliyev", "Eliyev"),
        ("e\u0301 \u0323x", "é x"),
        ("李 小龙", "? ??"),
        ("fi\u200bets", "fiets"),
    ],
)
def test_letters(typed: str, drawn: str) -> None:
    assert printable(typed) == drawn
    if "?" not in drawn:
        assert drawn in read(labels_pdf([[typed]], sheet=SHEETS["2x8"]))[0]


# ---------------------------------------------------------------- whose address it is
@pytest.mark.django_db
class TestEnvelope:
    def company(self, **fields: Any) -> Any:
        values = {
            "kind": "company",
            "company_name": "Fietskoeriers B.V.",
            "last_name": "",
            "infix": "",
            "initials": "",
            "salutation": "",
        }
        return make_customer(**values | fields)

    def test_a_person(self) -> None:
        assert Entry.of(make_customer()).envelope(home="NL") == SHORT

    def test_a_company_and_whom_it_is_known_by(self) -> None:
        assert Entry.of(self.company(last_name="Boer", infix="de", initials="P.")).envelope(
            home="NL"
        ) == ["Fietskoeriers B.V.", "t.a.v. P. de Boer", "Voorstraat 47", "3512 JE  UTRECHT"]

    def test_a_contact(self) -> None:
        assert Entry.of(make_contact(self.company())).envelope(home="NL") == [
            "Fietskoeriers B.V.",
            "t.a.v. S. Jansen",
            "Voorstraat 47",
            "3512 JE  UTRECHT",
        ]

    @pytest.mark.parametrize(
        ("language", "line"),
        [
            ("nl", "t.a.v. S. Jansen"),
            ("fr", "à l’att. de Madame S. Jansen"),
            ("de", "z. Hd. Frau S. Jansen"),
            ("en", "Attn Ms S. Jansen"),
        ],
    )
    def test_in_the_contacts_language(self, language: str, line: str) -> None:
        contact = make_contact(self.company(), language=language, salutation="mrs")
        assert Entry.of(contact).envelope(home="NL")[1] == line

    def test_abroad(self) -> None:
        brussels = self.company(
            country="BE", postcode="1000", city="Brussel", street="Nieuwstraat", house_number=5
        )
        at_home = ["Fietskoeriers B.V.", "Nieuwstraat 5", "1000 BRUSSEL"]
        assert Entry.of(brussels).envelope(home="BE") == at_home
        assert Entry.of(brussels).envelope(home="NL") == [*at_home, "BELGIË"]
        assert Entry.of(make_customer()).envelope(home="BE")[-1] == "NEDERLAND"

    def test_where_the_invoices_go(self) -> None:
        contact = make_contact(
            make_customer(),
            type_id="invoice_address",
            last_name="",
            initials="",
            emails="",
            invoice_customer=self.company(company_name="Holding", street="Dam", postcode="1012 JS"),
        )
        assert Entry.of(contact).envelope(home="NL")[0:2] == ["Holding", "Dam 47"]


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def office(self, client: Client) -> Client:
        client.force_login(make_staff("kantoor"))
        return client

    def test_filtered_and_sorted(self, office: Client) -> None:
        shop = make_customer(number="100", last_name="Winkel")
        for name in ("Zeeman", "Aalbers"):
            make_contact(shop, type_id="administration", last_name=name)
        make_contact(shop, type_id="sales", last_name="Anders")
        bare = make_customer(number="101", street="", postcode="", house_number=None, city="")
        make_contact(bare, type_id="administration", last_name="Dakloos")
        response = office.get(URL, {"type": "administration", "paper": "3x7", "start": "2"})
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith('attachment; filename="etiketten-')
        (text,) = read(response.content)
        assert text.index("S. Aalbers") < text.index("S. Zeeman")
        assert "Anders" not in text
        assert "Dakloos" not in text
        assert min(left for left, *_sides in boxes(response.content)) > SHEETS["3x7"].corner(1)[0]

    def test_as_many_as_there_may_be(self, office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("contacts.views.address_book.MOST_LABELS", 2)
        make_customer()
        make_customer()
        assert office.get(URL)["Content-Type"] == "application/pdf"

    def test_in_belgium(self, office: Client) -> None:
        ShopSettings.objects.create(pk=1, country="BE")
        make_customer()
        assert "NEDERLAND" in read(office.get(URL).content)[0]

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"postcode": "9999"}, "Niemand hier heeft een adres"),
            ({"paper": "3x7", "start": "22"}, "Dat etiket staat niet op het vel"),
            ({"paper": "3x7", "start": "0"}, "Dat etiket staat niet op het vel"),
            ({"paper": "5x5"}, "Dat etiket staat niet op het vel"),
            ({"postcode": "?!"}, "Een filter is niet te lezen"),
            ({"kind": "person"}, "meer dan 1 etiketten"),
        ],
    )
    def test_why_there_is_no_file(
        self,
        office: Client,
        monkeypatch: pytest.MonkeyPatch,
        asked: dict[str, str],
        sentence: str,
    ) -> None:
        if "kind" in asked:
            monkeypatch.setattr("contacts.views.address_book.MOST_LABELS", 1)
        make_customer()
        make_customer()
        response = office.get(URL, asked, follow=True)
        assert response.redirect_chain
        assert sentence in response.content.decode()
