"""What is kept of the shop with an invoice, and read from it again."""

from __future__ import annotations

import pytest

from accounts.documents.shop import Shop, read_shop, shop_lines
from accounts.models import InvoiceSettings
from tests.accounts.making import SHOP

FULL = Shop(
    name="Fietsenwinkel De Spaak B.V.",
    lines=("Oudegracht 112", "3511 AW Utrecht", "030 231 45 67", "administratie@spaak.example"),
    registration_number="30123456",
    vat_number="NL001234567B01",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    footer="Ruilen binnen 14 dagen.\nMet deze factuur.",
)


def test_comes_back_as_it_went() -> None:
    assert read_shop(shop_lines(InvoiceSettings(**SHOP), "De Spaak")) == FULL


def test_the_name_of_daily_life_when_there_is_no_other() -> None:
    assert read_shop(shop_lines(InvoiceSettings(), "De Spaak")) == Shop("De Spaak")


@pytest.mark.parametrize(
    ("text", "shop"),
    [
        ("", Shop("")),
        ("A\n\nvoet", Shop("A", footer="voet")),
        ("A\nBtwstraat 1\nKvK", Shop("A", lines=("Btwstraat 1", "KvK"))),
        ("A\nIBAN NL91 ABNA 0417 1643 00", Shop("A", iban="NL91 ABNA 0417 1643 00")),
        ("A\r\nBIC ABNANL2A\r\n\r\nx", Shop("A", bic="ABNANL2A", footer="x")),
    ],
)
def test_reading(text: str, shop: Shop) -> None:
    assert read_shop(text) == shop
