"""Two clerks change one customer: nothing that either typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.factories import make_customer, make_staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_side_by_side(page: Page, new_context: Callable[..., BrowserContext]) -> None:
    customer = make_customer(mobile="+31655010147")
    bram = make_staff("balie", first_name="Bram", last_name="de Wit")
    other = new_context(user=bram).new_page()
    address = f"/customers/{customer.number}/edit/"
    page.goto(address)
    other.goto(address)

    other.get_by_label("Mobiel").fill("06 55 01 02 90")
    other.get_by_role("main").get_by_label("E-mail").fill("bram@example.nl")
    other.keyboard.press("Control+s")
    other.wait_for_url(f"**/customers/{customer.number}/")

    page.get_by_label("Mobiel").fill("06 55 01 01 74")
    page.get_by_label("Voorletters").fill("K.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Bram de Wit heeft deze klant")).to_be_visible()
    expect(page.get_by_text("06 55 01 01 74")).to_be_visible()
    expect(page.get_by_text("06 55 01 02 90")).to_be_visible()
    expect(page.get_by_text("was 06 55 01 01 47")).to_be_visible()
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{customer.number}/")

    customer.refresh_from_db()
    # Mine by choice, mine and Bram's without a question.
    assert customer.mobile == "+31655010174"
    assert customer.initials == "K."
    assert customer.emails == "bram@example.nl"


def test_changes_that_do_not_overlap_are_combined(
    page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    customer = make_customer()
    other = new_context(user=make_staff("balie")).new_page()
    address = f"/customers/{customer.number}/edit/"
    page.goto(address)
    other.goto(address)
    other.get_by_label("Mobiel").fill("06 55 01 02 90")
    other.keyboard.press("Control+s")
    other.wait_for_url(f"**/customers/{customer.number}/")
    page.get_by_role("main").get_by_label("E-mail").fill("anna@example.nl")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/customers/{customer.number}/")
    customer.refresh_from_db()
    assert (customer.mobile, customer.emails) == ("+31655010290", "anna@example.nl")
