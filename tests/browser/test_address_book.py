"""The address book with the keyboard alone, up to a file in hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.factories import make_contact, make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_counter_to_labels(
    new_context: Callable[..., BrowserContext], transactional_db: None
) -> None:
    shop = make_customer(number="100234", attention="Betaalt alleen contant.")
    for name in ("Zeeman", "Aalbers"):
        make_contact(shop, type_id="administration", last_name=name)
    make_contact(shop, type_id="sales", last_name="Anders")
    page = new_context(user=make_staff("kantoor")).new_page()
    page.goto("/")
    page.keyboard.press("Alt+l")
    page.get_by_role("link", name="Adressen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klanten – adressen")
    expect(page.locator("#address-count")).to_have_text("1 adres")

    page.get_by_label("Soort adres").focus()
    page.keyboard.type("Admin")
    page.keyboard.press("Tab")
    page.get_by_label("Postcode", exact=True).focus()
    page.keyboard.type("3512")
    page.keyboard.press("Enter")
    expect(page.locator("#address-count")).to_have_text("2 adressen")
    names = page.locator("tbody th a")
    expect(names).to_have_text(["Aalbers, S.", "Zeeman, S."])
    expect(page.locator("tbody .hit__attention, tbody svg").first).to_be_visible()

    page.get_by_role("link", name="Naam", exact=False).first.focus()
    page.keyboard.press("Enter")
    expect(names).to_have_text(["Zeeman, S.", "Aalbers, S."])
    expect(page.get_by_label("Postcode", exact=True)).to_have_value("3512")

    for control, end in (("CSV", "csv"), ("Excel", "xlsx")):
        page.get_by_role("link", name=control).focus()
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename.endswith(f".{end}")
        assert Path(download.value.path()).stat().st_size > 100
    page.get_by_label("Eerste vrije etiket").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    expect(page.locator("#address-count")).to_have_text("2 adressen")
