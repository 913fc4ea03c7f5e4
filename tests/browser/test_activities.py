"""Activities by the keyboard: sorting, filtering and 'toon alle' on the tab, paging the agenda."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from customers.activities.models import Repair
from customers.activities.services.predefined import ensure_predefined
from tests.activities.samples import at, make_appointment
from tests.browser.conftest import PHONE
from tests.factories import make_activity, make_customer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from customers.models import Customer
    from klantbeheer.staff.models import StaffUser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def jansen(clerk: StaffUser) -> Customer:
    ensure_predefined()
    return make_customer(number="100871")


def test_the_tab_by_keyboard(page: Page, jansen: Customer) -> None:
    for n in range(13):
        make_activity(jansen, title=f"Band {n:02}", amount=Decimal(n + 1))
    make_activity(jansen, "repair", title="Versnelling")
    page.goto("/customers/100871/activities/?last_name=jans")
    rows = page.locator("#kind-order tbody tr")
    expect(rows).to_have_count(10)

    page.get_by_role("link", name="Bedrag").first.focus()
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Band 12")
    expect(page.get_by_role("link", name="Bedrag").first).to_be_focused()
    page.wait_for_url("**sort=-amount*")
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Band 00")

    page.wait_for_url("**sort=amount*")
    page.get_by_role("link", name="Toon alle 13").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(13)
    expect(rows.first).to_contain_text("Band 00")
    expect(page.locator("#kind-repair")).to_have_count(0)
    expect(page.get_by_label("Soort", exact=True)).to_have_value("order")

    page.get_by_label("Titel of nummer").focus()
    page.keyboard.type("band 1")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Band 10")
    expect(page.locator("#activities-count")).to_have_text("3 activiteiten")
    assert "last_name=jans" in page.url
    with page.expect_response("**/activities/**text=band*"):  # leaving the field asks once more
        page.get_by_role("radio", name="Alle").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Ook gearchiveerde")).to_be_checked()
    page.wait_for_url("**state=archived*")


def test_the_agenda_by_keyboard(page: Page, jansen: Customer) -> None:
    make_appointment(jansen, at(datetime.date(2026, 12, 1), 10), title="Passen")
    page.goto("/")
    page.keyboard.press("Alt+l")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")
    page.goto("/appointments/?day=2026-11-24")
    page.keyboard.press("Alt+PageDown")
    expect(page.get_by_role("link", name="Passen")).to_be_visible()
    page.keyboard.press("Alt+PageUp")
    expect(page.get_by_role("link", name="Passen")).to_have_count(0)


def test_a_long_word_stays_on_the_phone(
    new_context: Callable[..., BrowserContext], clerk: StaffUser, jansen: Customer
) -> None:
    project = make_activity(jansen, "project", title="Bakfiets" * 20, amount=Decimal("9999999.99"))
    page = new_context(user=clerk, viewport=PHONE).new_page()
    for address in ("", f"activities/{project.pk}/project/", "activities/"):
        page.goto(f"/customers/100871/{address}")
        expect(page.locator("#card")).to_contain_text("BakfietsBakfiets")
        too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(too_wide) == 0, address


def test_what_is_open_is_stepped_through_by_its_key(page: Page, jansen: Customer) -> None:
    repair = make_activity(jansen, "repair", title="Versnelling")
    Repair.objects.create(activity=repair, device="Gazelle")
    make_activity(jansen, title="Banden")
    page.goto("/customers/100871/")
    rows = page.locator("#open-things .rows a")
    for place in (0, 1, 0):
        page.keyboard.press("Alt+o")
        expect(rows.nth(place)).to_be_focused()
    rows.filter(has_text=repair.label).press("Enter")
    page.wait_for_url(f"**/activities/{repair.pk}/")
    page.keyboard.press("Alt+g")
    page.wait_for_url("**/ready/")
