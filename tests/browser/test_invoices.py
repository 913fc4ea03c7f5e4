"""From what is done to what is paid, by the keyboard alone; lines without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import Invoice
from accounts.services.predefined import ensure_predefined
from tests.accounts.making import make_shop
from tests.factories import make_account, make_activity, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)
#: The page of one invoice.
PAGE = re.compile(r"/invoices/\d+/$")


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    ensure_predefined()
    make_shop(prices_include_vat=True)
    customer = make_customer(
        number="100871",
        kind="company",
        company_name="Fietskoeriers Domstad B.V.",
        last_name="",
        emails="administratie@domstad.example",
        email_permission=2,
    )
    make_account(customer, invoicing_method="monthly", delivery_method="post")
    return customer


def test_billed_issued_and_paid_by_keyboard(page: Page, domstad: Customer) -> None:
    make_activity(domstad, code="done", billing="due", amount="347.25", title="Onderhoud")
    page.goto("/customers/100871/account/")
    page.get_by_role("button", name="maak conceptfactuur").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(PAGE)
    expect(page.get_by_role("heading", name="Conceptfactuur")).to_be_visible()
    page.keyboard.press("Alt+u")
    page.wait_for_url("**/issue/")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Voorstraat 47")
    expect(dialog).to_contain_text("€ 347,25")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(PAGE)
    expect(page.get_by_role("status").first).to_contain_text("is uitgegeven")
    page.keyboard.press("Alt+b")
    page.wait_for_url("**/pay/")
    expect(page.get_by_label("Bedrag")).to_be_focused()
    expect(page.get_by_label("Bedrag")).to_have_value("347,25")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(PAGE)
    expect(page.locator("#card")).to_contain_text("betaald")
    assert Invoice.objects.get().status == "paid"


def test_a_new_invoice_by_its_key_with_a_line_more(page: Page, domstad: Customer) -> None:
    page.goto("/customers/100871/")
    page.keyboard.press("Alt+r")
    page.wait_for_url("**/invoices/add/")
    expect(page.get_by_label("Omschrijving", exact=True)).to_be_focused()
    page.get_by_label("Omschrijving van regel 1").focus()
    page.keyboard.type("Helm")
    page.get_by_label("Prijs van regel 1").focus()
    page.keyboard.type("39,95")
    page.keyboard.press("Alt+r")
    fresh = page.get_by_label("Omschrijving van regel 4")
    expect(fresh).to_be_focused()
    page.keyboard.type("Slot")
    page.get_by_label("Prijs van regel 4").focus()
    page.keyboard.type("20")
    expect(page.locator("#sums")).to_contain_text("€ 59,95")
    expect(page.get_by_label("Prijs van regel 4")).to_be_focused()
    page.keyboard.press("Control+s")
    page.wait_for_url(PAGE)
    assert str(Invoice.objects.get().total) == "59.95"


def test_lines_without_javascript(
    new_context: Callable[..., BrowserContext], clerk: StaffUser, domstad: Customer
) -> None:
    page = new_context(user=clerk, java_script_enabled=False).new_page()
    page.goto("/customers/100871/invoices/add/")
    page.get_by_label("Omschrijving van regel 1").fill("Weg")
    page.get_by_label("Omschrijving van regel 2").fill("Blijft")
    page.get_by_label("Prijs van regel 2").fill("10")
    page.get_by_role("button", name="Regel 1 weghalen").click()
    expect(page.get_by_label("Omschrijving van regel 1")).to_have_value("Blijft")
    page.get_by_role("button", name="Regel", exact=False).filter(has_text="Alt R").click()
    expect(page.get_by_label("Omschrijving van regel 3")).to_be_visible()
    page.get_by_role("button", name="Concept opslaan").click()
    page.wait_for_url(PAGE)
    assert [line.description for line in Invoice.objects.get().lines.all()] == ["Blijft"]
