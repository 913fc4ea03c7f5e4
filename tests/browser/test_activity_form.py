"""A repair comes in: from the card to the form and back by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.activities.models import Repair
from tests.factories import make_customer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_repair_by_keyboard_alone(page: Page, clerk: StaffUser) -> None:
    make_customer(number="100871")
    page.goto("/customers/100871/")
    page.keyboard.press("Alt+a")
    menu = page.locator("#new-actions")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("r")
    expect(menu.get_by_role("link", name="Reparatie", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities/add/repair/**")
    expect(page.get_by_label("Apparaat", exact=True)).to_be_focused()
    page.keyboard.press("Control+s")  # nothing typed yet: the cursor goes to what is missing
    expect(page.get_by_text("Vul in wat er gerepareerd wordt.")).to_be_visible()
    expect(page.get_by_label("Apparaat", exact=True)).to_be_focused()
    page.keyboard.type("Gazelle Orange")
    page.keyboard.press("Tab")
    page.keyboard.type("GZ-1")
    page.keyboard.press("Tab")
    page.keyboard.type("Loopt aan")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/activities/*/")
    expect(page.get_by_text("R-1 is toegevoegd.")).to_be_visible()
    repair = Repair.objects.get()
    assert (repair.device, repair.complaint) == ("Gazelle Orange", "Loopt aan")
