"""The page Toestemmingen in a real browser, without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from contacts.services.consent import levels
from tests.factories import make_contact, make_customer

if TYPE_CHECKING:
    from playwright.sync_api import Page

A, B = "jan@voorbeeld.example", "werk@voorbeeld.example"


def test_withdraw_and_give_back_by_keyboard(page: Page) -> None:
    customer = make_customer(emails=f"{A}; {B}")
    page.goto(f"/customers/{customer.number}/")
    link = page.get_by_role("link", name="1 notificaties")
    link.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name=f"Intrekken {A}")
    page.get_by_role("link", name=f"Wijzigen {A}").focus()
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Er gaat niets meer naar {A}.")).to_be_visible()
    expect(button).to_have_count(0)
    assert levels(customer) == {(None, A): 0, (None, B): 1}

    # The form below stands at this address already.
    level = page.get_by_label("Mag mailen", exact=True)
    expect(page.get_by_label("Adres", exact=True)).to_have_value(f"email::{A}")
    level.focus()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Toch wel, ook nieuws")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Toestemming van {A}: 2 alles.")).to_be_visible()
    assert levels(customer)[None, A] == 2
    expect(page.get_by_text("Toch wel, ook nieuws").first).to_be_visible()


def test_the_page_itself_never_scrolls(page: Page) -> None:
    customer = make_customer(emails=A)
    for n in range(12):
        make_contact(customer, emails=f"p{n}@voorbeeld.example")
    for tail in ("consent/", "people/?all=1"):
        page.goto(f"/customers/{customer.number}/{tail}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        room = "document.documentElement.scrollHeight - window.innerHeight"
        assert page.evaluate(room) == 0, tail


def test_changing_one_puts_the_cursor_on_its_level(page: Page) -> None:
    customer = make_customer(emails=f"{A}; {B}")
    page.goto(f"/customers/{customer.number}/consent/?last_name=jans")
    page.get_by_role("link", name=f"Wijzigen {B}").press("Enter")
    expect(page.get_by_label("Mag mailen", exact=True)).to_be_focused()
    expect(page.get_by_label("Adres", exact=True)).to_be_in_viewport()
    expect(page.get_by_label("Adres", exact=True)).to_have_value(f"email::{B}")
    page.keyboard.type("2")
    page.get_by_label("Wat is gezegd of getoond").focus()
    page.keyboard.type("Wil het nieuws ook")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(f"Toestemming van {B}: 2 alles.")).to_be_visible()
    assert levels(customer) == {(None, A): 1, (None, B): 2}
    assert "last_name=jans" in page.url
