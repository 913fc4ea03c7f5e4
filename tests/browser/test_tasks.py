"""The counter's tasks, each with the keyboard alone and within its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import ContactMoment, ContactPerson
from contacts.services.predefined import ensure_predefined_types
from customers.models import Customer, LoyaltyCard
from tests.factories import make_contact, make_customer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jansen(clerk: StaffUser) -> Customer:
    """The customer everybody asks for, among others."""
    for name, digits in (("Jansma", "3512"), ("Bakker", "3512"), ("Jansen", "1012")):
        make_customer(
            last_name=name, infix="", postcode=f"{digits} AB", house_number=3, initials="T."
        )
    return make_customer()


def search(page: Page, name: str = "", postcode: str = "") -> None:
    """Type into the search bar as a clerk does, from the fresh page on."""
    page.goto("/")
    expect(page.get_by_label("Achternaam", exact=True)).to_be_focused()
    page.keyboard.type(name)
    if postcode:
        page.keyboard.press("Tab")
        page.keyboard.type(postcode)


class TestFind:
    def test_by_surname_and_digits_with_one_enter(self, page: Page, jansen: Customer) -> None:
        search(page, "jansen", "3512")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/customers/{jansen.number}/**")
        expect(page.locator("#card h1")).to_have_text("De heer J.A. van der Jansen")

    def test_the_list_follows_the_typing(self, page: Page, jansen: Customer) -> None:
        search(page, "jans", "3512")
        hits = page.get_by_role("list", name="Treffers").get_by_role("link")
        expect(hits).to_have_count(2)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#card h1")).to_contain_text("Jansma")
        expect(hits).to_have_count(2)

    def test_a_scanned_card_opens_by_itself(self, page: Page, jansen: Customer) -> None:
        LoyaltyCard.objects.create(customer=jansen, number="2900123345")
        search(page, "2900123345")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/customers/{jansen.number}/**")

    def test_the_one_box_in_any_order(self, page: Page, jansen: Customer) -> None:
        page.goto("/")
        page.keyboard.press("Control+k")
        page.keyboard.type("3512 jansen 47")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/customers/{jansen.number}/**")

    def test_next_and_previous_of_the_selection(self, page: Page, jansen: Customer) -> None:
        search(page, "jans", "3512")
        page.keyboard.press("Enter")
        expect(page.locator(".pager")).to_contain_text("1 van 2")
        page.keyboard.press("Alt+PageDown")
        expect(page.locator("#card h1")).to_contain_text("Jansma")
        page.keyboard.press("Alt+PageUp")
        expect(page.locator("#card h1")).to_contain_text("Jansen")

    def test_nobody_found_offers_what_to_do(self, page: Page, jansen: Customer) -> None:
        search(page, "jansen", "9999")
        expect(page.get_by_text("Niemand gevonden met ‘jansen’ in 9999")).to_be_visible()
        expect(page.get_by_role("link", name="Zonder postcode: 2 klanten")).to_be_visible()


def test_add_who_was_not_found(page: Page, clerk: StaffUser) -> None:
    search(page, "de wilde", "3512JE")
    expect(page.get_by_text("Niemand gevonden")).to_be_visible()
    page.keyboard.press("Alt+n")
    form = page.locator("form#customer-form, form[data-save]").first
    expect(form.get_by_label("Achternaam")).to_have_value("Wilde")
    expect(form.get_by_label("Tussenvoegsel")).to_have_value("de")
    expect(form.get_by_label("Postcode")).to_have_value("3512 JE")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/customers/100000/**")
    customer = Customer.objects.get()
    assert (customer.infix, customer.last_name, customer.postcode) == ("de", "Wilde", "3512 JE")
    row = customer.history.get()
    assert (row.history_user, row.history_type) == (clerk, "+")


def test_change_a_phone_number(page: Page, jansen: Customer, clerk: StaffUser) -> None:
    page.goto(f"/customers/{jansen.number}/")
    page.keyboard.press("Alt+w")
    page.get_by_label("Mobiel").focus()
    page.keyboard.type("0655010290")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{jansen.number}/")
    expect(page.get_by_role("link", name="06 55 01 02 90")).to_be_visible()
    jansen.refresh_from_db()
    assert jansen.mobile == "+31655010290"
    assert jansen.history.latest().history_user == clerk


def test_set_inactive_with_the_reason_and_back(page: Page, jansen: Customer) -> None:
    page.goto(f"/customers/{jansen.number}/")
    page.keyboard.press("Alt+m")
    expect(page.get_by_role("link", name="Op inactief zetten")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="op inactief zetten?")).to_be_visible()
    page.keyboard.type("Verhuisd naar Groningen")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".status--inactive").first).to_have_text("inactief")
    jansen.refresh_from_db()
    assert jansen.status == "inactive"
    assert jansen.history.latest().history_change_reason == "Verhuisd naar Groningen"
    search(page, "jansen", "3512")
    expect(page.get_by_label("ook inactieve (1)")).to_be_visible()


def test_see_who_changed_the_address(page: Page, jansen: Customer, clerk: StaffUser) -> None:
    page.goto(f"/customers/{jansen.number}/edit/")
    page.get_by_label("Straat").first.fill("Nobelstraat")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{jansen.number}/")
    page.keyboard.press("Alt+,")  # before the first tab comes the last one
    page.wait_for_url("**/history/**")
    expect(page.get_by_role("heading", level=3).first).to_contain_text(
        "Anna Visser wijzigde het adres"
    )
    expect(page.get_by_text("Nobelstraat").first).to_be_visible()


def test_write_a_call_note(page: Page, jansen: Customer, clerk: StaffUser) -> None:
    page.goto(f"/customers/{jansen.number}/?last_name=jans&postcode=3512")
    page.keyboard.press("Alt+c")
    expect(page.get_by_role("radio", name="Gesprek").first).to_be_checked()
    expect(page.get_by_label("Tekst", exact=True)).to_be_focused()
    page.keyboard.type("Belt maandag terug.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".event.is-new")).to_contain_text("Belt maandag terug.")
    expect(page.locator(".pager")).to_contain_text("1 van 2")
    moment = ContactMoment.objects.get()
    assert (moment.kind, moment.customer, moment.author) == ("call", jansen, clerk)


def test_add_a_contact_person(page: Page, jansen: Customer) -> None:
    ensure_predefined_types()
    page.goto(f"/customers/{jansen.number}/?last_name=jans")
    page.keyboard.press("Alt+a")
    expect(page.locator("#new-actions").get_by_role("link", name="Contactpersoon")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Soort", exact=True)).to_be_focused()
    page.get_by_label("Achternaam of mailbox").focus()
    page.keyboard.type("Terpstra")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{jansen.number}/people/?last_name=jans")
    expect(page.get_by_role("rowheader", name="Terpstra")).to_be_visible()
    assert ContactPerson.objects.get().customer == jansen


def test_see_who_gets_the_invoice_and_why(page: Page, jansen: Customer) -> None:
    """Two tabs on, in sight without scrolling, also with more contact persons than are shown."""
    ensure_predefined_types()
    types = ("purchasing", "purchasing", "administration", "technical", "sales", "other", "other")
    for number, type_ in enumerate(types):
        preferred = type_ == "administration"
        make_contact(jansen, type_id=type_, last_name=f"Terpstra {number}", preferred=preferred)
    page.goto(f"/customers/{jansen.number}/?last_name=jans&postcode=3512")
    page.keyboard.press("Alt+.")
    page.keyboard.press("Alt+.")
    row = page.get_by_role("row", name="Factuur", exact=False).filter(has_text="Administratie")
    expect(row).to_contain_text("s.jansen@domstad.example")
    expect(row).to_contain_text("Terpstra 2 is voorkeur voor Administratie")
    expect(row).to_be_in_viewport(ratio=1)


def test_every_tab_by_the_keyboard(page: Page, jansen: Customer) -> None:
    page.goto(f"/customers/{jansen.number}/?last_name=jans&postcode=3512")
    page.get_by_label("Achternaam", exact=True).focus()
    tabs = page.locator("#card .tab")
    names = tabs.all_inner_texts()
    assert len(names) >= 10
    for step in range(1, len(names) + 1):
        page.keyboard.press("Alt+.")
        current = tabs.nth(step % len(names))
        address = current.get_attribute("href")
        page.wait_for_url(f"**{address}")
        expect(page.locator("#card .tab[aria-current]")).to_have_text(names[step % len(names)])
        expect(page.locator(".pager")).to_contain_text("1 van 2")
        expect(page.get_by_label("Achternaam", exact=True)).to_be_focused()
        assert "last_name=jans&postcode=3512" in page.url
    page.keyboard.press("Alt+,")
    page.wait_for_url("**/history/**")


def test_question_mark_shows_the_keys(page: Page, jansen: Customer) -> None:
    page.goto(f"/customers/{jansen.number}/")
    page.keyboard.press("Escape")
    page.locator("body").press("F6")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Toetsen")
    expect(keys).to_be_visible()
    for key in ("Alt N", "Alt W", "Alt C", "Alt A", "Alt P", "Alt M", "Ctrl S", "Ctrl Enter"):
        expect(keys.get_by_text(key, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Toetsen")).to_be_hidden()
