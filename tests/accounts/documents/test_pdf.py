"""Invoices as PDF, read back: everything that has to stand on one, where, and always the same."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from accounts.documents.pdf import invoice_pdf
from accounts.documents.words import amount_in
from accounts.models import Invoice
from accounts.services.invoices import credit
from customers.models import Customer
from klantbeheer import pdf_text
from klantbeheer.pdf_text import font_path
from tests.accounts.making import line, make_draft, make_issued, make_shop
from tests.factories import make_account, make_contact, make_customer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.services.invoices import LineValues

pytestmark = pytest.mark.django_db

POINT = 25.4 / 72


def read(pdf: bytes) -> list[str]:
    """The text of each page, on one line, with plain spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [" ".join(page.split()) for page in pages]


def text_of(invoice: Invoice) -> str:
    return " ".join(read(invoice_pdf(invoice)))


def place_of(pdf: bytes, text: str) -> tuple[float, float]:
    """Where on the first page a text begins: millimetres from the left and from the top."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        found = page.get_textpage()
        at, _length = found.search(text).get_next()
        left, _bottom, _right, top = found.get_charbox(at)
        return left * POINT, (page.get_height() - top) * POINT
    finally:
        document.close()


def make_foreign(language: str, **fields: Any) -> Customer:
    customer = make_customer(language=language, emails="a@example.nl", email_permission=1)
    make_account(customer, **fields)
    return customer


class TestContent:
    def test_everything_is_on_it(self) -> None:
        invoice = make_issued(line(), line("Kettingen", "1.5", "1234.5678", "9"))
        text = text_of(invoice)
        due = invoice.due_on
        assert due is not None
        for part in (
            "Fietsenwinkel De Spaak B.V.",
            "Oudegracht 112",
            "3511 AW Utrecht",
            "administratie@spaak.example",
            "Fietskoeriers Domstad B.V.",
            "Voorstraat 47",
            "3512 JE Utrecht",
            invoice.number,
            "PO 4412",
            "Onderhoud in oktober",
            "Banden 2 50,00 21 % 100,00",
            "Kettingen 1,5 1.234,5678 9 % 1.851,85",
            "Totaal exclusief btw € 1.951,85",
            "Btw 21 % over € 100,00 € 21,00",
            "Btw 9 % over € 1.851,85 € 166,67",
            "Te betalen € 2.139,52",
            "NL91 ABNA 0417 1643 00",
            "ten name van Fietsenwinkel De Spaak B.V.",
            f"onder vermelding van {invoice.number}",
            "De prijzen zijn exclusief btw.",
            "KvK 30123456",
            "Btw NL001234567B01",
            "Ruilen binnen 14 dagen. Met deze factuur.",
            "Pagina 1 van 1",
        ):
            assert part in text, part
        assert "CONCEPT" not in text

    def test_it_is_read_in_a_sensible_order(self) -> None:
        text = text_of(make_issued())
        parts = ("De Spaak", "Domstad", "Nummer", "Omschrijving", "Banden", "Te betalen €", "Maak ")
        places = [text.index(part) for part in parts]
        assert places == sorted(places)

    def test_prices_with_vat(self) -> None:
        text = text_of(make_issued(line("Zadel", "1", "121"), prices_include_vat=True))
        for part in ("Zadel 1 121,00 21 % 121,00", "€ 100,00", "€ 21,00", "Te betalen € 121,00"):
            assert part in text
        assert "De prijzen zijn inclusief btw." in text

    def test_the_address_is_behind_the_window(self) -> None:
        pdf = invoice_pdf(make_issued())
        left, top = place_of(pdf, "Fietskoeriers Domstad")
        assert (round(left), round(top)) == (20, 51)

    def test_a_very_long_address_stays_behind_the_window(self) -> None:
        customer = make_customer(emails="a@example.nl", email_permission=1)
        make_account(
            customer,
            name="Koninklijke Nederlandse Vereniging van Fietsenmakers " * 3,
            attention_of="S. van der Hoeven-Wiersma tot Voorthuizen van Oud-Beijerland " * 1,
            street="Burgemeester van der Voort van Zijplaan " * 3,
            city="'s-Gravenhage-Achter-de-Dijk",
        )
        pdf = invoice_pdf(make_issued(customer=customer))
        _left, top = place_of(pdf, "3512 JE 's-Gravenhage")
        assert top < 88

    def test_what_its_letters_lack_does_not_break_it(self) -> None:
        text = text_of(make_issued(line("Citroën Łódź ş ț ő € ’ 中"), subject="\u202eЖ"))
        assert "Citroën Łódź ş ț ő € ’ ?" in text

    def test_whatever_is_typed_it_can_be_read(self) -> None:
        """Words without an end, letters of elsewhere, marks of the format itself."""
        typed = ["X" * 200, "👩‍👩‍👧‍👦 אב \u202eba", "a" + "\u0301" * 150, "(x) Tj ET /Names <<>> %"]
        typed += ["\ufffe\uffff\U0001fffe", "<b>vet</b> **vet** [x](http://x.example)"]
        made = make_issued(*(line(text) for text in typed), subject="X" * 160)
        text = text_of(made)
        assert "".join(text.split()).count("X") == 360
        for words in ("(x) Tj ET /Names <<>> %", "<b>vet</b> **vet** [x](http://x.example)"):
            assert words in text

    def test_one_of_nothing(self) -> None:
        text = text_of(make_issued(line("Garantie", "1", "0")))
        assert "U hoeft niets te betalen." in text
        assert "Maak " not in text

    def test_by_direct_debit(self) -> None:
        customer = make_foreign(
            "nl",
            iban="NL20INGB0001234567",
            mandate_reference="KB-2026-17",
            mandate_signed_on=datetime.date(2026, 1, 5),
        )
        text = text_of(make_issued(customer=customer))
        assert "Automatische incasso, machtiging KB-2026-17." in text
        assert "van uw rekening af" in text
        assert "Maak " not in text

    def test_without_an_iban_it_asks_to_pay_all_the_same(self) -> None:
        draft = make_draft()
        make_shop(iban="", bic="")
        text = text_of(Invoice.objects.get(pk=draft.pk))
        assert "Betaal € 121,00 uiterlijk" in text


class TestVat:
    @pytest.mark.parametrize(
        ("rate", "vat_number", "reversed_"),
        [
            ("0", "DE129273398", True),
            ("0", "EL094259216", True),
            ("21", "DE129273398", False),
            ("0", "NL003456789B01", False),
            ("0", "GB980780684", False),
            ("0", "", False),
        ],
    )
    def test_reverse_charge(self, rate: str, vat_number: str, reversed_: bool) -> None:
        customer = make_foreign("nl", vat_number=vat_number)
        text = text_of(make_issued(line(rate=rate), customer=customer))
        assert ("Btw verlegd naar" in text) is reversed_
        assert (f"Uw btw-nummer {vat_number}" in text) is bool(vat_number)


class TestPages:
    def lines(self, count: int) -> Sequence[LineValues]:
        long = "Achterwiel met versterkte spaken en dubbele velg, gespaakt in eigen werkplaats " * 2
        return [
            line(f"Regel {n}: {long if n % 3 else 'ventiel'}", "1", f"{n}.01") for n in range(count)
        ]

    def test_forty_lines_take_pages_that_each_have_the_head(self) -> None:
        invoice = make_issued(*self.lines(40))
        pages = read(invoice_pdf(invoice))
        assert len(pages) > 1
        for number, page in enumerate(pages, 1):
            assert f"Pagina {number} van {len(pages)}" in page
            assert page.count("Omschrijving Aantal Prijs Btw Bedrag") == 1
            assert "KvK 30123456" in page
        text = " ".join(pages)
        assert [text.count(f"Regel {n}:") for n in range(40)] == [1] * 40
        assert invoice.number in pages[1]
        assert "Te betalen €" in pages[-1]

    def test_nothing_is_drawn_over_the_foot(self) -> None:
        for count in (10, 12, 14):
            pdf = invoice_pdf(make_issued(*self.lines(count)))
            document = pypdfium2.PdfDocument(pdf)
            try:
                page = document[0]
                text = page.get_textpage()
                boxes = [text.get_rect(at) for at in range(text.count_rects())]
                tops = sorted((page.get_height() - box[1]) * POINT for box in boxes)
            finally:
                document.close()
            body = [bottom for bottom in tops if bottom < 277]
            assert max(body) < 275
            assert max(tops) < 290

    def test_a_word_without_an_end_stays_in_its_column(self) -> None:
        text = text_of(make_issued(line("X" * 200, "1", "1")))
        assert text.count("X") == 200
        assert "1,21" in text


class TestDraft:
    def test_is_marked_on_every_page(self) -> None:
        draft = make_draft(*TestPages().lines(40))
        for page in read(invoice_pdf(draft)):
            assert "CONCEPT" in page

    def test_says_what_would_stand_on_it(self) -> None:
        text = text_of(make_draft())
        for part in ("Fietskoeriers Domstad B.V.", "3512 JE Utrecht", "Te betalen € 121,00"):
            assert part in text
        assert "Te betalen uiterlijk" in text

    def test_to_who_pays(self) -> None:
        customer = make_customer(emails="jan@example.nl", email_permission=1)
        payer = make_customer(last_name="Zwaan", infix="", emails="zwaan@example.nl")
        make_contact(customer, type_id="invoice_address", emails="", invoice_customer=payer)
        assert "J.A. Zwaan" in text_of(make_draft(customer=customer))


class TestCredit:
    def test_says_what_it_credits(self) -> None:
        invoice = make_issued()
        made = credit(invoice=invoice, actor="test", reason="Verkeerde klant")
        text = text_of(made)
        assert text.index("Creditfactuur")
        assert f"Creditfactuur bij factuur {invoice.number} van" in text
        for part in ("−100,00", "− € 21,00", "Tegoed € 121,00", "Wij verrekenen dit bedrag"):
            assert part in text
        assert "Maak " not in text
        assert "Te betalen uiterlijk" not in text


class TestLanguages:
    @pytest.mark.parametrize(
        ("language", "locale", "parts"),
        [
            ("nl", "nl-NL", ("Factuur", "Omschrijving", "Te betalen € 1.210,00", "Pagina 1 van 1")),
            ("fr", "fr-FR", ("Facture", "Montant", "À payer 1 210,00 €", "Page 1 sur 1")),
            ("de", "de-DE", ("Rechnung", "Bezeichnung", "Zu zahlen € 1.210,00", "Seite 1 von 1")),
            ("en", "en-GB", ("Invoice", "Quantity", "To pay €1,210.00", "Page 1 of 1")),
        ],
    )
    def test_words_amounts_and_the_language_of_the_file(
        self, language: str, locale: str, parts: Sequence[str]
    ) -> None:
        invoice = make_issued(line("Wiel", "1", "1000"), customer=make_foreign(language))
        pdf = invoice_pdf(invoice)
        (text,) = read(pdf)
        for part in (*parts, "1643 00"):
            assert part in text, part
        assert f"/Lang ({locale})".encode() in pdf

    def test_every_word_can_be_written(self) -> None:
        from dataclasses import astuple

        from accounts.documents.words import words_in

        for language in ("nl", "fr", "de", "en", "xx"):
            for word in astuple(words_in(language)):
                assert pdf_text.printable(word) == word

    @pytest.mark.parametrize(
        ("language", "amount", "shown"),
        [
            ("nl", "1284.60", "€ 1.284,60"),
            ("nl", "-42", "− € 42,00"),
            ("de", "-1284.6", "− € 1.284,60"),
            ("fr", "-1284.6", "−1 284,60 €"),
            ("en", "-1284.6", "−€1,284.60"),
        ],
    )
    def test_amounts(self, language: str, amount: str, shown: str) -> None:
        assert amount_in(Decimal(amount), language).replace("\u00a0", " ") == shown


class TestAlwaysTheSame:
    def test_twice(self) -> None:
        invoice = make_issued(*TestPages().lines(20))
        assert invoice_pdf(Invoice.objects.get(pk=invoice.pk)) == invoice_pdf(invoice)

    def test_in_another_process(self) -> None:
        """The letters come from a file that each process makes for itself: the same in all."""
        made = pdf_text._font.__wrapped__(700, tabular=True)
        assert Path(made.name).read_bytes() == font_path(700, tabular=True).read_bytes()

    def test_whoever_moves_and_however_the_shop_is_called_by_now(self) -> None:
        customer = make_customer(emails="jan@example.nl", email_permission=1)
        invoice = make_issued(customer=customer)
        first = invoice_pdf(invoice)
        account = invoice.account
        account.name, account.city = "Anders B.V.", "Zwolle"
        account.mandate_reference, account.mandate_signed_on = "X", datetime.date(2026, 1, 1)
        account.iban, account.vat_number = "NL20INGB0001234567", "DE129273398"
        account.save()
        customer.last_name, customer.language = "Anders", "fr"
        customer.save()
        make_shop(legal_name="Andere Naam B.V.", iban="", footer="x", vat_number="BE0123456749")
        assert invoice_pdf(Invoice.objects.get(pk=invoice.pk)) == first

    def test_paid_or_credited(self) -> None:
        invoice = make_issued()
        first = invoice_pdf(invoice)
        credit(invoice=invoice, actor="test", reason="fout")
        assert invoice_pdf(Invoice.objects.get(pk=invoice.pk)) == first


def test_what_the_file_says_of_itself() -> None:
    invoice = make_issued()
    document = pypdfium2.PdfDocument(invoice_pdf(invoice))
    try:
        said = document.get_metadata_dict()
    finally:
        document.close()
    assert said["Title"] == f"Factuur {invoice.number}"
    assert said["Author"] == "Fietsenwinkel De Spaak B.V."
    assert invoice.issued_on is not None
    assert said["CreationDate"].startswith(f"D:{invoice.issued_on:%Y%m%d}")
