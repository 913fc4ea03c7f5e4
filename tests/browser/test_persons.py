"""Contact persons by the keyboard: adding one, choosing where invoices go, the matrix in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from contacts.models import ContactPerson
from contacts.services.predefined import ensure_predefined_types
from tests.factories import make_contact, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    ensure_predefined_types()
    return make_customer(
        number="100871", kind="company", company_name="Fietskoeriers Domstad B.V.", last_name=""
    )


@pytest.fixture
def holding(domstad: Customer) -> Customer:
    return make_customer(
        number="100990", kind="company", company_name="Holding Domstad N.V.", last_name=""
    )


def test_a_contact_person_in_two_keys(page: Page, domstad: Customer) -> None:
    page.goto("/customers/100871/")
    page.keyboard.press("Alt+p")
    page.wait_for_url("**/people/add/**")
    expect(page.get_by_label("Soort", exact=True)).to_be_focused()
    page.keyboard.type("ink")
    page.get_by_label("Achternaam of mailbox").focus()
    page.keyboard.type("Öztürk")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/people/")
    row = page.locator("#persons").get_by_role("row", name="Öztürk")
    expect(row).to_contain_text("Inkoop")
    expect(row).to_contain_text("voorkeur")
    assert domstad.contacts.get().street == "Voorstraat"


def test_where_invoices_go_is_chosen_by_keyboard(
    page: Page, domstad: Customer, holding: Customer
) -> None:
    make_customer(kind="company", company_name="Holding Oud B.V.", status="inactive")
    make_customer(kind="company", company_name="Holding Zuid B.V.")
    page.goto("/customers/100871/people/add/")
    field = page.get_by_label("Facturen gaan naar klant")
    expect(field).to_be_hidden()
    page.keyboard.type("fac")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.type("holding")
    offers = page.get_by_role("list", name="Klanten om uit te kiezen")
    expect(offers.get_by_role("button")).to_have_count(2)
    expect(offers).to_contain_text("is inactief")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(offers.get_by_role("button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(offers).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("domstad n")
    expect(offers.get_by_role("button")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_have_value("100990")
    expect(page.locator("#chosen")).to_have_text("100990 Holding Domstad N.V.")
    page.keyboard.press("End")
    page.keyboard.type("1")
    expect(page.locator("#chosen")).to_have_text("")
    page.keyboard.press("Control+a")
    page.keyboard.type("domstad n")
    expect(offers.get_by_role("button")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/people/")
    assert ContactPerson.objects.get().invoice_customer == holding


def test_choosing_without_javascript(
    new_context: Callable[..., BrowserContext],
    clerk: StaffUser,
    domstad: Customer,
    holding: Customer,
) -> None:
    plain = new_context(user=clerk, java_script_enabled=False).new_page()
    plain.goto("/customers/100871/people/add/")
    plain.get_by_label("Soort", exact=True).select_option("invoice_address")
    plain.get_by_label("Facturen gaan naar klant").fill("holding")
    plain.get_by_role("button", name="Opslaan").click()
    plain.get_by_role("button", name="100990 Holding Domstad N.V.").click()
    expect(plain.get_by_label("Facturen gaan naar klant")).to_have_value("100990")
    plain.get_by_role("button", name="Opslaan").click()
    expect(
        plain.locator("#persons").get_by_role("row", name="100990 Holding Domstad N.V.")
    ).to_be_visible()


def test_the_list_is_filtered_and_sorted_in_place(page: Page, domstad: Customer) -> None:
    make_contact(domstad, last_name="Boer", type_id="sales")
    make_contact(domstad, last_name="Bakker", type_id="technical")
    make_contact(domstad, last_name="Aalders", archived=True)
    page.goto("/customers/100871/people/")
    rows = page.locator("#persons tbody tr")
    expect(rows).to_have_count(3)
    page.get_by_label("ook gearchiveerde (1)").uncheck()
    expect(rows).to_have_count(2)
    expect(page.get_by_role("heading", name="2 contactpersonen")).to_be_visible()
    page.get_by_role("link", name="Naam", exact=True).click()
    expect(rows.first).to_contain_text("Bakker")
    expect(page.get_by_role("columnheader", name="Naam")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.go_back()
    expect(page.get_by_role("columnheader", name="Soort")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_archiving_offers_the_way_back(page: Page, domstad: Customer) -> None:
    person = make_contact(domstad, preferred=True)
    page.goto(f"/customers/100871/people/{person.pk}/")
    page.get_by_role("button", name="Archiveren").click()
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("#persons").get_by_role("row", name="S. Jansen")).to_contain_text(
        "voorkeur"
    )


def test_the_matrix_begins_in_view(page: Page, domstad: Customer) -> None:
    for number in range(12):
        make_contact(domstad, last_name=f"Nummer {number}", emails=f"een@{number}.example")
    page.goto("/customers/100871/people/")
    expect(page.get_by_role("heading", name="Wie krijgt welk document")).to_be_in_viewport()
    expect(page.get_by_role("row", name="Offerte")).to_be_in_viewport()
    tabs = page.locator("#card .tabs")
    assert tabs.evaluate("tabs => tabs.scrollWidth <= tabs.clientWidth")
