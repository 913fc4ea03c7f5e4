"""The four tasks in a browser that runs no scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.models import Customer
from tests.factories import make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext], clerk: StaffUser) -> Page:
    """A page without JavaScript."""
    return new_context(user=clerk, java_script_enabled=False).new_page()


def test_find_by_enter(plain: Page) -> None:
    customer = make_customer()
    make_customer(last_name="Jansma", infix="")
    plain.goto("/")
    plain.get_by_label("Achternaam", exact=True).fill("jans")
    plain.get_by_label("Postcode", exact=True).fill("3512")
    plain.keyboard.press("Enter")
    hits = plain.get_by_role("list", name="Treffers").get_by_role("link")
    expect(hits).to_have_count(2)
    hits.first.click()
    expect(plain).to_have_url(f"/customers/{customer.number}/?last_name=jans&postcode=3512")


def test_scan(plain: Page) -> None:
    customer = make_customer()
    plain.goto("/")
    plain.get_by_label("Achternaam", exact=True).fill(customer.number)
    plain.keyboard.press("Enter")
    expect(plain.locator("#card h1")).to_have_text("De heer J.A. van der Jansen")


def test_add_change_and_set_inactive(plain: Page) -> None:
    plain.goto("/?last_name=Bakker&postcode=3512")
    plain.get_by_role("link", name="Toevoegen", exact=False).first.click()
    form = plain.locator("form[method=post]").last
    form.get_by_label("Postcode").fill("3512 JE")
    plain.get_by_role("button", name="Opslaan").click()
    customer = Customer.objects.get()
    expect(plain).to_have_url(f"/customers/{customer.number}/?last_name=Bakker&postcode=3512")
    plain.get_by_role("link", name="Wijzigen").first.click()
    plain.get_by_label("Mobiel").fill("06 55 01 02 90")
    plain.get_by_role("button", name="Opslaan").click()
    expect(plain.get_by_role("link", name="06 55 01 02 90")).to_be_visible()
    plain.goto(f"/customers/{customer.number}/deactivate/")
    plain.get_by_role("textbox", name="Reden").fill("Bedrijf gestopt")
    plain.get_by_role("button", name="Op inactief zetten").click()
    customer.refresh_from_db()
    assert (customer.mobile, customer.status) == ("+31655010290", "inactive")
