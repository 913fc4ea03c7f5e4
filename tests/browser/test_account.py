"""Billing accounts by the keyboard: finding one, making one, two clerks at one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import BillingAccount
from accounts.services.predefined import ensure_predefined
from tests.factories import make_account, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def domstad(clerk: StaffUser) -> Customer:
    ensure_predefined()
    return make_customer(
        number="100871", kind="company", company_name="Fietskoeriers Domstad B.V.", last_name=""
    )


def test_an_account_is_linked_in_two_keys(page: Page, domstad: Customer) -> None:
    chosen = make_account(make_customer(), number="900001", name="Domstad Cargo")
    make_account(number="900002", name="Domstad Zuid")
    page.goto("/customers/100871/")
    page.keyboard.press("Alt+k")
    page.wait_for_url("**/account/find/**")
    field = page.get_by_label("Nummer, naam of IBAN")
    expect(field).to_be_focused()
    page.keyboard.type("domst")
    offers = page.get_by_role("list", name="Rekeningen om uit te kiezen")
    expect(offers.get_by_role("button")).to_have_count(2)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    expect(page.locator("#card")).to_contain_text("Rekening 900001 is gekoppeld.")
    domstad.refresh_from_db()
    assert domstad.billing_account == chosen


def test_another_is_chosen_with_the_arrows_and_haste_links_nothing(
    page: Page, domstad: Customer
) -> None:
    make_account(number="900001", name="Domstad Cargo")
    make_account(number="900002", name="Domstad Zuid")
    page.goto("/customers/100871/account/find/?wanted=domstad")
    page.keyboard.press("Control+a")
    page.keyboard.type("zuid")
    page.keyboard.press("Enter")  # what is listed answers to something else
    page.wait_for_url("**wanted=zuid")
    offers = page.get_by_role("list", name="Rekeningen om uit te kiezen")
    expect(offers.get_by_role("button")).to_have_count(1)
    domstad.refresh_from_db()
    assert domstad.billing_account is None
    page.keyboard.press("Control+a")
    page.keyboard.type("domst")
    expect(offers.get_by_role("button")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(offers.get_by_role("button").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text("Rekening 900002 is gekoppeld.")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("#card")).to_contain_text("Rekening 900002 is ontkoppeld.")


def test_an_account_is_made_with_two_keys(page: Page, domstad: Customer) -> None:
    page.goto("/customers/100871/account/")
    page.get_by_role("link", name="Rekening aanmaken met klantgegevens").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/add/**")
    expect(page.get_by_label("Rekeningnummer")).to_have_value("100871")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/account/")
    expect(page.locator("#card")).to_contain_text("Rekening 100871 is aangemaakt.")
    assert BillingAccount.objects.get().street == "Voorstraat"


def test_without_javascript(
    new_context: Callable[..., BrowserContext], clerk: StaffUser, domstad: Customer
) -> None:
    make_account(number="900001", name="Domstad Cargo", iban="NL91ABNA0417164300")
    plain = new_context(user=clerk, java_script_enabled=False).new_page()
    plain.goto("/customers/100871/account/find/?last_name=domst")
    plain.get_by_label("Nummer, naam of IBAN").fill("NL91 ABNA 0417 1643 00")
    plain.locator("#card").get_by_role("button", name="Zoeken").click()
    plain.get_by_role("button", name="900001 Domstad Cargo").click()
    expect(plain.locator("#card")).to_contain_text("Rekening 900001 is gekoppeld.")
    assert plain.url.endswith("/account/?last_name=domst")
